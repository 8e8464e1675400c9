/* ranges.c: regions of interfaces whose ends have no name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/regions/ranges.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "collector/agent/thread.h"
#include "include/rankprof/rankprof.h"

#define NAME_BYTES RP_RANGE_NAME_BYTES

extern const struct rankprof_regions rankprof_regions;

/* ---- names ---- */

struct name {
    char text[NAME_BYTES];
    bool is_pass;
};

/* What follows the name in those that PyTorch gives: it differs from call to call. */
static void cut_details(char *text)
{
    char *const details = strstr(text, ", seq = ");

    if (details)
        *details = '\0';
}

/* "step 17", "step_17" and "step[17]" are passes of "step". False: there is no number, or only. */
static bool cut_number(char *text)
{
    size_t length = strlen(text);
    size_t digits;

    if (length > 0 && (text[length - 1] == ']' || text[length - 1] == ')'))
        length--;
    for (digits = length; digits > 0 && isdigit((unsigned char)text[digits - 1]); digits--)
        continue;
    if (digits == length || digits < 2 || isalnum((unsigned char)text[digits - 1]))
        return false;
    while (digits > 1 && !isalnum((unsigned char)text[digits - 1]))
        digits--;
    text[digits] = '\0';
    return true;
}

static void name_of(struct name *out, const char *domain, const char *text)
{
    const size_t before = domain ? strnlen(domain, NAME_BYTES / 2) : 0;
    char *const own = out->text + (before ? before + 2 : 0);

    memset(out, 0, sizeof(*out));
    if (before > 0) {
        memcpy(out->text, domain, before);
        memcpy(out->text + before, ": ", 2);
    }
    memcpy(own, text, strnlen(text, NAME_BYTES - 1 - (size_t)(own - out->text)));
    cut_details(own);
    out->is_pass = cut_number(own);
}

/* ---- the thread's own ---- */

int rp_range_push(const char *domain, const char *text)
{
    struct rp_thread *const thread = rp_thread_self();
    struct rp_ranges *const ranges = thread ? thread->ranges : NULL;
    struct name name = {.text = ""};

    if (!ranges)
        return RP_RANGE_NOT_FOLLOWED;
    if (text && text[0])
        name_of(&name, domain, text);
    if (ranges->depth < RP_RANGE_DEPTH) {
        ranges->rows[ranges->depth].domain = domain;
        memcpy(ranges->rows[ranges->depth].name, name.text, NAME_BYTES);
        if (name.text[0])
            rankprof_regions.begin(name.text, name.is_pass);
    }
    return (int)ranges->depth++;
}

/* Ranges of other domains may have begun since. */
int rp_range_pop(const char *domain)
{
    struct rp_thread *const thread = rp_thread_self();
    struct rp_ranges *const ranges = thread ? thread->ranges : NULL;
    uint32_t at = ranges ? ranges->depth : 0;

    if (!ranges)
        return RP_RANGE_NOT_FOLLOWED;
    if (at > RP_RANGE_DEPTH)
        return (int)--ranges->depth;
    while (at > 0 && ranges->rows[at - 1].domain != domain)
        at--;
    if (at == 0)
        return -1;
    if (ranges->rows[at - 1].name[0])
        rankprof_regions.end(ranges->rows[at - 1].name);
    memmove(&ranges->rows[at - 1], &ranges->rows[at],
            (ranges->depth - at) * sizeof(ranges->rows[0]));
    return (int)--ranges->depth;
}

/* nvtx.c: ranges that a program names through NVTX are regions.
 * SPDX-License-Identifier: Apache-2.0
 *
 * NVTX loads the library that NVTX_INJECTION64_PATH names, which is the agent itself: it is there
 * already, whether the program uses a GPU or not. Ranges of a thread lie within each other, as
 * regions do; those that begin in one thread and end in another are left out.
 *
 * Names that differ only by a number at their end ("step 17") are passes of one region ("step"):
 * programs number what they repeat.
 */
#include "collector/agent/regions/nvtx_abi.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "collector/agent/thread.h"
#include "include/rankprof/rankprof.h"

#define NAME_BYTES  RP_NVTX_NAME_BYTES
#define STORE_BYTES 65536u

extern const struct rankprof_regions rankprof_regions;
int InitializeInjectionNvtx2(rp_nvtx_export *export_table);

/* ---- texts that the program gives us once ---- */

static char store[STORE_BYTES];
static _Atomic uint32_t stored = 1;

/* NULL when there is no room. Such ranges have no name, and are no regions. */
static const char *keep(const char *text)
{
    const uint32_t bytes = (uint32_t)strnlen(text, NAME_BYTES - 1) + 1;
    uint32_t at = atomic_load_explicit(&stored, memory_order_relaxed);

    do {
        if (at + bytes > STORE_BYTES)
            return NULL;
    } while (!atomic_compare_exchange_weak_explicit(&stored, &at, at + bytes, memory_order_relaxed,
                                                    memory_order_relaxed));
    memcpy(store + at, text, bytes - 1);
    return store + at;
}

/* ---- names ---- */

struct name {
    char text[NAME_BYTES];
    bool is_pass;
};

static void narrow(char *out, const wchar_t *text)
{
    size_t at = 0;

    for (; text[at] && at < NAME_BYTES - 1; at++)
        out[at] = text[at] > 0 && text[at] < 128 ? (char)text[at] : '?';
    out[at] = '\0';
}

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

/* ---- ranges ---- */

#define NOT_FOLLOWED (-2) /* what NVTX calls NVTX_NO_PUSH_POP_TRACKING */

static int push(const char *domain, const char *text)
{
    struct rp_thread *const thread = rp_thread_self();
    struct rp_nvtx_ranges *const ranges = thread ? thread->ranges : NULL;
    struct name name = {.text = ""};

    if (!ranges)
        return NOT_FOLLOWED;
    if (text && text[0])
        name_of(&name, domain, text);
    if (ranges->depth < RP_NVTX_DEPTH) {
        ranges->rows[ranges->depth].domain = domain;
        memcpy(ranges->rows[ranges->depth].name, name.text, NAME_BYTES);
        if (name.text[0])
            rankprof_regions.begin(name.text, name.is_pass);
    }
    return (int)ranges->depth++;
}

/* The last range of the domain: ranges of others may have begun since. */
static int pop(const char *domain)
{
    struct rp_thread *const thread = rp_thread_self();
    struct rp_nvtx_ranges *const ranges = thread ? thread->ranges : NULL;
    uint32_t at = ranges ? ranges->depth : 0;

    if (!ranges)
        return NOT_FOLLOWED;
    if (at > RP_NVTX_DEPTH)
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

static int push_attributes(const char *domain, const struct rp_nvtx_attributes *attributes)
{
    char narrowed[NAME_BYTES];

    if (!attributes || attributes->size < sizeof(*attributes) || !attributes->message)
        return push(domain, NULL);
    if (attributes->message_type == RP_NVTX_WIDE) {
        narrow(narrowed, attributes->message);
        return push(domain, narrowed);
    }
    /* What is registered is a text that keep() gave. */
    return push(domain, attributes->message);
}

/* ---- what NVTX calls ---- */

static int on_push(const struct rp_nvtx_attributes *attributes)
{
    return push_attributes(NULL, attributes);
}

static int on_push_text(const char *text)
{
    return push(NULL, text);
}

static int on_push_wide(const wchar_t *text)
{
    char narrowed[NAME_BYTES] = "";

    if (text)
        narrow(narrowed, text);
    return push(NULL, narrowed);
}

static int on_pop(void)
{
    return pop(NULL);
}

static const void *on_register_text(const void *domain, const char *text)
{
    (void)domain;
    return text ? keep(text) : NULL;
}

static const void *on_domain_create(const char *name)
{
    return name ? keep(name) : NULL;
}

static const struct {
    int module;
    unsigned place;
    rp_nvtx_function function;
} handlers[] = {
    {RP_NVTX_CORE, RP_NVTX_PUSH, (rp_nvtx_function)on_push},
    {RP_NVTX_CORE, RP_NVTX_PUSH_TEXT, (rp_nvtx_function)on_push_text},
    {RP_NVTX_CORE, RP_NVTX_PUSH_WIDE, (rp_nvtx_function)on_push_wide},
    {RP_NVTX_CORE, RP_NVTX_POP, (rp_nvtx_function)on_pop},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_PUSH, (rp_nvtx_function)push_attributes},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_POP, (rp_nvtx_function)pop},
    {RP_NVTX_DOMAINS, RP_NVTX_REGISTER_TEXT, (rp_nvtx_function)on_register_text},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_CREATE, (rp_nvtx_function)on_domain_create},
};

/* 1: go on; NVTX takes 0 for a failure. A handler that the program's NVTX lacks is left out. */
__attribute__((visibility("default"))) int InitializeInjectionNvtx2(rp_nvtx_export *export_table)
{
    const struct rp_nvtx_callbacks *const callbacks = export_table(RP_NVTX_CALLBACKS);

    if (!callbacks || callbacks->bytes < sizeof(*callbacks))
        return 0;
    for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
        rp_nvtx_function **table = NULL;
        unsigned size = 0;

        if (callbacks->table(handlers[i].module, &table, &size) && table &&
            handlers[i].place < size && table[handlers[i].place])
            *table[handlers[i].place] = handlers[i].function;
    }
    return 1;
}

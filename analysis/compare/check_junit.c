/* check_junit.c: a check as JUnit XML, which systems of continuous integration show by test.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare/check_view.h"
#include "analysis/findings/expression.h"

/* Text within an attribute; names are made safe before, so no control character is left. */
static void write_escaped(FILE *out, const char *text)
{
    static const struct {
        char sign;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    char *safe = rp_text_safe(text, true);

    for (const char *at = safe; at && *at; at++) {
        const char *entity = NULL;

        for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
            entity = entities[i].sign == *at ? entities[i].entity : entity;
        if (entity)
            fputs(entity, out);
        else
            fputc(*at, out);
    }
    free(safe);
}

static void write_case(FILE *out, const struct rp_check_result *result, size_t number)
{
    const struct rp_gate_item *item = &result->items[number];

    fputs("  <testcase classname=\"rankprof.check\" name=\"", out);
    write_escaped(out, rp_checked_name(result, number));
    if (!item->slower) {
        fputs("\"/>\n", out);
        return;
    }
    fprintf(out, "\">\n    <failure message=\"");
    if (rp_is_known(rp_checked_growth(item)))
        fprintf(out, "%.1f %% slower; the noise of runs is %.1f %%", 100 * rp_checked_growth(item),
                100 * item->noise);
    else
        fputs("it is new", out);
    if (result->things[number].path) {
        fputs("; it grew most in ", out);
        write_escaped(out, result->things[number].path);
    }
    fputs("\"/>\n  </testcase>\n", out);
}

static void write_suite(FILE *out, const struct rp_check_result *result)
{
    const bool unknown = result->verdict == RP_VERDICT_UNKNOWN;

    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"rankprof check\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
            "skipped=\"%d\">\n",
            unknown ? 1 : result->count, result->slower_count, unknown);
    if (unknown) {
        fputs("  <testcase classname=\"rankprof.check\" name=\"verdict\">\n    <skipped message=\"",
              out);
        write_escaped(out, result->reason);
        fputs("\"/>\n  </testcase>\n", out);
    }
    for (size_t i = 0; i < result->count; i++)
        write_case(out, result, i);
    fputs("</testsuite>\n", out);
}

enum rp_status rp_check_junit(const struct rp_check_result *result, const char *path,
                              struct rp_error *error)
{
    FILE *out = fopen(path, "we");
    bool failed = false;

    if (!out)
        return rp_error_set(error, RP_E_IO, "cannot create '%s': %s", path, strerror(errno));
    write_suite(out, result);
    failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        return rp_error_set(error, RP_E_IO, "cannot write '%s': %s", path, strerror(errno));
    return RP_OK;
}

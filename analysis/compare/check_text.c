/* check_text.c: a check as text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/compare/check_view.h"
#include "analysis/findings/expression.h"
#include "analysis/report/report_view.h"

#define NUMBERS     46 /* columns before a name */
#define VALUE_BYTES 64u

static void write_percent(FILE *out, double share)
{
    if (rp_is_known(share))
        fprintf(out, "%+8.1f %%", 100 * share);
    else
        fprintf(out, "%10s", "new");
}

static void write_row(const struct rp_check_result *result, const struct rp_terminal *terminal,
                      size_t number)
{
    const struct rp_gate_item *item = &result->items[number];
    const char *unit = rp_checked_unit(result, number);
    const double factor = strcmp(unit, "s") == 0 ? 1e9 : 1;
    char before[VALUE_BYTES];
    char after[VALUE_BYTES];

    rp_report_value(before, sizeof(before), item->mean * factor, factor > 1 ? "ns" : unit);
    rp_report_value(after, sizeof(after), item->value * factor, factor > 1 ? "ns" : unit);
    fprintf(terminal->out, "%s%10s %10s", item->slower ? "!" : " ", before, after);
    write_percent(terminal->out, rp_checked_growth(item));
    fputc(' ', terminal->out);
    write_percent(terminal->out, rp_checked_detectable(item));
    fputs("   ", terminal->out);
    rp_terminal_name(terminal, rp_checked_name(result, number), terminal->columns - NUMBERS);
    fputc('\n', terminal->out);
    if (result->things[number].path) {
        fprintf(terminal->out, "%12sgrew most in ", "");
        rp_terminal_name(terminal, result->things[number].path, terminal->columns - 26);
        fputc('\n', terminal->out);
    }
}

static void write_heading(const struct rp_check_result *result, const struct rp_terminal *terminal)
{
    const struct rp_compared_run *now = &result->runs.list[result->runs.count - 1];
    const size_t bases = result->runs.count - 1;

    fputs("# rankprof check ", terminal->out);
    rp_terminal_name(terminal, now->shown, terminal->columns - 18);
    fprintf(terminal->out, "\n# %zu rank%s, %s, against %zu baseline%s\n\n", now->ranks,
            now->ranks == 1 ? "" : "s", now->metric, bases, bases == 1 ? "" : "s");
}

static void write_verdict(const struct rp_check_result *result, const struct rp_terminal *terminal)
{
    if (result->verdict == RP_VERDICT_UNKNOWN) {
        rp_terminal_styled(terminal, RP_STYLE_WARN, "CANNOT TELL  ");
        fprintf(terminal->out, "%s\n", result->reason);
    } else if (result->verdict == RP_VERDICT_SLOWER) {
        rp_terminal_styled(terminal, RP_STYLE_ALARM, "SLOWER  ");
        fprintf(terminal->out,
                "%zu of %zu that were judged, by more than %g %% and more than runs "
                "differ\n\n",
                result->slower_count, result->count, result->settings->max_regress);
    } else {
        rp_terminal_styled(terminal, RP_STYLE_BOLD, "NOT SLOWER  ");
        fprintf(terminal->out,
                "%zu judged; what would have been named stands in the last column\n\n",
                result->count);
    }
}

void rp_check_text(const struct rp_check_result *result, const struct rp_terminal *terminal)
{
    write_heading(result, terminal);
    write_verdict(result, terminal);
    if (result->count == 0)
        return;
    fprintf(terminal->out, " %10s %10s%10s %10s   %s\n", "baselines", "new run", "growth",
            "named from", "what");
    for (size_t i = 0; i < result->count; i++)
        write_row(result, terminal, i);
}

/* diff_text.c: a diff as text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare/diff_view.h"
#include "analysis/report/report_view.h"

#define USUAL_ROWS  15u
#define NUMBERS     45 /* columns before a name */
#define VALUE_BYTES 64u
#define SHORT_ID    12 /* digits of a build-id that are shown */
#define MOST_FACTS  40u

/* ---- the two runs ---- */

static void write_relative(FILE *out, double before, double after)
{
    if (before > 0)
        fprintf(out, "%+8.1f %%", 100 * (after / before - 1));
    else
        fprintf(out, "%10s", after > 0 ? "new" : "-");
}

static void write_run(const struct rp_terminal *terminal, const char *title,
                      const struct rp_compared_run *run)
{
    fprintf(terminal->out, "# %s  %zu rank%s on %zu node%s, wall %.3f s, %.0f samples%s  ", title,
            run->ranks, run->ranks == 1 ? "" : "s", run->nodes, run->nodes == 1 ? "" : "s",
            run->wall_seconds, run->samples, run->partial ? ", not whole" : "");
    rp_terminal_name(terminal, run->shown, terminal->columns / 3);
    fputc('\n', terminal->out);
}

static void write_heading(const struct rp_diff *diff, const struct rp_terminal *terminal)
{
    const struct rp_compared_run *runs = diff->runs.list;

    rp_terminal_styled(terminal, RP_STYLE_BOLD, "# rankprof diff\n");
    write_run(terminal, "old", &runs[0]);
    write_run(terminal, "new", &runs[1]);
    if (runs[0].ranks != runs[1].ranks)
        rp_terminal_styled(terminal, RP_STYLE_WARN,
                           "# runs of different sizes: values are means of the ranks\n");
    fputs(
        "# two runs do not tell how much runs differ by themselves: 'rankprof check' does, with 3 "
        "baselines\n\n",
        terminal->out);
}

/* ---- changes ---- */

static void write_values(const struct rp_terminal *terminal, double before, double after,
                         const char *unit)
{
    char text[3][VALUE_BYTES];

    rp_report_value(text[0], VALUE_BYTES, before, unit);
    rp_report_value(text[1], VALUE_BYTES, after, unit);
    *text[2] = after < before ? '-' : '+';
    rp_report_value(text[2] + 1, VALUE_BYTES - 1, fabs(after - before), unit);
    fprintf(terminal->out, "%10s %10s %10s", before > 0 ? text[0] : "-", after > 0 ? text[1] : "-",
            text[2]);
    write_relative(terminal->out, before, after);
}

static void write_name(const struct rp_terminal *terminal, const struct rp_change *change,
                       const char *name)
{
    char *safe = rp_text_safe(name, terminal->utf8);
    const enum rp_style style = !change->sure              ? RP_STYLE_DIM
                                : rp_change_of(change) > 0 ? RP_STYLE_ALARM
                                                           : RP_STYLE_GAIN;

    if (safe && terminal->is_tty)
        rp_text_cut(safe, terminal->columns - NUMBERS);
    if (safe)
        rp_terminal_styled(terminal, style, safe);
    free(safe);
}

static void write_change(const struct rp_diff *diff, const struct rp_terminal *terminal,
                         const struct rp_change *change, const struct rp_compared_names *names)
{
    char *name = rp_compared_path(names, change->number);

    write_values(terminal, change->before.self, change->after.self, diff->runs.list[0].unit);
    fprintf(terminal->out, "%s ", change->sure ? " " : "~");
    write_name(terminal, change, name ? name : "");
    fputc('\n', terminal->out);
    free(name);
}

/* What is shown and the rest together are all of the change. */
static void write_rest(const struct rp_diff *diff, const struct rp_terminal *terminal,
                       const struct rp_changes *changes, size_t shown)
{
    double before = 0;
    double after = 0;

    for (size_t i = shown; i < changes->count; i++) {
        before += changes->list[i].before.self;
        after += changes->list[i].after.self;
    }
    if (shown < changes->count) {
        write_values(terminal, before, after, diff->runs.list[0].unit);
        fprintf(terminal->out, "  (%zu more)\n", changes->count - shown);
    }
    write_values(terminal, diff->runs.list[0].value, diff->runs.list[1].value,
                 diff->runs.list[0].unit);
    fputs("  = all\n", terminal->out);
}

static void write_changes(const struct rp_diff *diff, const struct rp_terminal *terminal,
                          const struct rp_changes *changes, const struct rp_compared_names *names)
{
    const size_t limit = diff->settings->limit > 0 ? (size_t)diff->settings->limit : USUAL_ROWS;
    size_t shown = 0;

    fprintf(terminal->out, "%10s %10s %10s%10s  %s\n", "old", "new", "change", "",
            changes == &diff->paths ? "call path" : "function");
    while (shown < limit && shown < changes->count && rp_change_of(&changes->list[shown]) != 0) {
        write_change(diff, terminal, &changes->list[shown], names);
        shown++;
    }
    write_rest(diff, terminal, changes, shown);
}

/* ---- software, machine, environment ---- */

static void write_text(const struct rp_terminal *terminal, const struct rp_differing_fact *fact,
                       const char *text)
{
    char *safe = text ? rp_text_safe(text, terminal->utf8) : NULL;

    if (safe && fact->is_module)
        fprintf(terminal->out, "build-id %.*s", SHORT_ID, safe);
    else if (safe)
        rp_terminal_name(terminal, text, terminal->columns);
    else
        fputs("(not there)", terminal->out);
    free(safe);
}

static void write_facts(const struct rp_diff *diff, const struct rp_terminal *terminal)
{
    rp_terminal_styled(terminal, RP_STYLE_BOLD, "\nDIFFERENT  software, machine and environment\n");
    for (size_t i = 0; i < diff->fact_count && i < MOST_FACTS; i++) {
        fputs("  ", terminal->out);
        rp_terminal_name(terminal, diff->facts[i].key, terminal->columns);
        fputs(": ", terminal->out);
        write_text(terminal, &diff->facts[i], diff->facts[i].old_text);
        fputs(" -> ", terminal->out);
        write_text(terminal, &diff->facts[i], diff->facts[i].new_text);
        fputc('\n', terminal->out);
    }
    if (diff->fact_count > MOST_FACTS)
        fprintf(terminal->out, "  (%zu more: --json)\n", diff->fact_count - MOST_FACTS);
    if (diff->fact_count == 0)
        fputs("  nothing that is known\n", terminal->out);
}

void rp_diff_text(const struct rp_diff *diff, const struct rp_terminal *terminal)
{
    char *title = NULL;

    write_heading(diff, terminal);
    if (asprintf(&title, "CHANGES of exclusive %s, mean of the ranks\n",
                 diff->runs.list[0].metric) >= 0) {
        rp_terminal_styled(terminal, RP_STYLE_BOLD, title);
        free(title);
    }
    write_changes(diff, terminal, &diff->functions, &diff->runs.functions);
    fputc('\n', terminal->out);
    write_changes(diff, terminal, &diff->paths, &diff->runs.paths);
    fputs("~ no more than counting samples alone makes two runs differ\n", terminal->out);
    write_facts(diff, terminal);
}

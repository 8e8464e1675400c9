/* report_findings.c: the view of the findings: what to fix first, what differs, what was not tried.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/rank_list.h"
#include "analysis/report/report_view.h"

#define FEW       5u /* findings beside another view */
#define INDENT    11 /* columns before a sentence */
#define MOST_RUNS 12u

/* ---- lines ---- */

/* How much of the text fits into `room`, broken at a blank; a word that does not fit is not cut. */
static size_t line_length(const char *text, size_t room)
{
    size_t length = strcspn(text, " ");

    while (text[length]) {
        const size_t next = length + 1 + strcspn(text + length + 1, " ");

        if (next > room)
            break;
        length = next;
    }
    return length;
}

static void write_wrapped(const struct rp_report *report, const char *text, int column,
                          enum rp_style style)
{
    const struct rp_terminal *terminal = &report->terminal;
    char *safe = rp_text_safe(text, terminal->utf8);
    char *at = safe;

    while (at && *at) {
        const size_t length = line_length(at, (size_t)(terminal->columns - column));
        char *next = at + length + (at[length] != '\0');

        at[length] = '\0';
        if (at != safe)
            fprintf(terminal->out, "\n%*s", column, "");
        if (terminal->is_tty)
            rp_text_cut(at, terminal->columns - column);
        rp_terminal_styled(terminal, style, at);
        at = next;
    }
    fputc('\n', terminal->out);
    free(safe);
}

static void write_below(const struct rp_report *report, const char *mark, const char *text)
{
    fprintf(report->terminal.out, "%*s%s", INDENT, "", mark);
    write_wrapped(report, text, INDENT + (int)strlen(mark), RP_STYLE_PLAIN);
}

/* ---- findings ---- */

static void write_finding(const struct rp_report *report, size_t number, bool in_full)
{
    const struct rp_job_finding *finding = &report->insight.findings.list[number];
    FILE *out = report->terminal.out;

    if (finding->recoverable < 0.005)
        fprintf(out, "%2zu   <1 %% ", number + 1);
    else if (rp_is_known(finding->recoverable))
        fprintf(out, "%2zu %4.0f %% ", number + 1, 100 * finding->recoverable);
    else
        fprintf(out, "%2zu    -   ", number + 1);
    fputc(' ', out);
    write_wrapped(report, finding->text, INDENT, number == 0 ? RP_STYLE_BOLD : RP_STYLE_PLAIN);
    for (size_t i = 0; in_full && i < finding->evidence_count; i++)
        write_below(report, "", finding->evidence[i]);
    if (*finding->hint)
        write_below(report, "-> ", finding->hint);
    if (in_full && finding->others > 0)
        fprintf(out, "%*s(%zu more of this kind: %s)\n", INDENT, "", finding->others,
                finding->rule->name);
}

static void write_nothing(const struct rp_report *report)
{
    char *noise = rp_insight_noise(&report->insight);
    char *text = NULL;

    if (noise && asprintf(&text, "nothing found at this noise; %s", noise) >= 0) {
        fprintf(report->terminal.out, "%*s", 3, "");
        write_wrapped(report, text, 3, RP_STYLE_PLAIN);
    }
    free(text);
    free(noise);
}

static void write_findings(const struct rp_report *report, size_t most, bool in_full)
{
    const struct rp_job_findings *findings = &report->insight.findings;

    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD,
                       "LOOK FIRST  at what may be won of the wall time\n");
    for (size_t i = 0; i < findings->count && i < most; i++)
        write_finding(report, i, in_full);
    if (findings->count > most)
        fprintf(report->terminal.out, "   (%zu more: --view findings)\n", findings->count - most);
    if (findings->count == 0)
        write_nothing(report);
}

void rp_report_write_look_first(const struct rp_report *report)
{
    const size_t differences = report->insight.discrepancies.count;

    write_findings(report, FEW, false);
    if (differences > 0)
        fprintf(report->terminal.out,
                "   %zu difference%s between ranks that should be equal: --view findings\n",
                differences, differences == 1 ? "" : "s");
    fputc('\n', report->terminal.out);
}

/* ---- discrepancies ---- */

static void write_discrepancies(const struct rp_report *report)
{
    const struct rp_discrepancies *all = &report->insight.discrepancies;

    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD,
                       "DISCREPANCIES  what should be equal and is not\n");
    for (size_t i = 0; i < all->count; i++) {
        fprintf(report->terminal.out, "%-10s ", rp_discrepancy_kind_name(all->list[i].kind));
        write_wrapped(report, all->list[i].text, INDENT, RP_STYLE_PLAIN);
    }
    if (all->count == 0)
        fputs("   none\n", report->terminal.out);
}

static void write_comparisons(const struct rp_report *report)
{
    const struct rp_discrepancies *all = &report->insight.discrepancies;
    FILE *out = report->terminal.out;

    if (all->comparison_count == 0)
        return;
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD,
                       "\nCOMPARED  at a risk of 1 % that any of it is chance\n");
    fprintf(out, "%-16s%12s%8s  %s\n", "what", "median", "ranks", "seen would be from");
    for (size_t i = 0; i < all->comparison_count; i++) {
        const struct rp_comparison *it = &all->comparisons[i];
        char middle[64] = "-";

        if (rp_is_known(it->middle))
            rp_format_value(middle, sizeof(middle), it->rule->format, it->middle);
        fprintf(out, "%-16s%12s%8zu  ", it->rule->name, middle, it->compared);
        if (rp_is_known(it->detectable))
            fprintf(out, "%.3g %% on a rank", 100 * it->detectable);
        else
            fputs("nothing: too few ranks with a value", out);
        if (rp_is_known(it->detectable_node))
            fprintf(out, ", %.3g %% on a node", 100 * it->detectable_node);
        fputc('\n', out);
    }
}

void rp_report_write_discrepancies(const struct rp_report *report)
{
    write_discrepancies(report);
    write_comparisons(report);
}

/* ---- what could not be looked for ---- */

static void write_untried(const struct rp_report *report)
{
    const struct rp_job_findings *findings = &report->insight.findings;

    if (findings->untried_count == 0)
        return;
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, "\nNOT TRIED  for want of data\n");
    for (size_t i = 0; i < findings->untried_count; i++)
        fprintf(report->terminal.out, "   %-24s needs %s\n", findings->untried[i].rule->name,
                findings->untried[i].name);
}

static void write_problems(const struct rp_report *report)
{
    const struct rp_problems *problems = &report->insight.data.problems;
    const size_t kept = problems->count < RP_PROBLEMS_KEPT ? problems->count : RP_PROBLEMS_KEPT;

    if (problems->count == 0)
        return;
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, "\nRULES AND GROUPS THAT WERE LEFT OUT\n");
    for (size_t i = 0; i < kept; i++) {
        fputs("# ", report->terminal.out);
        write_wrapped(report, problems->kept[i], 2, RP_STYLE_WARN);
    }
    if (problems->count > kept)
        fprintf(report->terminal.out, "# %zu more\n", problems->count - kept);
}

enum rp_status rp_report_findings(const struct rp_report *report, struct rp_error *error)
{
    (void)error;
    rp_report_header(report);
    write_findings(report, report->limit ? report->limit : SIZE_MAX, true);
    fputc('\n', report->terminal.out);
    rp_report_write_discrepancies(report);
    write_untried(report);
    write_problems(report);
    return RP_OK;
}

enum rp_status rp_report_csv_findings(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_job_findings *findings = &report->insight.findings;
    FILE *out = report->terminal.out;

    (void)error;
    fputs("kind,recoverable,ranks,text,hint\r\n", out);
    for (size_t i = 0; i < findings->count; i++) {
        const struct rp_job_finding *finding = &findings->list[i];
        char *ranks = rp_rank_list(finding->ranks, finding->rank_count, MOST_RUNS, ", ");

        fprintf(out, "%s,", finding->rule->name);
        if (rp_is_known(finding->recoverable))
            fprintf(out, "%.6f", finding->recoverable);
        fprintf(out, ",\"%s\",", ranks ? ranks : "");
        rp_report_csv_text(out, finding->text);
        fputc(',', out);
        rp_report_csv_text(out, finding->hint);
        fputs("\r\n", out);
        free(ranks);
    }
    return RP_OK;
}

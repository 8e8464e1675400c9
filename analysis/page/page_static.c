/* page_static.c: the report as tables that need no script: for mail, previews and text browsers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdarg.h>

#include "analysis/page/page.h"

#define ROWS 20u

static void write_fact(FILE *out, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void write_fact(FILE *out, const char *what, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    fprintf(out, "<tr><th>%s</th><td>", what);
    rp_page_text(out, text);
    fputs("</td></tr>\n", out);
}

static void write_facts(const struct rp_report *report, FILE *out)
{
    const struct rp_cluster_session *session = &report->file->session;
    const char *word = NULL;
    const unsigned score = rp_quality_overall(&report->quality, &word);

    fputs("<table>\n", out);
    write_fact(out, "command", "%s", rp_report_text(report, "command"));
    if (*rp_report_text(report, "job"))
        write_fact(out, "job", "%s", rp_report_text(report, "job"));
    write_fact(out, "ranks", "%zu of %" PRIu32 ", on %zu nodes", report->profile->rank_count,
               session->ranks_expected, report->file->node_count);
    write_fact(out, "wall time", "%.3f s", (double)(session->end_ns - session->start_ns) * 1e-9);
    write_fact(out, "samples", "%" PRIu64 " at %g Hz, %" PRIu64 " lost", report->quality.samples,
               (double)session->rate_millihertz / 1000,
               report->quality.blocked + report->quality.damaged);
    write_fact(out, "quality", "%s (%u of %u)", word, score, RP_BEST_SCORE);
    if (report->partial)
        write_fact(out, "partial", "ranks are missing, or their collectors did not finish");
    fputs("</table>\n", out);
}

static void write_efficiency(const struct rp_efficiency *run, FILE *out)
{
    if (run->ranks == 0)
        return;
    fputs("<h2>Efficiency</h2>\n<table>\n", out);
    write_fact(out, "parallel efficiency", "%.1f %%", 100 * run->parallel);
    write_fact(out, "load balance", "%.1f %%, rank %" PRIu32 " does most", 100 * run->load_balance,
               run->slowest);
    write_fact(out, "communication", "%.1f %%", 100 * run->communication);
    fputs("</table>\n", out);
}

static void write_row(const struct rp_report *report, const struct rp_profile_function *function,
                      FILE *out)
{
    char mean[32];

    rp_report_value(mean, sizeof(mean),
                    (double)function->self / (double)report->profile->rank_count,
                    report->profile->unit);
    fprintf(out, "<tr><td>%.1f</td><td>%.1f</td><td>%s</td><td>%.2f</td><td>%" PRIu32 "</td><td>",
            100 * rp_profile_share(report->profile, function->self),
            100 * rp_profile_share(report->profile, function->total), mean,
            rp_profile_imbalance(report->profile, function), function->worst_rank);
    rp_page_text(out, function->name);
    fputs("</td></tr>\n", out);
}

static void write_hotspots(const struct rp_report *report, FILE *out)
{
    const size_t rows = rp_report_rows(report, ROWS);
    uint64_t rest = 0;

    fputs("<h2>Hotspots by self ", out);
    rp_page_text(out, report->profile->metric);
    fprintf(out, ", mean of %zu ranks</h2>\n", report->profile->rank_count);
    fputs("<table>\n<tr><th>self %</th><th>total %</th><th>self</th><th>max/mean</th>"
          "<th>worst rank</th><th>function</th></tr>\n",
          out);
    for (size_t i = 0; i < rows; i++)
        write_row(report, &report->profile->functions[report->order[i]], out);
    for (size_t i = rows; i < report->profile->function_count; i++)
        rest += report->profile->functions[report->order[i]].self;
    if (rest > 0)
        fprintf(out,
                "<tr><td>%.1f</td><td></td><td></td><td></td><td></td><td>(others)</td></tr>\n",
                100 * rp_profile_share(report->profile, rest));
    fputs("</table>\n", out);
}

static void write_findings(const struct rp_report *report, FILE *out)
{
    const struct rp_job_findings *findings = &report->insight.findings;
    const struct rp_discrepancies *all = &report->insight.discrepancies;

    if (findings->count > 0)
        fputs("<h2>Look first</h2>\n<ol>\n", out);
    for (size_t i = 0; i < findings->count; i++) {
        fputs("<li>", out);
        if (rp_is_known(findings->list[i].recoverable))
            fprintf(out, "up to %.0f %%: ", 100 * findings->list[i].recoverable);
        rp_page_text(out, findings->list[i].text);
        fputs("</li>\n", out);
    }
    fputs(findings->count > 0 ? "</ol>\n" : "", out);
    fputs(all->count > 0 ? "<h2>Discrepancies</h2>\n<ul>\n" : "", out);
    for (size_t i = 0; i < all->count; i++) {
        fputs("<li>", out);
        rp_page_text(out, all->list[i].text);
        fputs("</li>\n", out);
    }
    fputs(all->count > 0 ? "</ul>\n" : "", out);
}

void rp_page_write_static(const struct rp_report *report, FILE *out)
{
    write_facts(report, out);
    write_findings(report, out);
    write_efficiency(&report->efficiency, out);
    write_hotspots(report, out);
}

/* report_waits.c: who waited for whom, as text and as CSV.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "analysis/report/report_view.h"

#define USUAL_CALLS     5u
#define USUAL_LATE      5u
#define USUAL_FUNCTIONS 10u
#define RANKS_SHOWN     3u
#define LEAST_SHARE     0.005 /* of all waiting; smaller rows are summed up */

static double share_of(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static void write_time(const struct rp_report *report, uint64_t time_ns)
{
    char text[64];

    rp_report_value(text, sizeof(text), (double)time_ns, "ns");
    fprintf(report->terminal.out, "%10s", text);
}

static const char *name_of(const struct rp_report *report, uint32_t function)
{
    return function == RP_NO_ROW ? "[not sampled]" : report->profile->functions[function].name;
}

/* "late > memcpy": where the path leaves that of the call, and where it ends. */
static void write_what(const struct rp_report *report, const struct rp_late *late)
{
    const int room = report->terminal.columns / 3;

    rp_terminal_name(&report->terminal, name_of(report, late->head), room);
    if (late->leaf == late->head)
        return;
    fputs(" > ", report->terminal.out);
    rp_terminal_name(&report->terminal, name_of(report, late->leaf), room);
}

/* The ranks that were late, the worst first, each with its share of this row. */
static void write_ranks(const struct rp_report *report, const struct rp_late *late)
{
    FILE *const out = report->terminal.out;

    fprintf(out, "  rank%s", late->rank_count == 1 ? "" : "s");
    for (size_t i = 0; i < late->rank_count && i < RANKS_SHOWN; i++) {
        fprintf(out, "%s %" PRIu32, i > 0 ? "," : "", late->ranks[i].rank);
        if (late->rank_count > 1)
            fprintf(out, " (%.0f%%)", 100 * share_of(late->ranks[i].time_ns, late->time_ns));
    }
    if (late->rank_count > RANKS_SHOWN)
        fprintf(out, " and %zu more", late->rank_count - RANKS_SHOWN);
    fputc('\n', out);
}

static void write_call(const struct rp_report *report, const struct rp_waits *waits,
                       const struct rp_wait_call *call)
{
    const size_t limit = report->limit ? report->limit : USUAL_LATE;
    FILE *const out = report->terminal.out;
    size_t shown = 0;

    write_time(report, call->waited_ns);
    fprintf(out, " %6.1f%%  %s in ", 100 * share_of(call->waited_ns, waits->waited_ns), call->call);
    rp_terminal_name(&report->terminal, name_of(report, call->caller),
                     report->terminal.columns - 40);
    fprintf(out, ", %.0f%% of its time\n", 100 * share_of(call->waited_ns, call->time_ns));
    for (; shown < call->late_count && shown < limit; shown++) {
        const struct rp_late *const late = &call->late[shown];

        if (share_of(late->time_ns, waits->waited_ns) < LEAST_SHARE)
            break;
        write_time(report, late->time_ns);
        fprintf(out, " %6.1f%%    for ", 100 * share_of(late->time_ns, waits->waited_ns));
        write_what(report, late);
        write_ranks(report, late);
    }
    if (shown < call->late_count)
        fprintf(out, "%10s %7s    (%zu more)\n", "", "", call->late_count - shown);
}

static void write_functions(const struct rp_report *report, const struct rp_waits *waits)
{
    const size_t limit = report->limit ? report->limit : USUAL_FUNCTIONS;
    FILE *const out = report->terminal.out;

    if (waits->function_count == 0)
        return;
    fprintf(out,
            "\nWHAT LATE RANKS DID, with all they called: share of all waiting\n%7s %7s %10s %7s "
            "function\n",
            "self%", "total%", "total", "worst");
    for (size_t i = 0; i < waits->function_count && i < limit; i++) {
        const struct rp_late_function *const it = &waits->functions[i];

        if (share_of(it->total_ns, waits->waited_ns) < LEAST_SHARE)
            break;
        fprintf(out, "%7.1f %7.1f ", 100 * share_of(it->self_ns, waits->waited_ns),
                100 * share_of(it->total_ns, waits->waited_ns));
        write_time(report, it->total_ns);
        fprintf(out, " %7" PRIu32 " ", it->worst_rank);
        rp_terminal_name(&report->terminal, name_of(report, it->function),
                         report->terminal.columns - 35);
        fputc('\n', out);
    }
}

void rp_report_write_waits(const struct rp_report *report)
{
    const size_t limit = report->limit ? report->limit : USUAL_CALLS;
    const struct rp_waits *const waits = &report->waits;

    if (waits->waited_ns == 0)
        return;
    fprintf(report->terminal.out,
            "WHO WAITED FOR WHOM, estimated from recorded ticks; sum over ranks\n%10s %7s  "
            "call, and what late ranks did meanwhile\n",
            "waited", "share");
    for (size_t i = 0; i < waits->call_count && i < limit && waits->calls[i].waited_ns > 0; i++)
        write_call(report, waits, &waits->calls[i]);
    write_functions(report, waits);
}

enum rp_status rp_report_waits(const struct rp_report *report, struct rp_error *error)
{
    if (report->waits.call_count == 0)
        return rp_report_no_mpi(report, error);
    rp_report_header(report);
    rp_report_write_waits(report);
    if (report->waits.waited_ns == 0)
        fputs("no rank was seen waiting for another one\n", report->terminal.out);
    return RP_OK;
}

/* ---- CSV ---- */

static void write_row(const struct rp_report *report, const struct rp_wait_call *call,
                      const struct rp_late *late, const struct rp_late_rank *rank)
{
    FILE *const out = report->terminal.out;

    rp_report_csv_text(out, call->call);
    fputc(',', out);
    rp_report_csv_text(out, name_of(report, call->caller));
    fputc(',', out);
    rp_report_csv_text(out, late->head == RP_NO_ROW ? "" : name_of(report, late->head));
    fputc(',', out);
    rp_report_csv_text(out, late->leaf == RP_NO_ROW ? "" : name_of(report, late->leaf));
    fprintf(out, ",%" PRIu32 ",%.9f\r\n", rank->rank, (double)rank->time_ns * 1e-9);
}

enum rp_status rp_report_csv_waits(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_waits *const waits = &report->waits;

    (void)error;
    fputs("call,caller,late_function,late_leaf,late_rank,waited_s\r\n", report->terminal.out);
    for (size_t i = 0; i < waits->call_count; i++)
        for (size_t j = 0; j < waits->calls[i].late_count; j++)
            for (size_t k = 0; k < waits->calls[i].late[j].rank_count; k++)
                write_row(report, &waits->calls[i], &waits->calls[i].late[j],
                          &waits->calls[i].late[j].ranks[k]);
    return RP_OK;
}

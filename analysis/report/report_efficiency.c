/* report_efficiency.c: the view of the efficiency of a job with MPI.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "analysis/report/report_core_hours.h"

/* "    among nodes          93.1 %  meaning" */
static void write_part(FILE *out, const char *what, double share, const char *meaning)
{
    fprintf(out, "    %-18s%7.1f %%  %s\n", what, 100 * share, meaning);
}

static void write_run(const struct rp_report *report, const struct rp_efficiency *run)
{
    FILE *const out = report->terminal.out;

    fprintf(out, "EFFICIENCY of %" PRIu32 " ranks, from MPI_Init to MPI_Finalize: %.3f s\n",
            run->ranks, run->time_s);
    fprintf(out, "parallel efficiency     %5.1f %%  mean time outside MPI, %.3f s, of %.3f s\n",
            100 * run->parallel, run->useful_mean_s, run->time_s);
    fprintf(out,
            "  load balance          %5.1f %%  of the largest time outside MPI, %.3f s on rank "
            "%" PRIu32 "\n",
            100 * run->load_balance, run->useful_max_s, run->slowest);
    if (report->file->node_count > 1) {
        write_part(out, "among nodes", run->among_nodes, "of the node whose ranks do most");
        write_part(out, "within nodes", run->in_nodes, "its ranks, of the one that does most");
    }
    fprintf(out, "  communication         %5.1f %%  the largest time outside MPI, of %.3f s\n",
            100 * run->communication, run->time_s);
    if (rp_efficiency_is_by_slices(report->slices, report->slice_count)) {
        write_part(out, "serialisation", run->serialisation,
                   "not lost by ranks that work in turn, slice by slice");
        write_part(out, "transfer", run->transfer, "moving data, and turns within slices");
    }
    fprintf(out, "model: " RP_EFFICIENCY_MODEL "\n");
}

static void write_slices(const struct rp_report *report)
{
    const struct rp_efficiency *const slices = report->slices;
    FILE *const out = report->terminal.out;
    const size_t limit = report->limit ? report->limit : SIZE_MAX;

    fprintf(out, "\nSLICES\n%10s %10s %9s %9s %9s %8s\n", "from s", "to s", "parallel", "balance",
            "communic.", "slowest");
    for (size_t i = 0, shown = 0; i < report->slice_count && shown < limit; i++) {
        if (slices[i].ranks == 0)
            continue;
        shown++;
        fprintf(out, "%10.3f %10.3f %8.1f%% %8.1f%% %8.1f%% %8" PRIu32 "\n", slices[i].start_s,
                slices[i].end_s, 100 * slices[i].parallel, 100 * slices[i].load_balance,
                100 * slices[i].communication, slices[i].slowest);
    }
}

enum rp_status rp_report_efficiency(const struct rp_report *report, struct rp_error *error)
{
    if (report->efficiency.ranks == 0)
        return rp_report_no_mpi(report, error);
    rp_report_header(report);
    write_run(report, &report->efficiency);
    rp_report_write_core_hours(report);
    if (rp_efficiency_is_by_slices(report->slices, report->slice_count))
        write_slices(report);
    if (report->region_count > 0) {
        fputc('\n', report->terminal.out);
        rp_report_write_regions(report);
    }
    return RP_OK;
}

enum rp_status rp_report_csv_efficiency(const struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;

    (void)error;
    fprintf(out, "start_s,end_s,ranks,time_s,parallel,load_balance,communication,useful_mean_s,"
                 "useful_max_s,slowest_rank\r\n");
    for (size_t i = 0; i < report->slice_count; i++) {
        const struct rp_efficiency *const it = &report->slices[i];

        fprintf(out, "%.9f,%.9f,%" PRIu32 ",%.9f,%.6f,%.6f,%.6f,%.9f,%.9f,%" PRIu32 "\r\n",
                it->start_s, it->end_s, it->ranks, it->time_s, it->parallel, it->load_balance,
                it->communication, it->useful_mean_s, it->useful_max_s, it->slowest);
    }
    return RP_OK;
}

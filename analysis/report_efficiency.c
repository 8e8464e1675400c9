/* report_efficiency.c: the view of the efficiency of a job with MPI.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/efficiency.h"
#include "analysis/report_view.h"
#include "common/mpi_class.h"

static enum rp_status no_memory(struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot work out the efficiency: out of memory");
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
    fprintf(out, "  communication         %5.1f %%  the largest time outside MPI, of %.3f s\n",
            100 * run->communication, run->time_s);
    fprintf(out, "model: " RP_EFFICIENCY_MODEL "\n");
}

static void write_slices(const struct rp_report *report, const struct rp_efficiency *slices,
                         size_t count)
{
    FILE *const out = report->terminal.out;
    const size_t limit = report->limit ? report->limit : SIZE_MAX;

    fprintf(out, "\nSLICES\n%10s %10s %9s %9s %9s %8s\n", "from s", "to s", "parallel", "balance",
            "communic.", "slowest");
    for (size_t i = 0, shown = 0; i < count && shown < limit; i++) {
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
    struct rp_efficiency *slices = NULL;
    struct rp_efficiency run = {0};
    size_t count = 0;

    if (rp_efficiency_of_run(report->profile, &run) != RP_OK)
        return no_memory(error);
    if (run.ranks == 0)
        return rp_report_no_mpi(report, error);
    if (rp_efficiency_of_slices(report->profile, &slices, &count) != RP_OK)
        return no_memory(error);
    rp_report_header(report);
    write_run(report, &run);
    if (count > 1)
        write_slices(report, slices, count);
    free(slices);
    return RP_OK;
}

enum rp_status rp_report_csv_efficiency(const struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;
    struct rp_efficiency *slices = NULL;
    size_t count = 0;

    if (rp_efficiency_of_slices(report->profile, &slices, &count) != RP_OK)
        return no_memory(error);
    fprintf(out, "start_s,end_s,ranks,time_s,parallel,load_balance,communication,useful_mean_s,"
                 "useful_max_s,slowest_rank\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct rp_efficiency *const it = &slices[i];

        fprintf(out, "%.9f,%.9f,%" PRIu32 ",%.9f,%.6f,%.6f,%.6f,%.9f,%.9f,%" PRIu32 "\r\n",
                it->start_s, it->end_s, it->ranks, it->time_s, it->parallel, it->load_balance,
                it->communication, it->useful_mean_s, it->useful_max_s, it->slowest);
    }
    free(slices);
    return RP_OK;
}

/* report_gpu.c: the view of GPUs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_gpu.h"

#include <inttypes.h>
#include <string.h>

static enum rp_status no_gpus(const struct rp_report *report, struct rp_error *error)
{
    const struct rp_cluster_file *const file = report->file;

    for (size_t i = 0; i < file->metric_count; i++) {
        const struct rp_cluster_metric *const metric = &file->metric_rows[i];

        if (strcmp(rp_cluster_file_text(file, metric->name), "gpu_time") == 0 &&
            metric->refused_ranks > 0)
            return rp_error_set(error, RP_E_UNSUPPORTED, "'%s' holds no work of GPUs: %s",
                                report->shown, rp_cluster_file_text(file, metric->reason));
    }
    return rp_error_set(error, RP_E_UNSUPPORTED,
                        "'%s' holds no work of GPUs: the program used none, or it was run with "
                        "--no-gpu; 'rankprof doctor' tells what works here",
                        report->shown);
}

enum rp_status rp_report_gpu(const struct rp_report *report, struct rp_error *error)
{
    if (rp_gpu_profile_is_empty(&report->gpu) && report->file->gpu_state_count == 0)
        return no_gpus(report, error);
    rp_report_header(report);
    if (rp_report_gpu_devices(report) != RP_OK)
        return rp_error_set(error, RP_E_NOMEM, "cannot list the GPUs: out of memory");
    rp_report_gpu_sensors(report);
    rp_report_gpu_operations(report);
    rp_report_gpu_idle(report);
    rp_report_gpu_launches(report);
    rp_report_gpu_tracing(report);
    return RP_OK;
}

enum rp_status rp_report_csv_gpu(const struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;

    (void)error;
    fputs("kind,operation,count,seconds,bytes,min_seconds,max_seconds,latency_seconds,"
          "max_latency_seconds,max_rank_seconds,worst_rank\r\n",
          out);
    for (size_t i = 0; i < report->gpu.sum_count; i++) {
        const struct rp_gpu_sum *const sum = &report->gpu.sums[i];

        fprintf(out, "%s,", rp_gpu_kind_text(sum->kind));
        rp_report_csv_text(out, sum->name);
        fprintf(out, ",%" PRIu64 ",%.9f,%" PRIu64 ",%.9f,%.9f,%.9f,%.9f,%.9f,%" PRIu32 "\r\n",
                sum->count, (double)sum->time_ns * 1e-9, sum->bytes, (double)sum->least_ns * 1e-9,
                (double)sum->most_ns * 1e-9, (double)sum->latency_ns * 1e-9,
                (double)sum->most_latency_ns * 1e-9, (double)sum->rank_most_ns * 1e-9,
                sum->worst_rank);
    }
    return RP_OK;
}

/* report_gpu_tracing.c: in the view of GPUs: how launches fared, what tracing cost and lost.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "analysis/report/report_gpu.h"
#include "analysis/report/report_table.h"

#define PROCESSES_SHOWN 10u

void rp_report_gpu_launches(const struct rp_report *report)
{
    static const double shares[] = {0.5, 0.9, 0.99};
    const struct rp_gpu_profile *const gpu = &report->gpu;
    FILE *const out = report->terminal.out;
    char text[RP_CELL_BYTES];

    if (gpu->counts[RP_GPU_LATENCY] == 0)
        return;
    fprintf(out, "\nLAUNCHES: %" PRIu64 "; from the call to the start on the GPU",
            gpu->counts[RP_GPU_LATENCY]);
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
        rp_report_time(text, sizeof(text), rp_gpu_profile_latency(gpu, shares[i]));
        fprintf(out, "%s %.0f %% below %s", i ? "," : ":", 100 * shares[i], text);
    }
    fputc('\n', out);
}

static void write_costs(const struct rp_report *report)
{
    static const enum rp_gpu_time costs[] = {RP_GPU_COST_LAUNCH, RP_GPU_COST_RECORDS,
                                             RP_GPU_COST_CUPTI};
    FILE *const out = report->terminal.out;

    for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
        char text[RP_CELL_BYTES];

        rp_report_time(text, sizeof(text), report->gpu.times_ns[costs[i]]);
        fprintf(out, "%10s  %s\n", text, rp_gpu_time_text(costs[i]));
    }
}

static void write_losses(const struct rp_report *report)
{
    static const enum rp_gpu_time losses[] = {RP_GPU_DROPPED, RP_GPU_UNTIMED,  RP_GPU_UNATTRIBUTED,
                                              RP_GPU_UNKNOWN, RP_GPU_REFUSED,  RP_GPU_OVERWRITTEN,
                                              RP_GPU_LATE,    RP_GPU_NO_BUFFER};

    for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
        char line[128];

        if (report->gpu.counts[losses[i]] == 0)
            continue;
        snprintf(line, sizeof(line), "%10" PRIu64 "  %s", report->gpu.counts[losses[i]],
                 rp_gpu_time_text(losses[i]));
        rp_terminal_styled(&report->terminal, RP_STYLE_WARN, line);
        fputc('\n', report->terminal.out);
    }
}

/* Processes whose GPUs are not told of, or not as they should be. */
static void write_states(const struct rp_report *report)
{
    static const char *const levels[] = {
        "", "; to keep the budget, without calling contexts from some moment on",
        "; to keep the budget, only until some moment"};
    const struct rp_cluster_file *const file = report->file;
    FILE *const out = report->terminal.out;
    size_t found = 0;

    for (size_t i = 0; i < file->gpu_state_count; i++) {
        const struct rp_cluster_gpu_state *const row = &file->gpu_state_rows[i];
        const char *const reason = rp_cluster_file_text(file, row->reason);

        if (!report->profile->chosen[row->rank] || (row->state == RP_GPU_TRACED && row->level == 0))
            continue;
        if (found++ >= PROCESSES_SHOWN)
            continue;
        fprintf(out, "rank %" PRIu32 ", process %" PRId32 ": %s", file->rank_rows[row->rank].rank,
                row->pid, rp_gpu_state_text(row->state));
        if (*reason) {
            fputs(": ", out);
            rp_terminal_name(&report->terminal, reason, report->terminal.columns);
        }
        fprintf(out, "%s\n", row->level < 3 ? levels[row->level] : "");
    }
    if (found > PROCESSES_SHOWN)
        fprintf(out, "(%zu more processes)\n", found - PROCESSES_SHOWN);
}

void rp_report_gpu_tracing(const struct rp_report *report)
{
    fputs("\nTRACING\n", report->terminal.out);
    if (report->gpu.counts[RP_GPU_LAUNCHES] > 0)
        write_costs(report);
    write_losses(report);
    write_states(report);
}

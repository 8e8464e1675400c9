/* report_json_mpi.c: what JSON tells of MPI.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report_json_mpi.h"

#include <stdlib.h>

#include "analysis/efficiency.h"
#include "analysis/mpi_calls.h"

json_t *rp_report_json_efficiency(const struct rp_report *report)
{
    struct rp_efficiency run = {0};

    if (rp_efficiency_of_run(report->profile, &run) != RP_OK)
        return NULL;
    if (run.ranks == 0)
        return json_null();
    return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:s}", "parallel", run.parallel,
                     "load_balance", run.load_balance, "communication", run.communication,
                     "seconds", run.time_s, "useful_mean_seconds", run.useful_mean_s,
                     "useful_max_seconds", run.useful_max_s, "slowest_rank",
                     (json_int_t)run.slowest, "model", RP_EFFICIENCY_MODEL);
}

static json_t *call_of(const struct rp_mpi_call_sum *call)
{
    return json_pack("{s:s, s:I, s:f, s:I, s:I, s:I, s:f, s:I}", "call", call->name, "count",
                     (json_int_t)call->calls, "seconds", (double)call->time_ns * 1e-9, "bytes",
                     (json_int_t)call->sent + (json_int_t)call->received, "sent_bytes",
                     (json_int_t)call->sent, "received_bytes", (json_int_t)call->received,
                     "max_seconds", (double)call->time_max_ns * 1e-9, "worst_rank",
                     (json_int_t)call->worst_rank);
}

json_t *rp_report_json_mpi(const struct rp_report *report)
{
    json_t *const array = json_array();
    struct rp_mpi_call_sum *calls = NULL;
    size_t count = 0;

    if (rp_mpi_calls_of(report->profile, &calls, &count) != RP_OK) {
        json_decref(array);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, call_of(&calls[i]));
    free(calls);
    return array;
}

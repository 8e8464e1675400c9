/* gpu_absence.c: says why a process that was made for GPUs is not traced.
 * SPDX-License-Identifier: Apache-2.0
 *
 * On a node without a driver a rank file has no tables of GPUs: there the metric of their time is
 * said to be refused, as any other that cannot be had.
 */
#include "collector/gpu/gpu_absence.h"

#include <string.h>

#include "collector/gpu/gpu_driver.h"
#include "collector/start/environment.h"
#include "common/gpu_kind.h"
#include "common/segment.h"

#define NO_DRIVER                                                                                  \
    "GPU: no driver (the program was built with CUDA, and libcuda.so.1 is not on this node)"

static enum rp_status tell_no_driver(const struct rp_gpu_absence *absence)
{
    static const struct rp_unify_metric metric = {"gpu_time",        "ns", "cupti", NO_DRIVER,
                                                  RP_METRIC_REFUSED, 0};
    uint32_t row;

    return rp_unify_metric(absence->unify, &metric, &row);
}

static enum rp_status tell_state(const struct rp_gpu_absence *absence, enum rp_gpu_state state,
                                 const char *reason)
{
    struct rp_rank_writer *const writer = rp_unify_writer(absence->unify);
    struct rp_rank_gpu_state row = {.process = absence->process, .state = (uint16_t)state};
    const enum rp_status status = rp_rank_writer_string(writer, reason, &row.reason);

    return status == RP_OK ? rp_rank_writer_add_gpu_state(writer, &row) : status;
}

/* A driver that is mapped and has not loaded our module loaded another, or was never told. */
enum rp_status rp_gpu_absence_tell(const struct rp_gpu_absence *absence, bool *told)
{
    const char *const other = rp_environment_other_tool("/librankprof-gpu.so");

    if (*told)
        return RP_OK;
    if (!absence->gpus) {
        *told = true;
        return absence->has_runtime || rp_gpu_driver_is_wanted(absence->executable)
                   ? tell_no_driver(absence)
                   : RP_OK;
    }
    if (!absence->has_driver)
        return RP_OK;
    *told = true;
    if (other)
        return tell_state(absence, RP_GPU_YIELDED, other);
    return tell_state(absence, RP_GPU_NOT_INJECTED,
                      "the program never started CUDA, or cleared CUDA_INJECTION64_PATH");
}

/* gpu_sample.h: tracing without CUPTI and without an agent, for tests of its parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_GPU_SAMPLE_H
#define RANKPROF_TESTS_GPU_SAMPLE_H

#include <stdbool.h>

#include "gpu/trace.h"

/* Makes all that rp_trace() tells of anew, in memory of its own; false: there is none. */
bool gpu_sample_begin(void);
void gpu_sample_end(void);

/* Bytes of a record of that kind, as CUPTI 13.0 lays it out; 0: unknown. */
size_t gpu_sample_record_bytes(int kind);

/* What all rows of that kind of operation add up to. */
struct gpu_sample_sums {
    uint64_t count, time_ns, bytes;
};
struct gpu_sample_sums gpu_sample_sum(enum rp_gpu_kind kind);

#endif

/* cuda.h: the CUDA driver for test programs: opened while they run, as the CUDA runtime does it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_CUDA_H
#define RANKPROF_TESTS_CUDA_H

#include <stdbool.h>

#include "tests/gpu/cuda_types.h"

struct cuda {
#define CUDA_CALL(name, arguments) int(*name) arguments;
#include "tests/gpu/cuda_calls.def"
#undef CUDA_CALL
};

extern struct cuda cuda;

/* Opens and starts the driver; false, with one line on stdout, when there is no GPU to be had. */
bool cuda_start(void);

/* Ends the program with 3 when `result` is no success. */
void cuda_check(int result, const char *what);
#define CUDA(call, ...) cuda_check(cuda.call(__VA_ARGS__), #call)

/* The kernels of kernels.ptx.h by name; of the current context. */
cuda_function cuda_kernel(const char *name);

/* One block of one thread. `ns`: its time, for kernels that take one. */
void cuda_launch(cuda_function kernel, cuda_stream stream, uint64_t ns);

uint64_t cuda_now_ns(void);

/* Computes on the host, by the clock. */
void cuda_compute(uint64_t ns);

#endif

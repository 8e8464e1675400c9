/* cuda.c: the CUDA driver for test programs: opened while they run, as the CUDA runtime does it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/gpu/cuda.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/gpu/kernels.ptx.h"

#define DEVICES 16

struct cuda cuda;

bool cuda_start(void)
{
    void *const driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    int result;

    if (!driver) {
        puts("no driver: computing on the host");
        return false;
    }
    const struct {
        void **place;
        const char *name;
    } calls[] = {
#define CUDA_CALL(name, arguments) {(void **)&cuda.name, #name},
#include "tests/gpu/cuda_calls.def"
#undef CUDA_CALL
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        *calls[i].place = dlsym(driver, calls[i].name);
        if (!*calls[i].place) {
            printf("no %s in this driver\n", calls[i].name);
            return false;
        }
    }
    result = cuda.cuInit(0);
    if (result != CUDA_OK)
        printf("no GPU (%d): computing on the host\n", result);
    return result == CUDA_OK;
}

void cuda_check(int result, const char *what)
{
    if (result == CUDA_OK)
        return;
    fprintf(stderr, "%s: error %d\n", what, result);
    exit(3);
}

/* One module a context: a thread may set the context before it asks. */
cuda_function cuda_kernel(const char *name)
{
    static _Thread_local cuda_module module;
    cuda_function function;

    if (!module)
        CUDA(cuModuleLoadData, &module, kernels_ptx);
    CUDA(cuModuleGetFunction, &function, module, name);
    return function;
}

void cuda_launch(cuda_function kernel, cuda_stream stream, uint64_t ns)
{
    void *parameters[] = {&ns};

    CUDA(cuLaunchKernel, kernel, 1, 1, 1, 1, 1, 1, 0, stream, parameters, NULL);
}

uint64_t cuda_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cuda_compute(uint64_t ns)
{
    const uint64_t until_ns = cuda_now_ns() + ns;

    while (cuda_now_ns() < until_ns)
        continue;
}

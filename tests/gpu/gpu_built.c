/* gpu_built.c: a program that was built with CUDA, as far as its file tells: `gpu_built STATUS`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "tests/gpu/cuda.h"

/* Where nvcc puts the kernels of a program. */
__attribute__((section(".nv_fatbin"), used)) static const char kernels[64] = "kernels";

int main(int argc, char **argv)
{
    if (!cuda_start())
        cuda_compute(50000000);
    return argc > 1 ? atoi(argv[1]) : 0;
}

/* gpu_mpi.c: two ranks take turns on GPUs, and rank 1 is late each time: `gpu_mpi TURNS`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * In each turn both run a kernel of 1 ms; then rank 1 computes for 3 ms on the host, runs another
 * kernel, and tells rank 0, which has waited for it in MPI_Recv. Rank 1 says how late it was in
 * all.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/gpu/cuda.h"

#define MS UINT64_C(1000000)

__attribute__((noinline)) static void slow_rank(void)
{
    cuda_compute(3 * MS);
}

__attribute__((noinline)) static void turn_launch(cuda_function kernel)
{
    cuda_launch(kernel, NULL, 1 * MS);
    CUDA(cuCtxSynchronize);
}

static uint64_t late_ns; /* from the end of the one kernel to the launch of the other */

__attribute__((noinline)) static void late_launch(cuda_function kernel, uint64_t since_ns)
{
    late_ns += cuda_now_ns() - since_ns;
    cuda_launch(kernel, NULL, 1 * MS);
    CUDA(cuCtxSynchronize);
}

static void take_turn(int rank, cuda_function kernel)
{
    int token = 0;
    uint64_t done_ns;

    turn_launch(kernel);
    done_ns = cuda_now_ns();
    if (rank == 1) {
        slow_rank();
        late_launch(kernel, done_ns);
        MPI_Send(&token, 1, MPI_INT, 0, 0, MPI_COMM_WORLD);
    } else if (rank == 0) {
        MPI_Recv(&token, 1, MPI_INT, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    MPI_Barrier(MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
    const long turns = argc > 1 ? strtol(argv[1], NULL, 10) : 20;
    cuda_context context;
    cuda_function kernel;
    int rank;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (!cuda_start())
        MPI_Abort(MPI_COMM_WORLD, 3);
    CUDA(cuDevicePrimaryCtxRetain, &context, 0);
    CUDA(cuCtxSetCurrent, context);
    kernel = cuda_kernel("spin");
    MPI_Barrier(MPI_COMM_WORLD);
    for (long i = 0; i < turns; i++)
        take_turn(rank, kernel);
    if (rank == 1)
        printf("late for %llu ns\n", (unsigned long long)late_ns);
    MPI_Finalize();
    return 0;
}

/* gpu_work.c: a program whose work on GPUs is known beforehand: `gpu_work MODE [NUMBER...]`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Without a GPU it says so and computes on the host. What each mode does stands above it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/gpu/cuda.h"

#define MS      UINT64_C(1000000)
#define STREAMS 16
#define SITES   8

static cuda_context context;

static cuda_stream new_stream(void)
{
    cuda_stream stream;

    CUDA(cuStreamCreate, &stream, 1);
    return stream;
}

static long argument(char **argv, int number, long usual)
{
    for (int i = 0; i <= number; i++)
        if (!argv[i])
            return usual;
    return strtol(argv[number], NULL, 10);
}

/* ---- threads T N S: each of T threads launches N kernels from a site of its own, on S streams
 * ---- */

struct launching {
    int number;
    long count;
    cuda_stream stream;
};

/* The launch is not the last thing that a site does, so its frame is there. */
#define SITE(n)                                                                                    \
    __attribute__((noinline)) static void site_##n(const struct launching *it)                     \
    {                                                                                              \
        cuda_function kernel = cuda_kernel("work_" #n);                                            \
                                                                                                   \
        for (long i = 0; i < it->count; i++)                                                       \
            cuda_launch(kernel, it->stream, 1000 + 100 * n);                                       \
        __asm__ volatile("");                                                                      \
    }
SITE(0)
SITE(1)
SITE(2)
SITE(3)
SITE(4)
SITE(5)
SITE(6)
SITE(7)

static void *launching_thread(void *argument)
{
    static void (*const sites[SITES])(const struct launching *) = {site_0, site_1, site_2, site_3,
                                                                   site_4, site_5, site_6, site_7};
    const struct launching *const it = argument;

    CUDA(cuCtxSetCurrent, context);
    sites[it->number % SITES](it);
    return NULL;
}

static void run_threads(char **argv)
{
    const long threads = argument(argv, 0, 8);
    const long count = argument(argv, 1, 1000);
    const long streams = argument(argv, 2, 4);
    cuda_stream made[STREAMS];
    struct launching its[64];
    pthread_t ids[64];

    for (long i = 0; i < streams; i++)
        made[i] = new_stream();
    for (long i = 0; i < threads; i++) {
        its[i] = (struct launching){(int)i, count, made[i % streams]};
        pthread_create(&ids[i], NULL, launching_thread, &its[i]);
    }
    for (long i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    CUDA(cuCtxSynchronize);
}

/* ---- deep FRAMES N: N kernels from each of two sites, below so many frames ---- */

__attribute__((noinline)) static void launch_two(cuda_function kernel)
{
    cuda_launch(kernel, NULL, 1000);
    __asm__ volatile("");
    cuda_launch(kernel, NULL, 1000);
    __asm__ volatile("");
}

__attribute__((noinline)) static void go_down(long frames, long count, cuda_function kernel)
{
    if (frames > 0)
        go_down(frames - 1, count, kernel);
    for (long i = 0; frames == 0 && i < count; i++)
        launch_two(kernel);
    __asm__ volatile("");
}

static void run_deep(char **argv)
{
    go_down(argument(argv, 0, 10), argument(argv, 1, 100000), cuda_kernel("spin"));
    CUDA(cuCtxSynchronize);
}

/* ---- late N: the host computes for 4 ms after each kernel of 1 ms has ended ---- */

__attribute__((noinline)) static void slow_host(void)
{
    cuda_compute(4 * MS);
}

__attribute__((noinline)) static void late_launch(cuda_function kernel)
{
    cuda_launch(kernel, NULL, 1 * MS);
    __asm__ volatile("");
}

static void run_late(char **argv)
{
    cuda_function kernel = cuda_kernel("spin");

    for (long i = 0; i < argument(argv, 0, 50); i++) {
        late_launch(kernel);
        CUDA(cuCtxSynchronize);
        slow_host();
    }
}

/* ---- copies N: N of each kind, of 1 MiB; and memsets ---- */

__attribute__((noinline)) static void copy_all(cuda_memory there, cuda_memory too, char *pageable,
                                               char *pinned, size_t bytes)
{
    cuda_stream stream = NULL;

    CUDA(cuMemcpyHtoD_v2, there, pageable, bytes);
    CUDA(cuMemcpyDtoH_v2, pageable, there, bytes);
    CUDA(cuMemcpyHtoDAsync_v2, there, pinned, bytes, stream);
    CUDA(cuMemcpyDtoHAsync_v2, pinned, there, bytes, stream);
    CUDA(cuMemcpyDtoDAsync_v2, too, there, bytes, stream);
    CUDA(cuMemsetD8Async, too, 0, bytes, stream);
}

static void run_copies(char **argv)
{
    const size_t bytes = 1u << 20;
    cuda_memory there, too;
    void *pinned;
    char *const pageable = malloc(bytes + 64);

    CUDA(cuMemAlloc_v2, &there, bytes);
    CUDA(cuMemAlloc_v2, &too, bytes);
    CUDA(cuMemAllocHost_v2, &pinned, bytes);
    for (long i = 0; i < argument(argv, 0, 20); i++)
        copy_all(there, too, pageable + 64 - (uintptr_t)pageable % 64 + 1, pinned, bytes);
    CUDA(cuCtxSynchronize);
    CUDA(cuMemFreeHost, pinned);
    CUDA(cuMemFree_v2, there);
    CUDA(cuMemFree_v2, too);
    free(pageable);
}

/* ---- graph NODES N: a graph of so many kernels of 2 us, launched N times ---- */

__attribute__((noinline)) static void launch_graph(cuda_graph_program program, cuda_stream stream)
{
    CUDA(cuGraphLaunch, program, stream);
    __asm__ volatile("");
}

static void run_graph(char **argv)
{
    cuda_function kernel = cuda_kernel("spin");
    cuda_stream stream = new_stream();
    cuda_graph_program program;
    cuda_graph graph;

    CUDA(cuStreamBeginCapture_v2, stream, 0);
    for (long i = 0; i < argument(argv, 0, 100); i++)
        cuda_launch(kernel, stream, 2000);
    CUDA(cuStreamEndCapture, stream, &graph);
    CUDA(cuGraphInstantiateWithFlags, &program, graph, 0);
    for (long i = 0; i < argument(argv, 1, 100); i++)
        launch_graph(program, stream);
    CUDA(cuStreamSynchronize, stream);
}

/* ---- overlap N: communication for 8 ms beside computation for 5 ms, N times ---- */

static void run_overlap(char **argv)
{
    cuda_function compute = cuda_kernel("spin");
    cuda_function communicate = cuda_kernel("ncclDevKernel_AllReduce_Sum_f32_RING_LL");
    cuda_stream one = new_stream();
    cuda_stream other = new_stream();

    for (long i = 0; i < argument(argv, 0, 20); i++) {
        cuda_launch(communicate, other, 8 * MS);
        cuda_launch(compute, one, 5 * MS);
        CUDA(cuCtxSynchronize);
    }
}

/* ---- depend N: kernels of 2 ms that wait for an event of another stream ---- */

static void run_depend(char **argv)
{
    cuda_function kernel = cuda_kernel("spin");
    cuda_stream one = new_stream();
    cuda_stream other = new_stream();
    cuda_event event;

    CUDA(cuEventCreate, &event, 2);
    for (long i = 0; i < argument(argv, 0, 20); i++) {
        cuda_launch(kernel, one, 2 * MS);
        CUDA(cuEventRecord, event, one);
        CUDA(cuStreamWaitEvent, other, event, 0);
        cuda_launch(kernel, other, 2 * MS);
        CUDA(cuEventSynchronize, event);
    }
    CUDA(cuCtxSynchronize);
}

/* ---- contexts N: N contexts one after the other, each with a kernel ---- */

static void run_contexts(char **argv)
{
    for (long i = 0; i < argument(argv, 0, 10); i++) {
        cuda_context made;
        cuda_module module;
        cuda_function kernel;

        CUDA(cuCtxCreate_v2, &made, 0, 0);
        CUDA(cuModuleLoadData, &module, "// model null 1000\n.visible .entry null() {}\n");
        CUDA(cuModuleGetFunction, &kernel, module, "null");
        cuda_launch(kernel, NULL, 0);
        CUDA(cuCtxSynchronize);
        CUDA(cuCtxDestroy_v2, made);
    }
}

/* ---- devices N: kernels on every GPU that is visible ---- */

static void run_devices(char **argv)
{
    int count;

    CUDA(cuDeviceGetCount, &count);
    for (int i = 0; i < count; i++) {
        cuda_context one;
        cuda_module module;
        cuda_function kernel;

        CUDA(cuDevicePrimaryCtxRetain, &one, i);
        CUDA(cuCtxSetCurrent, one);
        CUDA(cuModuleLoadData, &module, "// model null 1000\n");
        CUDA(cuModuleGetFunction, &kernel, module, "null");
        for (long j = 0; j < argument(argv, 0, 10) * (i + 1); j++)
            cuda_launch(kernel, NULL, 0);
        CUDA(cuCtxSynchronize);
    }
}

/* ---- ends: the process ends in unusual ways, with work done and work under way ---- */

static void do_some_work(void)
{
    cuda_function kernel = cuda_kernel("spin");

    for (int i = 0; i < 1000; i++)
        cuda_launch(kernel, NULL, 1000);
    CUDA(cuCtxSynchronize);
}

static void run_exit(char **argv)
{
    do_some_work();
    exit((int)argument(argv, 0, 0));
}

static void run_exit_busy(char **argv)
{
    do_some_work();
    cuda_launch(cuda_kernel("spin"), NULL, 60000 * MS);
    exit((int)argument(argv, 0, 0));
}

static void run_quick_exit(char **argv)
{
    do_some_work();
    _exit((int)argument(argv, 0, 0));
}

static void run_abort(char **argv)
{
    (void)argv;
    do_some_work();
    abort();
}

/* Tells when it is ready to be killed. */
static void run_wait(char **argv)
{
    (void)argv;
    do_some_work();
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}

static void run_fork(char **argv)
{
    int status;
    pid_t child;

    do_some_work();
    child = fork();
    if (child == 0)
        _exit(7);
    waitpid(child, &status, 0);
    do_some_work();
    exit(WEXITSTATUS(status) == 7 ? (int)argument(argv, 0, 0) : 9);
}

static void run_exec(char **argv)
{
    char *const arguments[] = {"gpu_work", "exit", argv[0] ? argv[0] : "0", NULL};

    do_some_work();
    execv("/proc/self/exe", arguments);
    exit(9);
}

static const struct {
    const char *name;
    void (*run)(char **argv);
} modes[] = {
    {"threads", run_threads}, {"deep", run_deep},           {"late", run_late},
    {"copies", run_copies},   {"graph", run_graph},         {"overlap", run_overlap},
    {"depend", run_depend},   {"contexts", run_contexts},   {"devices", run_devices},
    {"exit", run_exit},       {"exit-busy", run_exit_busy}, {"quick-exit", run_quick_exit},
    {"abort", run_abort},     {"wait", run_wait},           {"fork", run_fork},
    {"exec", run_exec},
};

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (!cuda_start()) {
        cuda_compute(50 * MS);
        return 0;
    }
    CUDA(cuDevicePrimaryCtxRetain, &context, 0);
    CUDA(cuCtxSetCurrent, context);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (strcmp(modes[i].name, argv[1]) != 0)
            continue;
        modes[i].run(argv + 2);
        puts("done");
        return 0;
    }
    return 2;
}

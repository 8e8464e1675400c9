/* cuda_work.c: a libcuda whose GPUs are a model: kernels, copies, graphs, waiting.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Copies run at 8 bytes a ns, to and from pageable memory at 2; memsets at 500. A graph takes the
 * sum of its kernels.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/doubles/cuda_model.h"

#define CUDA_CALL(name, arguments) __attribute__((visibility("default"))) int name arguments;
#include "tests/gpu/cuda_calls.def"
#undef CUDA_CALL

#define GRAPH_NODES 4096

struct cuda_graph_s {
    struct {
        const char *name;
        uint64_t time_ns;
    } nodes[GRAPH_NODES];
    int count;
};

struct cuda_graph_program_s {
    struct cuda_graph_s graph;
};

struct cuda_event_s {
    uint64_t time_ns;
    uint64_t recorded_ns;
};

enum { TO_DEVICE = 1, TO_HOST = 2, WITHIN = 8 };
enum { PAGEABLE = 1, PINNED = 2, ON_DEVICE = 3 };

/* Numbers as CUPTI has them. */
enum {
    CALL_SYNCHRONIZE = 17,
    CALL_EVENT_SYNCHRONIZE = 121,
    CALL_STREAM_SYNCHRONIZE = 126,
    CALL_MEMSET = 216,
    CALL_COPY_IN = 276,
    CALL_COPY_IN_ASYNC = 277,
    CALL_COPY_OUT = 278,
    CALL_COPY_OUT_ASYNC = 279,
    CALL_COPY_WITHIN = 281,
    CALL_LAUNCH = 307,
    CALL_END_CAPTURE = 497,
    CALL_GRAPH_LAUNCH = 514,
    CALL_BEGIN_CAPTURE = 539,
};

/* Is told to CUPTI before and after. */
#define BEGIN(number)                                                                              \
    const uint32_t correlation = model_new_correlation();                                          \
    model_call(0, number, __func__, correlation)
#define END(number) model_call(1, number, __func__, correlation)

/* ---- streams and events ---- */

int cuStreamCreate(cuda_stream *stream, unsigned flags)
{
    (void)flags;
    *stream = model_new_stream(model_current());
    return *stream ? CUDA_OK : CUDA_OUT_OF_MEMORY;
}

int cuStreamDestroy_v2(cuda_stream stream)
{
    free(stream);
    return CUDA_OK;
}

int cuStreamSynchronize(cuda_stream stream)
{
    BEGIN(CALL_STREAM_SYNCHRONIZE);
    model_wait(model_stream(stream)->tail_ns);
    END(CALL_STREAM_SYNCHRONIZE);
    return CUDA_OK;
}

int cuCtxSynchronize(void)
{
    BEGIN(CALL_SYNCHRONIZE);
    model_wait(__atomic_load_n(&model_current()->tail_ns, __ATOMIC_RELAXED));
    END(CALL_SYNCHRONIZE);
    return CUDA_OK;
}

int cuEventCreate(cuda_event *event, unsigned flags)
{
    (void)flags;
    *event = calloc(1, sizeof(**event));
    return *event ? CUDA_OK : CUDA_OUT_OF_MEMORY;
}

int cuEventDestroy_v2(cuda_event event)
{
    free(event);
    return CUDA_OK;
}

int cuEventRecord(cuda_event event, cuda_stream stream)
{
    const uint64_t now_ns = model_now_ns();
    const uint64_t tail_ns = model_stream(stream)->tail_ns;

    event->time_ns = tail_ns > now_ns ? tail_ns : now_ns;
    return CUDA_OK;
}

int cuEventSynchronize(cuda_event event)
{
    BEGIN(CALL_EVENT_SYNCHRONIZE);
    model_wait(event->time_ns);
    END(CALL_EVENT_SYNCHRONIZE);
    return CUDA_OK;
}

int cuEventElapsedTime(float *milliseconds, cuda_event start, cuda_event end)
{
    *milliseconds = (float)((double)(end->time_ns - start->time_ns) / 1e6);
    return CUDA_OK;
}

int cuStreamWaitEvent(cuda_stream stream, cuda_event event, unsigned flags)
{
    (void)flags;
    pthread_mutex_lock(&stream->lock);
    if (stream->tail_ns < event->time_ns)
        stream->tail_ns = event->time_ns;
    pthread_mutex_unlock(&stream->lock);
    return CUDA_OK;
}

/* ---- kernels ---- */

static void capture_or_run(cuda_stream stream, cuda_function function, uint64_t time_ns,
                           uint32_t correlation)
{
    struct cuda_graph_s *const graph = stream->capture;
    struct model_operation operation = {
        .kind = MODEL_KERNEL, .name = function->name, .correlation = correlation};

    if (!graph) {
        model_run(stream, &operation, time_ns);
    } else if (graph->count < GRAPH_NODES) {
        graph->nodes[graph->count].name = function->name;
        graph->nodes[graph->count++].time_ns = time_ns;
    }
}

/* As many arguments as the driver's. NOLINTNEXTLINE(readability-function-size) */
int cuLaunchKernel(cuda_function function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                   unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared_bytes,
                   cuda_stream stream, void **parameters, void **extra)
{
    const uint64_t time_ns =
        function->by_argument ? *(const uint64_t *)parameters[0] : function->time_ns;

    (void)grid_y;
    (void)grid_z;
    (void)block_x;
    (void)block_y;
    (void)block_z;
    (void)shared_bytes;
    (void)extra;
    if (grid_x == 0)
        return CUDA_INVALID_VALUE;
    BEGIN(CALL_LAUNCH);
    capture_or_run(model_stream(stream), function, time_ns, correlation);
    END(CALL_LAUNCH);
    return CUDA_OK;
}

/* ---- graphs ---- */

int cuStreamBeginCapture_v2(cuda_stream stream, int mode)
{
    (void)mode;
    BEGIN(CALL_BEGIN_CAPTURE);
    stream->capture = calloc(1, sizeof(*stream->capture));
    END(CALL_BEGIN_CAPTURE);
    return stream->capture ? CUDA_OK : CUDA_OUT_OF_MEMORY;
}

int cuStreamEndCapture(cuda_stream stream, cuda_graph *graph)
{
    BEGIN(CALL_END_CAPTURE);
    *graph = stream->capture;
    stream->capture = NULL;
    END(CALL_END_CAPTURE);
    return CUDA_OK;
}

int cuGraphInstantiateWithFlags(cuda_graph_program *program, cuda_graph graph,
                                unsigned long long flags)
{
    (void)flags;
    *program = calloc(1, sizeof(**program));
    if (!*program)
        return CUDA_OUT_OF_MEMORY;
    (*program)->graph = *graph;
    return CUDA_OK;
}

/* As a whole, or each kernel. */
int cuGraphLaunch(cuda_graph_program program, cuda_stream stream)
{
    const bool nodes = model_wants_nodes();
    uint64_t time_ns = 0;

    BEGIN(CALL_GRAPH_LAUNCH);
    for (int i = 0; i < program->graph.count; i++) {
        struct model_operation node = {.kind = MODEL_KERNEL,
                                       .name = program->graph.nodes[i].name,
                                       .correlation = correlation,
                                       .graph_node = (uint64_t)i + 1};

        time_ns += program->graph.nodes[i].time_ns;
        if (nodes)
            model_run(model_stream(stream), &node, program->graph.nodes[i].time_ns);
    }
    if (!nodes) {
        struct model_operation whole = {
            .kind = MODEL_GRAPH, .name = "[graph]", .correlation = correlation};

        model_run(model_stream(stream), &whole, time_ns);
    }
    END(CALL_GRAPH_LAUNCH);
    return CUDA_OK;
}

/* ---- copies ---- */

static uint8_t host_memory(const void *memory)
{
    return (uintptr_t)memory % 4096 == 0 ? PINNED : PAGEABLE;
}

static uint64_t copy(cuda_stream stream, struct model_operation *operation)
{
    const bool pageable = operation->source_kind == PAGEABLE || operation->target_kind == PAGEABLE;

    operation->kind = MODEL_COPY;
    model_run(stream, operation, operation->bytes / (pageable ? 2 : 8) + 1000);
    return operation->end_ns;
}

int cuMemcpyHtoD_v2(cuda_memory target, const void *source, size_t bytes)
{
    BEGIN(CALL_COPY_IN);
    struct model_operation operation = {.bytes = bytes,
                                        .correlation = correlation,
                                        .copy_kind = TO_DEVICE,
                                        .source_kind = host_memory(source),
                                        .target_kind = ON_DEVICE};

    (void)target;
    model_wait(copy(model_stream(NULL), &operation));
    END(CALL_COPY_IN);
    return CUDA_OK;
}

int cuMemcpyDtoH_v2(void *target, cuda_memory source, size_t bytes)
{
    BEGIN(CALL_COPY_OUT);
    struct model_operation operation = {.bytes = bytes,
                                        .correlation = correlation,
                                        .copy_kind = TO_HOST,
                                        .source_kind = ON_DEVICE,
                                        .target_kind = host_memory(target)};

    (void)source;
    model_wait(copy(model_stream(NULL), &operation));
    END(CALL_COPY_OUT);
    return CUDA_OK;
}

int cuMemcpyHtoDAsync_v2(cuda_memory target, const void *source, size_t bytes, cuda_stream stream)
{
    BEGIN(CALL_COPY_IN_ASYNC);
    struct model_operation operation = {.bytes = bytes,
                                        .correlation = correlation,
                                        .copy_kind = TO_DEVICE,
                                        .source_kind = host_memory(source),
                                        .target_kind = ON_DEVICE};

    (void)target;
    copy(model_stream(stream), &operation);
    END(CALL_COPY_IN_ASYNC);
    return CUDA_OK;
}

int cuMemcpyDtoHAsync_v2(void *target, cuda_memory source, size_t bytes, cuda_stream stream)
{
    BEGIN(CALL_COPY_OUT_ASYNC);
    struct model_operation operation = {.bytes = bytes,
                                        .correlation = correlation,
                                        .copy_kind = TO_HOST,
                                        .source_kind = ON_DEVICE,
                                        .target_kind = host_memory(target)};

    (void)source;
    copy(model_stream(stream), &operation);
    END(CALL_COPY_OUT_ASYNC);
    return CUDA_OK;
}

int cuMemcpyDtoDAsync_v2(cuda_memory target, cuda_memory source, size_t bytes, cuda_stream stream)
{
    BEGIN(CALL_COPY_WITHIN);
    struct model_operation operation = {.bytes = bytes,
                                        .correlation = correlation,
                                        .copy_kind = WITHIN,
                                        .source_kind = ON_DEVICE,
                                        .target_kind = ON_DEVICE};

    (void)target;
    (void)source;
    copy(model_stream(stream), &operation);
    END(CALL_COPY_WITHIN);
    return CUDA_OK;
}

int cuMemsetD8Async(cuda_memory target, unsigned char value, size_t bytes, cuda_stream stream)
{
    BEGIN(CALL_MEMSET);
    struct model_operation operation = {
        .kind = MODEL_MEMSET, .bytes = bytes, .correlation = correlation};

    (void)target;
    (void)value;
    model_run(model_stream(stream), &operation, bytes / 500 + 1000);
    END(CALL_MEMSET);
    return CUDA_OK;
}

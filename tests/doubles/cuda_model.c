/* cuda_model.c: the time of the model: streams, waiting, and who is told.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/doubles/cuda_model.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define LAUNCH_NS 3000 /* from a call to the earliest start */

static struct model_hooks hooks;
static _Atomic uint32_t streams = 6; /* numbers begin above that of the default stream */
static _Thread_local cuda_context current;

__attribute__((visibility("default"))) void model_hook(const struct model_hooks *wanted)
{
    hooks = *wanted;
}

__attribute__((visibility("default"))) int model_device_of(cuda_context context)
{
    return context->device;
}

uint64_t model_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static _Atomic uint32_t next_id;

static void read_first_id(void)
{
    const char *const first = getenv("RANKPROF_DOUBLE_FIRST_ID");

    next_id = first ? (uint32_t)strtoul(first, NULL, 0) : 1;
}

/* 0 stands for none. */
uint32_t model_new_correlation(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    uint32_t id;

    pthread_once(&once, read_first_id);
    id = atomic_fetch_add_explicit(&next_id, 1, memory_order_relaxed);
    return id ? id : atomic_fetch_add_explicit(&next_id, 1, memory_order_relaxed);
}

void model_call(int site, uint32_t number, const char *function, uint32_t correlation)
{
    if (hooks.call)
        hooks.call(site, number, function, correlation);
}

void model_context(bool created, cuda_context context)
{
    if (hooks.context)
        hooks.context(created, context);
}

bool model_wants_nodes(void)
{
    return hooks.wants_nodes && hooks.wants_nodes();
}

void model_run(cuda_stream stream, struct model_operation *operation, uint64_t time_ns)
{
    uint64_t *const all_ns = &stream->context->tail_ns;

    pthread_mutex_lock(&stream->lock);
    operation->start_ns = model_now_ns() + LAUNCH_NS;
    if (operation->start_ns < stream->tail_ns)
        operation->start_ns = stream->tail_ns;
    operation->end_ns = operation->start_ns + time_ns;
    operation->device = (uint32_t)stream->context->device;
    operation->stream = stream->number;
    stream->tail_ns = operation->end_ns;
    pthread_mutex_unlock(&stream->lock);
    for (uint64_t known = __atomic_load_n(all_ns, __ATOMIC_RELAXED); known < operation->end_ns;)
        if (__atomic_compare_exchange_n(all_ns, &known, operation->end_ns, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED))
            break;
    ledger_add(operation);
    if (hooks.operation)
        hooks.operation(operation);
}

void model_wait(uint64_t until_ns)
{
    const struct timespec until = {(time_t)(until_ns / 1000000000u),
                                   (long)(until_ns % 1000000000u)};

    while (model_now_ns() < until_ns)
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

cuda_context model_current(void)
{
    return current;
}

void model_set_current(cuda_context context)
{
    current = context;
}

cuda_stream model_new_stream(cuda_context context)
{
    struct cuda_stream_s *const stream = calloc(1, sizeof(*stream));

    if (!stream)
        return NULL;
    stream->context = context;
    stream->number = ++streams;
    pthread_mutex_init(&stream->lock, NULL);
    return stream;
}

/* One default stream a context would do; one a process is simpler, and as true for the tests. */
cuda_stream model_stream(cuda_stream stream)
{
    static struct cuda_stream_s usual[MODEL_DEVICES];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct cuda_stream_s *found = stream;

    if (found || !current)
        return found;
    pthread_mutex_lock(&lock);
    found = &usual[current->device % MODEL_DEVICES];
    if (!found->context) {
        found->context = current;
        found->number = 7;
        pthread_mutex_init(&found->lock, NULL);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

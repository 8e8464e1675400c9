/* inject.c: where the CUDA driver, while it starts, hands the process over to us.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The driver loads the library that CUDA_INJECTION64_PATH names, in cuInit(), and calls
 * InitializeInjection(). Whatever fails here, the program goes on as without us.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/segment.h"
#include "gpu/activities.h"
#include "gpu/calls.h"
#include "gpu/device.h"
#include "gpu/finish.h"
#include "gpu/name.h"

#pragma weak rankprof_recorder

#define REASON_BYTES 256

int InitializeInjection(void);

static struct rp_trace the_trace;

struct rp_trace *rp_trace(void)
{
    return &the_trace;
}

void rp_trace_tell(struct rp_trace *trace, enum rp_gpu_state state, const char *reason)
{
    atomic_store_explicit(&trace->area->reason, rp_name(trace, reason), memory_order_relaxed);
    atomic_store_explicit(&trace->area->state, state, memory_order_release);
}

static void lay_out(struct rp_trace *trace, struct rp_gpu_area *area)
{
    char *const base = (char *)area;

    trace->area = area;
    trace->operations = (struct rp_gpu_operation *)(void *)(base + RP_GPU_ROWS_AT);
    trace->ring = (struct rp_gpu_moment *)(void *)(base + RP_GPU_RING_AT);
    trace->buffers = (uint8_t *)base + RP_GPU_BUFFERS_AT;
}

/* False: there is no agent here, or none that wants to know. */
static bool find_agent(struct rp_trace *trace)
{
    const struct rp_recorder_interface *const agent =
        rankprof_recorder ? rankprof_recorder(RP_RECORDER_VERSION) : NULL;
    const struct rp_gpu_settings *const settings = agent ? agent->gpu_settings() : NULL;
    struct rp_gpu_area *area;

    if (!settings || !settings->on)
        return false;
    trace->agent = agent;
    trace->settings = *settings;
    agent->own((const void *)find_agent);
    area = agent->gpu_area(&trace->header);
    if (!area)
        return false;
    trace->pid = trace->header->pid;
    lay_out(trace, area);
    return true;
}

/* There can be one subscriber; the newer call tells who it is. */
static rp_cupti_result subscribe(struct rp_trace *trace, struct rp_cupti_subscription *subscription)
{
    if (trace->cupti.cuptiSubscribe_v2)
        return trace->cupti.cuptiSubscribe_v2(&trace->subscriber, rp_calls_callback, trace,
                                              subscription);
    return trace->cupti.cuptiSubscribe(&trace->subscriber, rp_calls_callback, trace);
}

/* Nothing else of CUPTI's may be touched then: it would be taken from the other tool. */
static void yield(struct rp_trace *trace, rp_cupti_result result, const char *present)
{
    char reason[REASON_BYTES];

    if (result == RP_CUPTI_MULTIPLE_SUBSCRIBERS || result == RP_CUPTI_MAX_LIMIT) {
        snprintf(reason, sizeof(reason), "%s",
                 present[0] ? present : "a tool that CUPTI does not name");
        rp_trace_tell(trace, RP_GPU_YIELDED, reason);
        return;
    }
    snprintf(reason, sizeof(reason), "cannot subscribe: %s (%d)",
             rp_cupti_text(&trace->cupti, result), result);
    rp_trace_tell(trace, RP_GPU_NOT_TRACED, reason);
}

static void give_up(struct rp_trace *trace, const char *what, rp_cupti_result result)
{
    char reason[REASON_BYTES];

    atomic_store_explicit(&trace->on, false, memory_order_release);
    trace->cupti.cuptiUnsubscribe(trace->subscriber);
    snprintf(reason, sizeof(reason), "cannot %s: %s (%d)", what,
             rp_cupti_text(&trace->cupti, result), result);
    rp_trace_tell(trace, RP_GPU_NOT_TRACED, reason);
}

/* CUPTI's threads are not in a forked child, and the child's segment is another one. */
static void after_fork(void)
{
    atomic_store_explicit(&the_trace.on, false, memory_order_relaxed);
}

static void start(struct rp_trace *trace)
{
    char present[RP_CUPTI_PRESENT_BYTES] = "";
    struct rp_cupti_subscription subscription = {sizeof(subscription), "rankprof", present,
                                                 sizeof(present)};
    rp_cupti_result result = subscribe(trace, &subscription);

    if (result != RP_CUPTI_OK) {
        yield(trace, result, present);
        return;
    }
    atomic_store_explicit(&trace->on, true, memory_order_release);
    result = rp_activities_start(trace);
    if (result != RP_CUPTI_OK) {
        give_up(trace, "have kernels recorded", result);
        return;
    }
    result = rp_calls_enable(trace, true);
    if (result != RP_CUPTI_OK) {
        give_up(trace, "be told of launches", result);
        return;
    }
    pthread_atfork(NULL, NULL, after_fork);
    rp_finish_prepare();
    rp_trace_tell(trace, RP_GPU_TRACED, "");
}

static uint16_t agent_module(const struct rp_trace *trace, const char *library, const char *symbol)
{
    void *const handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);

    return trace->agent->module(handle ? dlsym(handle, symbol) : NULL);
}

static void inject(struct rp_trace *trace)
{
    char reason[REASON_BYTES] = "";
    int driver;

    if (trace->agent || !find_agent(trace))
        return;
    driver = rp_device_driver();
    atomic_store_explicit(&trace->area->driver_version, (uint32_t)driver, memory_order_relaxed);
    if (!rp_cupti_load(&trace->cupti, driver, reason, sizeof(reason))) {
        rp_trace_tell(trace, RP_GPU_NO_LIBRARY, reason);
        return;
    }
    atomic_store_explicit(&trace->area->cupti_version, trace->cupti.version, memory_order_relaxed);
    trace->skipped[0] = agent_module(trace, "libcuda.so.1", "cuLaunchKernel");
    trace->skipped[1] = trace->agent->module((const void *)(uintptr_t)trace->cupti.cuptiGetVersion);
    if (rp_launches_init(&trace->launches))
        start(trace);
    else
        rp_trace_tell(trace, RP_GPU_NOT_TRACED, "no memory");
}

/* 1: go on; the driver takes anything else for a failure. */
__attribute__((visibility("default"))) int InitializeInjection(void)
{
    const int saved_errno = errno;

    inject(&the_trace);
    errno = saved_errno;
    return 1;
}

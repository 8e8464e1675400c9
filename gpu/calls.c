/* calls.c: what we do when the program calls the CUDA driver.
 * SPDX-License-Identifier: Apache-2.0
 *
 * This runs in the program's thread, at every launch: no lock, no allocation, no call of CUPTI's
 * or of the driver's. What it learns is found again by the correlation id of the record.
 */
#include "gpu/calls.h"

#include "common/clock.h"
#include "gpu/activities.h"
#include "gpu/budget.h"
#include "gpu/device.h"
#include "gpu/name.h"
#include "gpu/operations.h"

/*
 * Our cost is measured at one of so many launches, but at the first of a thread for itself: there
 * the stack is walked through for the first time.
 */
#define MEASURED_OF 64u

enum how { HOW_NONE, HOW_LAUNCH, HOW_BLOCKING, HOW_WAIT, HOW_CAPTURE, HOW_CAPTURED };

#define CALLS 1024u /* above all numbers of driver_calls.def */

static const uint8_t hows[CALLS] = {
#define DRIVER_CALL(number, name, how) [number] = HOW_##how,
#include "gpu/driver_calls.def"
#undef DRIVER_CALL
};

/* Of the calling thread. */
struct self {
    uint64_t sync_ns;       /* when its last synchronisation returned; 0: never */
    uint64_t mpi_ns;        /* its time in MPI when it launched or synchronised last */
    uint64_t wait_start_ns; /* of the call that waits */
    uint32_t wait_path;
    uint32_t calls;
};
static _Thread_local struct self self __attribute__((tls_model("initial-exec")));

/* What the thread is to the agent at the call. */
struct caller {
    uint32_t slot; /* UINT32_MAX: it is not profiled */
    uint32_t path;
    uint64_t mpi_ns; /* its time in MPI so far */
};

/* The ledger is the thread's own: nobody writes it now. */
static uint64_t time_in_mpi(const struct rp_segment_ledger *ledger)
{
    uint64_t sum_ns = 0;

    for (unsigned i = 1; i < RP_MPI_CLASSES; i++)
        sum_ns += atomic_load_explicit(&ledger->classes[i].time_ns, memory_order_relaxed);
    return sum_ns;
}

static bool wants_paths(const struct rp_trace *trace)
{
    return trace->settings.stacks &&
           atomic_load_explicit(&trace->area->level, memory_order_relaxed) == RP_BUDGET_ALL;
}

/* Above the program's call lie frames of the driver and of CUPTI, which tell nothing. */
static uint32_t find_path(const struct rp_trace *trace, struct rp_recorder *recorder)
{
    const struct rp_segment_context *const contexts = recorder->tree->contexts;
    uint32_t context = trace->agent->path(recorder);

    while (context != 0 && (contexts[context].module == trace->skipped[0] ||
                            contexts[context].module == trace->skipped[1]))
        context = contexts[context].parent;
    return context;
}

static struct caller find_caller(const struct rp_trace *trace)
{
    struct caller caller = {.slot = UINT32_MAX, .path = RP_GPU_NO_PATH};
    struct rp_recorder *const recorder = trace->agent->begin();

    if (!recorder)
        return caller;
    if (recorder->header->pid == trace->pid) {
        caller.slot = recorder->slot;
        caller.path =
            rp_gpu_path(recorder->slot, wants_paths(trace) ? find_path(trace, recorder) : 0);
        caller.mpi_ns = time_in_mpi(recorder->ledger);
    }
    trace->agent->end(recorder);
    return caller;
}

/* ---- launches ---- */

static uint32_t short_time(uint64_t ns)
{
    return ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX;
}

static void remember(struct rp_trace *trace, uint32_t correlation, const struct caller *caller,
                     uint64_t now_ns)
{
    const struct rp_launch launch = {
        .path = caller->path,
        .launch_ns = now_ns,
        .since_sync_ns = self.sync_ns ? short_time(now_ns - self.sync_ns) : UINT32_MAX,
        .mpi_ns = short_time(caller->mpi_ns - self.mpi_ns),
    };
    const bool captures = atomic_load_explicit(&trace->capturing, memory_order_relaxed) > 0;
    struct rp_gpu_shard *const shard = &trace->area->shards[caller->slot % RP_GPU_SHARDS];

    self.mpi_ns = caller->mpi_ns;
    rp_trace_count(captures ? &shard->captured : &shard->opened, 1);
    if (rp_launches_put(&trace->launches, correlation, &launch, !captures))
        rp_trace_count(&trace->area->closed, 1);
}

static struct caller launch(struct rp_trace *trace, uint32_t correlation)
{
    const uint32_t number = self.calls++;
    const bool is_measured = number % MEASURED_OF == 0;
    const uint64_t start_ns = is_measured ? rp_clock_monotonic() : 0;
    const struct caller caller = find_caller(trace);

    remember(trace, correlation, &caller, rp_clock_monotonic());
    if (is_measured)
        rp_trace_count(&trace->area->shards[caller.slot % RP_GPU_SHARDS].work_ns,
                       (rp_clock_monotonic() - start_ns) * (number ? MEASURED_OF : 1));
    return caller;
}

/* ---- waits ---- */

/* The path is looked for while the GPU works: it delays nobody. */
static void begin_wait(uint32_t path)
{
    self.wait_path = path;
    self.wait_start_ns = rp_clock_monotonic();
}

static void end_wait(struct rp_trace *trace, const char *function)
{
    struct rp_gpu_moment moment = {.start_ns = self.wait_start_ns,
                                   .end_ns = rp_clock_monotonic(),
                                   .path = self.wait_path,
                                   .kind = RP_GPU_WAIT};

    if (self.wait_start_ns == 0)
        return;
    self.wait_start_ns = 0;
    self.sync_ns = moment.end_ns;
    moment.name = rp_name(trace, function ? function : "[wait]");
    rp_operations_add(trace, &moment);
}

/* ---- calls ---- */

static void enter(struct rp_trace *trace, enum how how, const struct rp_cupti_call *call)
{
    if (how == HOW_LAUNCH)
        launch(trace, call->correlation);
    else if (how == HOW_BLOCKING)
        begin_wait(launch(trace, call->correlation).path);
    else if (how == HOW_WAIT)
        begin_wait(find_caller(trace).path);
    else if (how == HOW_CAPTURE)
        atomic_fetch_add_explicit(&trace->capturing, 1, memory_order_relaxed);
}

static void leave(struct rp_trace *trace, enum how how, const struct rp_cupti_call *call)
{
    if (how == HOW_BLOCKING || how == HOW_WAIT)
        end_wait(trace, call->function);
    else if (how == HOW_CAPTURED &&
             atomic_load_explicit(&trace->capturing, memory_order_relaxed) > 0)
        atomic_fetch_sub_explicit(&trace->capturing, 1, memory_order_relaxed);
}

/* The budget is spent: one thread ends the tracing, for good. */
static void end_tracing(struct rp_trace *trace)
{
    static atomic_flag has_ended = ATOMIC_FLAG_INIT;

    if (atomic_flag_test_and_set_explicit(&has_ended, memory_order_relaxed))
        return;
    rp_calls_enable(trace, false);
    rp_activities_enable(trace, false);
}

static void on_driver(struct rp_trace *trace, uint32_t number, const struct rp_cupti_call *call)
{
    const enum how how = number < CALLS ? hows[number] : HOW_NONE;

    if (atomic_load_explicit(&trace->area->level, memory_order_relaxed) >= RP_BUDGET_NOTHING)
        end_tracing(trace);
    else if (call->site == RP_CUPTI_ENTER)
        enter(trace, how, call);
    else
        leave(trace, how, call);
}

static void on_resource(struct rp_trace *trace, uint32_t number,
                        const struct rp_cupti_resource_data *data)
{
    uint32_t device = 0;

    if (number == RP_CUPTI_CONTEXT_CREATED && trace->cupti.cuptiGetDeviceId &&
        trace->cupti.cuptiGetDeviceId(data->context, &device) == RP_CUPTI_OK)
        rp_device_meet(trace, device);
    else if (number == RP_CUPTI_CONTEXT_DESTROY_STARTING)
        trace->cupti.cuptiActivityFlushAll(0);
}

void rp_calls_callback(void *user, int domain, uint32_t call, const void *data)
{
    struct rp_trace *const trace = user;

    if (!atomic_load_explicit(&trace->on, memory_order_acquire))
        return;
    if (domain == RP_CUPTI_DRIVER)
        on_driver(trace, call, data);
    else if (domain == RP_CUPTI_RESOURCE)
        on_resource(trace, call, data);
}

/* The calls that an older library does not know are left out. */
rp_cupti_result rp_calls_enable(struct rp_trace *trace, bool enable)
{
    static const uint32_t resources[] = {RP_CUPTI_CONTEXT_CREATED,
                                         RP_CUPTI_CONTEXT_DESTROY_STARTING};
    const struct rp_cupti *const cupti = &trace->cupti;
    rp_cupti_result result = RP_CUPTI_OK;

    for (uint32_t i = 0; i < CALLS; i++) {
        const rp_cupti_result done =
            hows[i] == HOW_NONE
                ? RP_CUPTI_OK
                : cupti->cuptiEnableCallback(enable, trace->subscriber, RP_CUPTI_DRIVER, i);

        if (hows[i] == HOW_LAUNCH && done != RP_CUPTI_OK && i == 307)
            result = done;
    }
    for (size_t i = 0; enable && i < sizeof(resources) / sizeof(resources[0]); i++)
        cupti->cuptiEnableCallback(enable, trace->subscriber, RP_CUPTI_RESOURCE, resources[i]);
    return result;
}

/* trigger_perf.c: the task clock of perf_event, which signals in either of two ways.
 * SPDX-License-Identifier: Apache-2.0
 *
 * It looks at the thread every so much of its CPU time, as often as one likes. Where it may not
 * look into kernel mode, time spent there raises no signal, and the next one would give it to the
 * code behind the system call: then the timer, which sees both, is the better source.
 */
#include "collector/agent/sampling/trigger.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "collector/agent/interpose/trap.h"
#include "collector/agent/sampling/handler.h"
#include "common/clock.h"
#include "common/perf_signal.h"

static bool sees_kernel; /* as judged */

static struct perf_event_attr task_clock(uint64_t period_ns)
{
    struct perf_event_attr attributes =
        rp_perf_attributes(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, sees_kernel);

    attributes.sample_period = period_ns;
    return attributes;
}

static bool open_clock(struct rp_perf_counter *counter, uint64_t period_ns,
                       const struct rp_perf_signal *how)
{
    const struct perf_event_attr attributes = task_clock(period_ns);

    return rp_perf_open(counter, &attributes, how);
}

/* Tries it: what the kernel's settings and a container's rules allow is told by nothing else. */
static enum rp_fit judge(const struct rp_perf_signal *how, char *reason)
{
    struct rp_perf_counter counter;

    sees_kernel = rp_perf_sees_kernel();
    if (!open_clock(&counter, RP_NS_PER_SECOND, how)) {
        rp_perf_explain(errno, reason, RP_REASON_BYTES);
        return RP_IMPOSSIBLE;
    }
    rp_perf_counter_close(&counter);
    if (sees_kernel)
        return RP_FITS;
    snprintf(reason, RP_REASON_BYTES,
             "would hardly see system calls: kernel.perf_event_paranoid "
             "of %d hides kernel mode (1 or less shows it)",
             rp_perf_paranoid());
    return RP_COARSE;
}

static struct rp_perf_signal trap(void)
{
    return (struct rp_perf_signal){.delivery = RP_PERF_TRAP, .mark = (uintptr_t)&rp_handler_mark};
}

static struct rp_perf_signal queue(int signal)
{
    return (struct rp_perf_signal){.delivery = RP_PERF_QUEUE, .signal = signal};
}

static enum rp_fit judge_trap(const struct rp_agent_settings *settings, char *reason)
{
    const struct rp_perf_signal how = trap();
    const char *const refusal = rp_trap_refusal();

    (void)settings;
    if (!refusal)
        return judge(&how, reason);
    snprintf(reason, RP_REASON_BYTES, "%s", refusal);
    return RP_IMPOSSIBLE;
}

static enum rp_fit judge_queue(const struct rp_agent_settings *settings, char *reason)
{
    const struct rp_perf_signal how = queue(SIGIO);

    (void)settings;
    return judge(&how, reason);
}

static bool start_trap(struct rp_trigger *trigger, int signal, uint64_t period_ns)
{
    const struct rp_perf_signal how = trap();

    (void)signal;
    return !rp_trap_is_blocked() && open_clock(&trigger->counter, period_ns, &how);
}

static bool start_queue(struct rp_trigger *trigger, int signal, uint64_t period_ns)
{
    const struct rp_perf_signal how = queue(signal);

    return open_clock(&trigger->counter, period_ns, &how);
}

static void stop(struct rp_trigger *trigger)
{
    rp_perf_counter_stop(&trigger->counter);
}

static void close_counter(struct rp_trigger *trigger)
{
    rp_perf_counter_close(&trigger->counter);
}

static void forget(struct rp_trigger *trigger)
{
    rp_perf_counter_forget(&trigger->counter);
}

const struct rp_trigger_source rp_trigger_perf_trap = {
    .key = "perf-trap",
    .name = "perf_event_open(task clock), sigtrap",
    .signal = SIGTRAP,
    .judge = judge_trap,
    .start = start_trap,
    .pace = rp_trigger_pace_perf,
    .stop = stop,
    .close = close_counter,
    .forget = forget,
};

const struct rp_trigger_source rp_trigger_perf_queue = {
    .key = "perf-queue",
    .name = "perf_event_open(task clock), F_SETSIG",
    .signal = SIGIO,
    .ends_waits = true,
    .judge = judge_queue,
    .start = start_queue,
    .pace = rp_trigger_pace_perf,
    .stop = stop,
    .close = close_counter,
    .forget = forget,
};

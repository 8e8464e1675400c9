/* trigger.h: what interrupts a thread so that it is sampled: a table of sources, tried in order.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each source is a table of functions in its own file. A process judges them once, and keeps why
 * those before the chosen one were refused; a thread that cannot have the chosen one takes the
 * next.
 */
#ifndef RANKPROF_AGENT_TRIGGER_H
#define RANKPROF_AGENT_TRIGGER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "collector/agent/settings.h"
#include "common/perf_counter.h"

struct rp_trigger_source;

/* Of one thread; zeroed, nothing interrupts it. */
struct rp_trigger {
    const struct rp_trigger_source *source; /* NULL: none */
    timer_t timer;                          /* of the POSIX timers */
    struct rp_perf_counter counter;         /* of perf_event */
};

enum rp_fit {
    RP_FITS,
    RP_COARSE, /* works, but not as asked: `reason` says how not */
    RP_IMPOSSIBLE,
};

struct rp_trigger_source {
    const char *key;  /* what people call it */
    const char *name; /* what it is, for files and reports */
    bool wall_clock;  /* its clock; else the thread's CPU time */
    int signal;       /* that it needs to itself besides ours; 0: none */
    bool ends_waits;  /* its signal may end a system call that waits */
    /*
     * Once a process, outside of handlers; fills `reason` (RP_REASON_BYTES) unless it fits.
     */
    enum rp_fit (*judge)(const struct rp_agent_settings *settings, char *reason);
    /*
     * `signal` or the source's own comes to the calling thread every `period_ns` of its clock.
     * False when the system refuses: a limit, or the thread's mask.
     */
    bool (*start)(struct rp_trigger *trigger, int signal, uint64_t period_ns);
    void (*pace)(struct rp_trigger *trigger, uint64_t period_ns); /* async-signal-safe */
    void (*stop)(struct rp_trigger *trigger);   /* of any thread; no signal comes any more */
    void (*close)(struct rp_trigger *trigger);  /* stopped, and the thread does it or is no more */
    void (*forget)(struct rp_trigger *trigger); /* in a forked child: of its parent */
};

extern const struct rp_trigger_source rp_trigger_timer, rp_trigger_wall_timer;
extern const struct rp_trigger_source rp_trigger_perf_trap, rp_trigger_perf_queue;

#define RP_TRIGGER_SOURCES 4u

/* What the sources of a process are judged to be. */
struct rp_trigger_choice {
    const struct rp_trigger_source *order[RP_TRIGGER_SOURCES]; /* the best first */
    uint32_t count;
    char remark[RP_REASON_BYTES]; /* why better ones were refused, or what is coarse; "" */
};

/* Judges the sources for these settings; there may be none. Not async-signal-safe. */
void rp_trigger_choose(struct rp_trigger_choice *choice, const struct rp_agent_settings *settings);

/* Does a thread of the process possibly use a source that needs `signal` to itself? */
bool rp_trigger_needs(const struct rp_trigger_choice *choice, int signal);

/* What a thread asks for. */
struct rp_trigger_order {
    const struct rp_trigger_choice *choice;
    int signal;  /* ours */
    int avoided; /* a signal that must not be used; 0: none */
    uint64_t period_ns;
};

/* Starts the best source that the calling thread can have; false when there is none. */
bool rp_trigger_start(struct rp_trigger *trigger, const struct rp_trigger_order *order);

/* `pace` of the sources that are timers, and of those of perf_event. */
void rp_trigger_pace_timer(struct rp_trigger *trigger, uint64_t period_ns);
void rp_trigger_pace_perf(struct rp_trigger *trigger, uint64_t period_ns);

#endif

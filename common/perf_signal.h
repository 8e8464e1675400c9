/* perf_signal.h: counters of perf_event that signal the thread they count.
 * SPDX-License-Identifier: Apache-2.0
 *
 * There are two ways for the signal. A TRAP (attr.sigtrap) is SIGTRAP, sent by the thread itself on
 * its way back to user mode: cheap, it never ends a system call that waits, and no limit stops it.
 * A QUEUE signal (F_SETSIG) is a real-time signal of our choice, sent from an interrupt; with the
 * queue of signals full (RLIMIT_SIGPENDING) the kernel sends SIGIO in its place. No memory is
 * mapped for either, so the limits on locked memory do not matter.
 */
#ifndef RANKPROF_COMMON_PERF_SIGNAL_H
#define RANKPROF_COMMON_PERF_SIGNAL_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/perf_counter.h"

#define RP_PARANOID_UNKNOWN (-100) /* the kernel has no perf_event */

enum rp_perf_delivery { RP_PERF_TRAP, RP_PERF_QUEUE };

/* How the thread is told. */
struct rp_perf_signal {
    enum rp_perf_delivery delivery;
    int signal;    /* QUEUE: of this number, with the descriptor in si_fd */
    uint64_t mark; /* TRAP: stands in siginfo as si_perf_data */
};

/*
 * Why a TRAP must not be used in this process, or NULL. Before Linux 5.18 one that comes while
 * SIGTRAP is blocked kills the process; a debugger takes it for a breakpoint of its own.
 */
const char *rp_perf_trap_refusal(void);

/* kernel.perf_event_paranoid, or RP_PARANOID_UNKNOWN. */
int rp_perf_paranoid(void);

/* A text for the errno of a failed rp_perf_open(): what is missing, and who can change it. */
void rp_perf_explain(int error, char *reason, size_t bytes);

/* What all counters of ours have in common; `kernel_mode`: counts there too. */
struct perf_event_attr rp_perf_attributes(uint32_t type, uint64_t config, bool kernel_mode);

/* May this process count kernel mode? Tries it. */
bool rp_perf_sees_kernel(void);

/*
 * Counts the calling thread from now on, with a signal each `attributes->sample_period`. False,
 * with errno set and no counter in *out, when the kernel refuses.
 */
bool rp_perf_open(struct rp_perf_counter *out, const struct perf_event_attr *attributes,
                  const struct rp_perf_signal *how);

/* The same without a signal. `leader` is of its group, or NULL. */
bool rp_perf_open_silent(struct rp_perf_counter *out, const struct perf_event_attr *attributes,
                         const struct rp_perf_counter *leader);

#endif

/* proc_usage.h: what the kernel accounts to a process besides CPU time, read from /proc.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Neither allocates nor locks: the agent calls it in the application's process, as it ends.
 */
#ifndef RANKPROF_COMMON_PROC_USAGE_H
#define RANKPROF_COMMON_PROC_USAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Sums since the start of the process: name, unit, meaning. Faults and bytes are of all threads
 * that it had, the others of those that live: of RP_PROC_THREADS_MOST at most.
 */
#define RP_PROC_USAGE_LIST(_)                                                                      \
    _(minor_faults, "count", "page faults that the memory could answer")                           \
    _(major_faults, "count", "page faults that needed a file or swap")                             \
    _(switches, "count", "context switches because a thread waited for something")                 \
    _(preemptions, "count", "context switches although a thread could have gone on")               \
    _(cpu_wait_ns, "ns", "threads were ready to run, and no CPU was given to them")                \
    _(read_bytes, "bytes", "read by system calls, from files, pipes and sockets")                  \
    _(written_bytes, "bytes", "written by system calls")

#define RP_PROC_THREADS_MOST 256u

enum rp_proc_usage_item {
#define RP_PROC_USAGE_ENUM(name, unit, meaning) RP_PROC_##name,
    RP_PROC_USAGE_LIST(RP_PROC_USAGE_ENUM)
#undef RP_PROC_USAGE_ENUM
        RP_PROC_USAGE_COUNT
};

struct rp_proc_usage {
    uint64_t sums[RP_PROC_USAGE_COUNT]; /* 0: not known */
    uint64_t resident_bytes;            /* memory in use now */
};

/* Of process `pid`, 0 for the own one. False when there is nothing to read: it is gone. */
bool rp_proc_usage_read(pid_t pid, struct rp_proc_usage *out);

#endif

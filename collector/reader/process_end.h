/* process_end.h: what the kernel says of a process that is not our child.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_PROCESS_END_H
#define RANKPROF_COLLECTOR_READER_PROCESS_END_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* -1 and errno as pidfd_open(2). The descriptor is readable once the process has ended. */
int rp_pidfd_open(pid_t pid);

/* -1 when the kernel cannot (before 6.5): the process at the other end of a unix socket. */
int rp_pidfd_of_peer(int connection);

/*
 * The wait status (as of waitpid(2)) of an ended process: from the pidfd once it was waited for
 * (Linux 6.15), from /proc as long as it was not. False when neither can tell.
 */
bool rp_process_wait_status(int pidfd, pid_t pid, int *status);

/* CPU time of all threads, ended ones too, in ns; also of a process not waited for yet. */
bool rp_process_cpu_ns(pid_t pid, uint64_t *out);

#endif

/* syscall_front.h: stands in front of syscall() and is not there for whoever calls it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * syscall() may make a child that shares the caller's stack (SYS_vfork), so no function written in
 * C can stand in between: its frame would be gone when the parent returns. The front
 * (syscall_front_ARCHITECTURE.c) looks at the number and jumps.
 */
#ifndef RANKPROF_AGENT_SYSCALL_FRONT_H
#define RANKPROF_AGENT_SYSCALL_FRONT_H

typedef long rp_syscall_function(long, ...);

/* The next one in link order; NULL before our constructor ran. */
extern rp_syscall_function *rp_syscall_next __attribute__((visibility("hidden")));

/* Where the front jumps to for SYS_seccomp, and for SYS_execve and SYS_execveat. */
long rp_syscall_seccomp(long number, unsigned long operation, unsigned long flags, void *filter);
long rp_syscall_exec(long number, long first, long second, long third, long fourth, long fifth);

/* Finds the next one in link order for the front, which keeps the arguments meanwhile. */
rp_syscall_function *rp_syscall_find(void);

#endif

/* waiting.h: our signal waits while a thread waits in the kernel.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_WAITING_H
#define RANKPROF_AGENT_WAITING_H

/*
 * Before a call that any signal handler ends. Returns the signal that waits from now on, or 0: it
 * cannot come at a bad time. Keeps errno. Async-signal-safe.
 */
int rp_waiting_begin(void);

/* After it, with what rp_waiting_begin() returned. Keeps errno. Async-signal-safe. */
void rp_waiting_end(int signal);

#endif

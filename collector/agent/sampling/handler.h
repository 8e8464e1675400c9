/* handler.h: the signal handler that samples the thread it interrupts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_HANDLER_H
#define RANKPROF_AGENT_HANDLER_H

#include <signal.h>

/* Its address goes with the signals of our sources, and with no other. */
extern char rp_handler_mark;
extern char rp_handler_event_mark; /* of counters that overflow */

/* For sigaction() with SA_SIGINFO. Keeps errno; does nothing in a thread that is not sampled. */
void rp_handler(int signal, siginfo_t *info, void *context);

#endif

/* disposition.h: what the program wants done at the signal that we took for our timers.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_DISPOSITION_H
#define RANKPROF_AGENT_DISPOSITION_H

#include <signal.h>
#include <stdbool.h>

/* From now on the program's wishes for `signal` are kept here. Its wish is the default action. */
void rp_disposition_keep(int signal);

bool rp_disposition_is_kept(int signal);

/* sigaction(2) for the signal that is kept: either may be NULL. Async-signal-safe, like it. */
void rp_disposition_change(const struct sigaction *wanted, struct sigaction *old);

/* Does what the program wants at a signal that is none of our timers'. In our signal handler. */
void rp_disposition_follow(int signal, siginfo_t *info, void *context);

#endif

/* disposition.h: what the program wants done at the signals that we took for our samples.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_DISPOSITION_H
#define RANKPROF_AGENT_DISPOSITION_H

#include <signal.h>
#include <stdbool.h>

/* From now on the program's wishes for `signal` are kept here; the first is `wish`. */
void rp_disposition_keep(int signal, const struct sigaction *wish);

bool rp_disposition_is_kept(int signal);

/* Does the program have a handler for a signal that is kept? Async-signal-safe. */
bool rp_disposition_is_handled(int signal);

/* sigaction(2) for a signal that is kept: either may be NULL. Async-signal-safe, like it. */
void rp_disposition_change(int signal, const struct sigaction *wanted, struct sigaction *old);

/* Does what the program wants at a signal that is none of our samples'. In our signal handler. */
void rp_disposition_follow(int signal, siginfo_t *info, void *context);

#endif

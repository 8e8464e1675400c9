/* recorder.h: a thread records something of itself, outside of the signal handler.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_RECORDER_H
#define RANKPROF_AGENT_RECORDER_H

#include "collector/agent/thread.h"

/*
 * The calling thread, whose tree and logs are its own until the end; NULL when nothing is to be
 * recorded: it is not profiled, or it records already (a signal handler of the program has come
 * between). Async-signal-safe.
 */
struct rp_thread *rp_recorder_begin(void);
void rp_recorder_end(struct rp_thread *thread);

#endif

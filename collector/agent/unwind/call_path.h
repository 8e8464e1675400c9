/* call_path.h: the calling context of a thread in its tree, from its stack.
 * SPDX-License-Identifier: Apache-2.0
 *
 * For the handler or for the thread itself, never both at once (rp_thread.inside).
 * Async-signal-safe.
 */
#ifndef RANKPROF_AGENT_CALL_PATH_H
#define RANKPROF_AGENT_CALL_PATH_H

#include "collector/agent/thread.h"

/* Where the thread was interrupted; *end says how its stack ended. */
uint32_t rp_call_path_of(struct rp_thread *thread, const ucontext_t *context,
                         enum rp_unwind_end *end);

/* What has called: `caller` is a frame of the calling thread, which lies further out. */
uint32_t rp_call_path_from(struct rp_thread *thread, const struct rp_caller *caller);

/* Where the calling thread is. Frames of modules of ours (agent.own_modules) are left out. */
uint32_t rp_call_path_here(struct rp_thread *thread, enum rp_unwind_end *end);

#endif

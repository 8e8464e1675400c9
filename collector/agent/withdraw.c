/* withdraw.c: ends all that we do in this process, for good.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/withdraw.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "collector/agent/process.h"

/* How many other threads were sampled until now. */
static uint64_t stop_timers(struct rp_agent *agent)
{
    const uint32_t count = atomic_load_explicit(&agent->header->thread_count, memory_order_relaxed);
    uint64_t stopped = 0;

    for (uint32_t slot = 0; slot < count && slot < RP_SEGMENT_THREADS; slot++)
        stopped += rp_thread_stop_timer(&agent->threads[slot]);
    return stopped;
}

static void withdraw(struct rp_agent *agent)
{
    struct rp_thread *const thread = rp_thread_self();
    uint64_t refused = 0;

    if (thread) {
        rp_thread_stop(thread);
        refused++;
    }
    *agent->alive = false;
    agent->is_withdrawn = true;
    refused += stop_timers(agent);
    atomic_fetch_add_explicit(&agent->header->refused_threads, refused, memory_order_relaxed);
    unsetenv(RP_ENV_SOCKET);
}

void rp_withdraw(void)
{
    struct rp_agent *const agent = rp_process_agent();
    const int saved_errno = errno;

    /* A child made by vfork() restricts itself, in the memory of its parent, who goes on. */
    if (agent && agent->header->pid == getpid())
        withdraw(agent);
    errno = saved_errno;
}

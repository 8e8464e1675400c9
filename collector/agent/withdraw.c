/* withdraw.c: ends all that we do in this process, for good.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/withdraw.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "collector/agent/process.h"
#include "collector/agent/slot.h"

#define WAIT_NS    100000L /* between two looks */
#define WAIT_LOOKS 1000

/*
 * Whoever marks its thread as busy after this sees that we are gone; of the others the marks are
 * seen here. The barrier is in other threads too, so that they need none of their own.
 */
static void fence_all_threads(void)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0)
        syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

static bool is_any_busy(const struct rp_agent *agent)
{
    for (uint32_t slot = 0; slot < rp_slot_count(agent); slot++)
        if (agent->threads[slot].inside || agent->threads[slot].sampling)
            return true;
    return false;
}

/*
 * What other threads began before we were gone may still make a call, which would end the process
 * once its filter stands: the one place where the application waits for us. Samples last
 * microseconds; the bound is for a thread that a debugger holds.
 */
static void let_others_end(const struct rp_agent *agent)
{
    const struct timespec pause = {0, WAIT_NS};

    fence_all_threads();
    for (int i = 0; i < WAIT_LOOKS && is_any_busy(agent); i++)
        nanosleep(&pause, NULL);
}

/* How many other threads were sampled until now. */
static uint64_t stop_triggers(struct rp_agent *agent)
{
    uint64_t stopped = 0;

    for (uint32_t slot = 0; slot < rp_slot_count(agent); slot++)
        stopped += rp_thread_stop_trigger(&agent->threads[slot]);
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
    let_others_end(agent);
    agent->is_withdrawn = true;
    refused += stop_triggers(agent);
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

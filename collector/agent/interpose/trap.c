/* trap.c: whether SIGTRAP may be ours in this program.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/interpose/trap.h"

#include <pthread.h>
#include <signal.h>

#include "collector/agent/interpose/program_go.h"
#include "common/perf_signal.h"

const char *rp_trap_refusal(void)
{
    const char *const refusal = rp_perf_trap_refusal();

    if (!refusal && rp_program_is_go())
        return "Go's run time handles SIGTRAP itself";
    return refusal;
}

bool rp_trap_is_blocked(void)
{
    sigset_t mask;

    return pthread_sigmask(SIG_SETMASK, NULL, &mask) != 0 || sigismember(&mask, SIGTRAP) == 1;
}

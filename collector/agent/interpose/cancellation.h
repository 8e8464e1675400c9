/* cancellation.h: keeps pthread_cancel(3) from ending a thread in the middle of our own code.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What we call (close, read, connect, PAPI) are cancellation points, in places where the program's
 * thread has none: it would end before its routine began, or in a signal handler.
 */
#ifndef RANKPROF_AGENT_CANCELLATION_H
#define RANKPROF_AGENT_CANCELLATION_H

#include <pthread.h>

/* Returns what rp_cancellation_allow() needs. Async-signal-safe: a change of the thread's flags. */
static inline int rp_cancellation_forbid(void)
{
    int before = PTHREAD_CANCEL_ENABLE;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

static inline void rp_cancellation_allow(int before)
{
    pthread_setcancelstate(before, NULL);
}

#endif

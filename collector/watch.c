/* watch.c: waits on an epoll descriptor until a deadline.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/watch.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>

#include "common/clock.h"

#define NS_PER_MS UINT64_C(1000000)

bool rp_watch_add(int epoll, int descriptor, uint64_t event)
{
    struct epoll_event watched = {.events = EPOLLIN, .data.u64 = event};

    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &watched) == 0;
}

void rp_watch_remove(int epoll, int descriptor)
{
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

bool rp_watch_wait(int epoll, uint64_t deadline_ns, uint64_t *event)
{
    for (;;) {
        const uint64_t now_ns = rp_clock_monotonic();
        const uint64_t left_ms =
            deadline_ns > now_ns ? (deadline_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS : 0;
        struct epoll_event happened;
        /* One at a time: taking one event may close the descriptor of another. */
        const int count =
            epoll_wait(epoll, &happened, 1, left_ms < INT_MAX ? (int)left_ms : INT_MAX);

        if (count == 1) {
            *event = happened.data.u64;
            return true;
        }
        if (count == 0 && rp_clock_monotonic() >= deadline_ns)
            return false;
        if (count < 0 && errno != EINTR)
            return false;
    }
}

/* watch.h: waits for the first of several descriptors, one event at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_WATCH_H
#define RANKPROF_COLLECTOR_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* What an event is about: the kind in the upper half, a number (pid, descriptor) in the lower. */
#define RP_WATCH_LISTENER    (UINT64_C(1) << 32)
#define RP_WATCH_CONNECTION  (UINT64_C(2) << 32)
#define RP_WATCH_PROCESS     (UINT64_C(3) << 32)
#define RP_WATCH_APPLICATION (UINT64_C(4) << 32)
#define RP_WATCH_WAKE        (UINT64_C(5) << 32)

bool rp_watch_add(int epoll, int descriptor, uint64_t event);
void rp_watch_remove(int epoll, int descriptor);

/* False when `deadline_ns` on CLOCK_MONOTONIC has passed. */
bool rp_watch_wait(int epoll, uint64_t deadline_ns, uint64_t *event);

#endif

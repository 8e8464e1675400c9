/* perf_counter.c: a counter of perf_event that one thread has.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/perf_counter.h"

#include <linux/perf_event.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_there(const struct rp_perf_counter *counter)
{
    uint64_t id;

    return counter->fd >= 0 && ioctl(counter->fd, PERF_EVENT_IOC_ID, &id) == 0 && id == counter->id;
}

bool rp_perf_counter_read(const struct rp_perf_counter *counter, uint64_t *value)
{
    return is_there(counter) && read(counter->fd, value, sizeof(*value)) == (ssize_t)sizeof(*value);
}

bool rp_perf_counter_read_group(const struct rp_perf_counter *leader, struct rp_perf_group *group)
{
    const ssize_t head = offsetof(struct rp_perf_group, values);

    return is_there(leader) && read(leader->fd, group, sizeof(*group)) >= head &&
           group->count <= RP_PERF_GROUP_MAX;
}

void rp_perf_counter_pace(const struct rp_perf_counter *counter, uint64_t period)
{
    if (is_there(counter))
        ioctl(counter->fd, PERF_EVENT_IOC_PERIOD, &period);
}

void rp_perf_counter_stop(const struct rp_perf_counter *counter)
{
    if (is_there(counter))
        ioctl(counter->fd, PERF_EVENT_IOC_DISABLE, 0);
}

/*
 * Stopped first, by a call of its own: some kernels wait for ever in a close that has a signal of
 * the same event still to send.
 */
void rp_perf_counter_close(struct rp_perf_counter *counter)
{
    if (is_there(counter)) {
        ioctl(counter->fd, PERF_EVENT_IOC_DISABLE, 0);
        close(counter->fd);
    }
    counter->fd = -1;
}

void rp_perf_counter_forget(struct rp_perf_counter *counter)
{
    if (is_there(counter))
        close(counter->fd);
    counter->fd = -1;
}

/* off_cpu.c: how long the threads of a process did not run, in each slice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/off_cpu.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/context_kind.h"

static const struct rp_unify_metric metric = {.name = "off_cpu_time",
                                              .unit = "ns",
                                              .source = "kernel",
                                              .reason = "",
                                              .state = RP_METRIC_COUNTED};

static uint64_t difference(uint64_t more, uint64_t less)
{
    return more > less ? more - less : 0;
}

/* CPU time of a thread since its birth: the first number of the file. */
static bool read_cpu_ns(int32_t pid, int32_t tid, uint64_t *out)
{
    char path[64];
    char text[96];
    ssize_t length;
    int file;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/schedstat", (int)pid, (int)tid);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    length = read(file, text, sizeof(text) - 1);
    close(file);
    if (length <= 0)
        return false;
    text[length] = '\0';
    *out = strtoull(text, NULL, 10);
    return *out > 0;
}

/* All of the slot until now; false when the kernel does not tell. */
static bool find(uint64_t *all_ns, const struct rp_segment_thread *now,
                 const struct rp_thread_source *source)
{
    uint64_t cpu_ns;

    *all_ns = now->ended_off_ns;
    if (now->state != RP_THREAD_LIVE || source->is_detached)
        return true;
    if (!read_cpu_ns(source->layout->pid, now->tid, &cpu_ns))
        return false;
    *all_ns += difference(difference(source->now_ns, now->start_ns),
                          difference(cpu_ns, now->start_cpu_ns));
    return true;
}

static enum rp_status add(struct rp_unify *unify, uint32_t thread, uint64_t delta)
{
    static const struct rp_rank_context off_cpu = {.kind = RP_CONTEXT_OFF_CPU, .module = RP_NO_ROW};
    struct rp_rank_value row = {.thread = thread, .delta = delta};
    uint32_t number;
    enum rp_status status = rp_unify_metric(unify, &metric, &number);

    if (status == RP_OK)
        status = rp_unify_context(unify, &off_cpu, &row.context);
    if (status != RP_OK)
        return status;
    row.metric = (uint16_t)number;
    return rp_rank_writer_add_value(rp_unify_writer(unify), &row);
}

/*
 * Many threads may have used a slot one after the other, but no two at a time. What cannot be true,
 * for a program may write over its segment, is no growth.
 */
enum rp_status rp_off_cpu_drain(struct rp_thread_reader *thread,
                                const struct rp_segment_thread *now,
                                const struct rp_thread_source *source)
{
    uint64_t all_ns, grown_ns;

    if (thread->last.generation == 0 || !find(&all_ns, now, source))
        return RP_OK;
    grown_ns = difference(all_ns, thread->off_cpu_ns);
    if (grown_ns == 0 || grown_ns > source->time_limit_ns)
        return RP_OK;
    thread->off_cpu_ns = all_ns;
    source->ledger->off_cpu_ns += grown_ns;
    return add(source->unify, thread->row, grown_ns);
}

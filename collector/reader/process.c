/* process.c: follows one attached process to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/process.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/reader/process_end.h"
#include "common/clock.h"
#include "common/proc_usage.h"

struct rp_process {
    pid_t pid;
    int pidfd;
    const struct rp_process_scope *scope;
    struct rp_segment_reader *reader;
    uint64_t first_cpu_ns;               /* the kernel's CPU time where this image began */
    uint64_t cpu_ns;                     /* and as it was read last */
    uint64_t usage[RP_PROC_USAGE_COUNT]; /* what the ledger has of it */
};

enum rp_status rp_process_new(struct rp_process **out, const struct rp_attachment *attachment,
                              bool by_exec, const struct rp_process_scope *scope)
{
    struct rp_process *const process = calloc(1, sizeof(*process));
    enum rp_status status;

    if (!process) {
        close(attachment->segment);
        if (attachment->pidfd >= 0)
            close(attachment->pidfd);
        return RP_E_NOMEM;
    }
    process->pid = attachment->pid;
    process->pidfd = attachment->pidfd;
    process->scope = scope;
    status = rp_segment_reader_open(&process->reader, attachment, by_exec, &scope->segments);
    if (status != RP_OK) {
        rp_process_free(process);
        return status;
    }
    process->first_cpu_ns =
        by_exec ? rp_segment_reader_attached(process->reader)->attach_cpu_ns : 0;
    process->cpu_ns = process->first_cpu_ns;
    *out = process;
    return RP_OK;
}

void rp_process_free(struct rp_process *process)
{
    if (!process)
        return;
    rp_segment_reader_close(process->reader);
    if (process->pidfd >= 0)
        close(process->pidfd);
    free(process);
}

pid_t rp_process_pid(const struct rp_process *process)
{
    return process->pid;
}

int rp_process_pidfd(const struct rp_process *process)
{
    return process->pidfd;
}

static bool has_ended(int pidfd)
{
    struct pollfd watched = {.fd = pidfd, .events = POLLIN};

    return pidfd < 0 || poll(&watched, 1, 0) == 1;
}

bool rp_process_has_ended(const struct rp_process *process)
{
    return has_ended(process->pidfd);
}

bool rp_process_is(const struct rp_process *process, int pidfd)
{
    struct stat own, other;

    if (!has_ended(process->pidfd))
        return true;
    /* Since Linux 6.9 a process has one inode; before, all have the same and we cannot tell. */
    return has_ended(pidfd) && fstat(process->pidfd, &own) == 0 && fstat(pidfd, &other) == 0 &&
           own.st_ino == other.st_ino;
}

void rp_process_ask(struct rp_process *process, const struct rp_segment_control *asked)
{
    rp_segment_reader_ask(process->reader, asked);
}

static void take_cpu(struct rp_process *process, uint64_t now_ns, struct rp_rank_slice *ledger)
{
    if (now_ns <= process->cpu_ns)
        return;
    ledger->kernel_cpu_ns += now_ns - process->cpu_ns;
    process->cpu_ns = now_ns;
}

static void take_usage(struct rp_process *process, const uint64_t *now,
                       struct rp_rank_slice *ledger)
{
    uint64_t *const sums[RP_PROC_USAGE_COUNT] = {
#define SUM(name, unit, meaning) &ledger->name,
        RP_PROC_USAGE_LIST(SUM)
#undef SUM
    };

    for (size_t i = 0; i < RP_PROC_USAGE_COUNT; i++) {
        if (now[i] <= process->usage[i])
            continue;
        *sums[i] += now[i] - process->usage[i];
        process->usage[i] = now[i];
    }
}

static void read_usage(struct rp_process *process, struct rp_rank_slice *ledger)
{
    struct rp_proc_usage now;

    if (!rp_proc_usage_read(process->pid, &now))
        return;
    take_usage(process, now.sums, ledger);
    ledger->resident_bytes += now.resident_bytes;
    /* Some are sums over the threads that live, and fall when one ends. */
    memcpy(process->usage, now.sums, sizeof(process->usage));
}

enum rp_status rp_process_drain(struct rp_process *process, struct rp_rank_slice *ledger)
{
    uint64_t now_ns;

    read_usage(process, ledger);
    if (rp_process_cpu_ns(process->pid, &now_ns))
        take_cpu(process, now_ns, ledger);
    return rp_segment_reader_drain(process->reader, ledger);
}

enum rp_status rp_process_fetch(struct rp_process *process, struct rp_rank_slice *ledger)
{
    return rp_segment_reader_fetch(process->reader, ledger);
}

enum rp_status rp_process_note_stacks(struct rp_process *process, enum rp_stack_kind kind,
                                      uint64_t command)
{
    return rp_segment_reader_note_stacks(process->reader, kind, command);
}

void rp_process_pulse(const struct rp_process *process, struct rp_mpi_pulse *pulse)
{
    rp_segment_reader_pulse(process->reader, pulse);
}

/* How the process ended: the kernel's word, else the agent's. */
static void tell_end(const struct rp_process *process, struct rp_rank_end *row)
{
    int wait_status;

    row->how = RP_END_UNKNOWN;
    row->status = -1;
    if (rp_process_wait_status(process->pidfd, process->pid, &wait_status)) {
        row->how = WIFSIGNALED(wait_status) ? RP_END_SIGNAL : RP_END_EXIT;
        row->status = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
    } else if (rp_segment_reader_exit_status(process->reader, &row->status)) {
        row->how = RP_END_EXIT;
    }
}

static enum rp_status add_end(struct rp_process *process, struct rp_rank_end *row)
{
    row->process = rp_segment_reader_process(process->reader);
    if (row->end_ns == 0)
        row->end_ns = rp_clock_monotonic() - process->scope->segments.start_ns;
    row->kernel_cpu_ns = process->cpu_ns - process->first_cpu_ns;
    row->oom_kills = rp_oom_kills(&process->scope->oom);
    return rp_rank_writer_add_end(rp_unify_writer(process->scope->segments.unify), row);
}

/*
 * A parent that waits for its child leaves us no time to ask the kernel for the CPU time: then the
 * agent's measurement, by the kernel's clocks of the threads, stands for what came after the last
 * slice.
 */
static void take_last_cpu(struct rp_process *process, struct rp_rank_slice *ledger)
{
    uint64_t cpu_ns;

    if (rp_process_cpu_ns(process->pid, &cpu_ns)) {
        take_cpu(process, cpu_ns, ledger);
    } else if (process->scope->samples_cpu) {
        take_cpu(process, rp_segment_reader_cpu_ns(process->reader), ledger);
    }
}

/* What the agent said as the process ended, or what the kernel still knows of one that was killed.
 */
static void take_last_usage(struct rp_process *process, struct rp_rank_slice *ledger)
{
    struct rp_proc_usage now;

    if (rp_segment_reader_usage(process->reader, now.sums) ||
        rp_proc_usage_read(process->pid, &now))
        take_usage(process, now.sums, ledger);
}

/* The kernel's account of an ended image is whole: what no sample saw of it is told as such. */
static enum rp_status add_unsampled(struct rp_process *process)
{
    const uint64_t accounted_ns = process->cpu_ns - process->first_cpu_ns;
    const uint64_t seen_ns = rp_segment_reader_time_ns(process->reader);

    if (!process->scope->samples_cpu || accounted_ns <= seen_ns)
        return RP_OK;
    return rp_segment_reader_add_unsampled(process->reader, accounted_ns - seen_ns);
}

/* The parent may have been faster than we: then a process that left MPI unfinished was. */
static bool was_killed(const struct rp_process *process, const struct rp_rank_end *end)
{
    struct rp_mpi_pulse pulse = {.inside = 0};

    rp_process_pulse(process, &pulse);
    return end->how == RP_END_SIGNAL || (end->how == RP_END_UNKNOWN && pulse.inside > 0);
}

enum rp_status rp_process_finish(struct rp_process *process, struct rp_rank_slice *ledger)
{
    struct rp_rank_end row = {0};
    enum rp_status status;

    /* The kernel first: it forgets as soon as the parent waits for the process. */
    tell_end(process, &row);
    if (rp_process_cpu_ns(process->pid, &row.kernel_cpu_ns))
        take_cpu(process, row.kernel_cpu_ns, ledger);
    status = rp_segment_reader_drain(process->reader, ledger);
    if (status == RP_OK && was_killed(process, &row))
        status = rp_process_note_stacks(process, RP_STACK_KILLED, 0);
    if (status == RP_OK)
        status = rp_segment_reader_end(process->reader, rp_clock_monotonic(), ledger);
    if (status != RP_OK)
        return status;
    take_last_cpu(process, ledger);
    take_last_usage(process, ledger);
    status = add_unsampled(process);
    return status == RP_OK ? add_end(process, &row) : status;
}

/* The new image's agent noted time and CPU time where it began: the former one ended there. */
enum rp_status rp_process_finish_exec(struct rp_process *process, struct rp_process *next,
                                      struct rp_rank_slice *ledger)
{
    const uint64_t attach_ns = rp_segment_reader_attached(next->reader)->attach_ns;
    struct rp_rank_end row = {.how = RP_END_EXEC, .status = -1};
    enum rp_status status = rp_segment_reader_drain(process->reader, ledger);

    if (status == RP_OK)
        status = rp_segment_reader_end(process->reader, attach_ns, ledger);
    if (status != RP_OK)
        return status;
    if (attach_ns > process->scope->segments.start_ns)
        row.end_ns = attach_ns - process->scope->segments.start_ns;
    take_cpu(process, rp_segment_reader_attached(next->reader)->attach_cpu_ns, ledger);
    memcpy(next->usage, process->usage, sizeof(next->usage)); /* the kernel goes on counting */
    status = add_unsampled(process);
    return status == RP_OK ? add_end(process, &row) : status;
}

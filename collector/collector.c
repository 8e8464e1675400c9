/* collector.c: the collector's main loop: wait, drain, write, slice by slice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/collector.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/controls.h"
#include "collector/gpu/gpu_driver.h"
#include "collector/gpu/gpus.h"
#include "collector/reader/hang.h"
#include "collector/reader/process_end.h"
#include "collector/session.h"
#include "collector/slice.h"
#include "collector/start/child.h"
#include "collector/start/control_group.h"
#include "collector/start/identity.h"
#include "collector/start/message.h"
#include "collector/summary.h"
#include "common/clock.h"

/* After a signal (a job being cancelled) so much may be lost at most when we are killed. */
#define HURRIED_SLICE_NS (RP_NS_PER_SECOND / 2)
#define STDERR_HOLD_NS   (2 * RP_NS_PER_SECOND)
#define FETCH_NS         RP_NS_PER_SECOND

struct collector {
    struct rp_collector_start *start;
    struct rp_rank_writer *writer;
    struct rp_unify *unify;
    bool has_gpus;        /* the node has GPUs */
    struct rp_gpus *gpus; /* NULL: it does not */
    struct rp_session *session;
    struct rp_slice slice;
    struct rp_controls controls;
    struct rp_hang hang;
    bool is_stuck;               /* to be noted with the slice */
    struct rp_rank_slice totals; /* sums over all slices */
    struct rp_throttle throttle;
    int signals; /* signalfd */
    unsigned signals_taken;
    uint64_t fetch_ns;   /* when moments of GPUs are fetched next */
    uint64_t release_ns; /* when stderr is to be released; 0: not decided, UINT64_MAX: done */
    bool write_failed;   /* said already */
};

static int catch_signals(void)
{
    sigset_t caught;

    sigemptyset(&caught);
    sigaddset(&caught, SIGTERM);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGHUP);
    sigprocmask(SIG_BLOCK, &caught, NULL);
    return signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void lost(const struct collector *collector, const char *why)
{
    rp_message("%s (rank %u has no profile; the application runs on)", why,
               collector->start->launcher.rank);
}

static enum rp_status open_file(struct collector *collector, struct rp_error *error)
{
    struct rp_collector_start *const start = collector->start;
    const struct rp_rank_session session = {
        .rank = start->launcher.rank,
        .ranks = start->launcher.ranks,
        .local_rank = start->launcher.local_rank,
        .slice_ns = collector->slice.length_ns,
        .start_monotonic_ns = start->start_monotonic_ns,
        .start_realtime_ns = start->start_realtime_ns,
        .rate_millihertz = (uint64_t)(start->settings->rate_hz * 1000),
        .budget_millionths = (uint64_t)(start->settings->budget_percent * 10000),
        .gpu = !start->settings->no_gpu && rp_gpu_driver_is_there(),
    };
    struct rp_identity identity = {0};
    enum rp_status status;

    rp_identity_read(&identity, "", &start->launcher, start->settings);
    status = rp_rank_writer_start(&collector->writer, &start->file, &session, identity.entries,
                                  identity.count, error);
    rp_identity_release(&identity);
    collector->has_gpus = session.gpu;
    return status;
}

static enum rp_status start_gpus(struct collector *collector)
{
    const struct rp_collector_start *const start = collector->start;
    const struct rp_gpus_start gpus = {
        .unify = collector->unify,
        .session_ns = start->start_monotonic_ns,
        .trace = (uint64_t)start->settings->gpu_trace,
        .job = start->launcher.job,
        .ranks = start->launcher.ranks,
    };

    return collector->has_gpus ? rp_gpus_new(&collector->gpus, &gpus) : RP_OK;
}

static enum rp_status open_all(struct collector *collector, struct rp_error *error)
{
    const struct rp_collector_start *const start = collector->start;
    const char *const clock = start->settings->clock;
    enum rp_status status = open_file(collector, error);

    if (status != RP_OK)
        return status;
    status = rp_unify_new(&collector->unify, collector->writer);
    if (status == RP_OK)
        status = start_gpus(collector);
    if (status == RP_OK) {
        const struct rp_session_start session = {
            .listener = start->listener,
            .application = start->application,
            .wake = collector->signals,
            .start_ns = start->start_monotonic_ns,
            .samples_cpu = !clock || strcmp(clock, "wall") != 0,
            .unify = collector->unify,
            .gpus = collector->gpus,
        };

        status = rp_session_new(&collector->session, &session);
    }
    if (status == RP_OK)
        rp_controls_start(&collector->controls, &(struct rp_controls_start){
                                                    .directory = start->output.directory,
                                                    .start_monotonic_ns = start->start_monotonic_ns,
                                                    .start_realtime_ns = start->start_realtime_ns,
                                                    .writer = collector->writer,
                                                    .session = collector->session,
                                                    .slice = &collector->slice,
                                                });
    if (status != RP_OK)
        rp_error_set(error, status, "cannot start the collector: %s", rp_status_text(status));
    return status;
}

static void start_hang(struct collector *collector)
{
    const struct rp_collector_start *const start = collector->start;

    rp_hang_start(&collector->hang,
                  &(struct rp_hang_start){
                      .directory = start->output.directory,
                      .rank = start->launcher.rank,
                      .ranks = start->launcher.ranks,
                      .after_ns = (uint64_t)(start->settings->hang_seconds * 1e9),
                  },
                  rp_clock_monotonic());
}

/* A sum per counter of the ledger, for the summary. */
static void add_totals(struct rp_rank_slice *totals, const struct rp_rank_slice *slice)
{
    totals->samples += slice->samples;
    totals->partial += slice->partial;
    totals->blocked += slice->blocked;
    totals->unnamed += slice->unnamed;
    totals->overruns += slice->overruns;
    totals->spared += slice->spared;
    totals->overflow_samples += slice->overflow_samples;
    totals->sampled_ns += slice->sampled_ns;
    totals->refused_contexts += slice->refused_contexts;
    totals->refused_threads += slice->refused_threads;
    totals->refused_events += slice->refused_events;
    totals->refused_traffic += slice->refused_traffic;
    totals->refused_processes += slice->refused_processes;
    totals->damaged += slice->damaged;
    totals->handler_ns += slice->handler_ns;
    totals->collector_cpu_ns += slice->collector_cpu_ns;
    totals->kernel_cpu_ns += slice->kernel_cpu_ns;
    totals->end_ns = slice->end_ns;
}

/* Where all threads are, if somebody wants to know, or nothing goes on any more. */
static enum rp_status note_stacks(struct collector *collector)
{
    const uint64_t command = collector->controls.stacks_for;
    const bool is_stuck = collector->is_stuck;
    enum rp_status status = RP_OK;

    collector->controls.stacks_for = 0;
    collector->is_stuck = false;
    if (command != 0)
        status = rp_session_note_stacks(collector->session, RP_STACK_ASKED, command);
    if (status == RP_OK && is_stuck)
        status = rp_session_note_stacks(collector->session, RP_STACK_STUCK, 0);
    return status;
}

static void write_slice(struct collector *collector)
{
    struct rp_rank_slice record;
    struct rp_error error;
    enum rp_status status = rp_session_drain(collector->session, &record);

    if (status == RP_OK)
        status = note_stacks(collector);
    record.throttled_ns = rp_throttle_take(&collector->throttle);
    rp_slice_next(&collector->slice, rp_clock_monotonic(), &record);
    add_totals(&collector->totals, &record);
    if (status != RP_OK)
        rp_error_set(&error, status, "cannot read all that the application did: %s",
                     rp_status_text(status));
    else
        status = rp_rank_writer_commit(collector->writer, &record, &error);
    if (status != RP_OK && !collector->write_failed)
        rp_message("%s (the profile of rank %u has a gap; the application runs on)", error.text,
                   collector->start->launcher.rank);
    collector->write_failed = status != RP_OK;
}

static void take_signals(struct collector *collector)
{
    struct signalfd_siginfo taken;

    while (read(collector->signals, &taken, sizeof(taken)) == (ssize_t)sizeof(taken)) {
        collector->signals_taken++;
        rp_slice_shorten(&collector->slice, rp_clock_monotonic(), HURRIED_SLICE_NS);
    }
}

/* Processes that outlive the application must not keep its launcher waiting. */
static void care_for_stderr(struct collector *collector)
{
    const uint64_t now_ns = rp_clock_monotonic();

    if (!rp_session_application_ended(collector->session))
        return;
    if (collector->release_ns == 0)
        collector->release_ns = now_ns + STDERR_HOLD_NS;
    if (collector->release_ns != UINT64_MAX && now_ns >= collector->release_ns) {
        rp_child_release_stderr();
        collector->release_ns = UINT64_MAX;
    }
}

/* The ring of moments holds some seconds of busy GPUs. */
static void fetch_moments(struct collector *collector)
{
    const uint64_t now_ns = rp_clock_monotonic();

    if (!collector->gpus || now_ns < collector->fetch_ns)
        return;
    rp_session_fetch(collector->session);
    collector->fetch_ns = now_ns + FETCH_NS;
}

static void look_for_hang(struct collector *collector)
{
    const uint64_t now_ns = rp_clock_monotonic();
    struct rp_mpi_pulse pulse;

    if (collector->hang.look_ns == 0 || now_ns < collector->hang.look_ns)
        return;
    pulse = rp_session_pulse(collector->session);
    switch (rp_hang_look(&collector->hang, &pulse, now_ns)) {
    case RP_HANG_STUCK:
        collector->is_stuck = true;
        rp_slice_cut(&collector->slice, now_ns);
        break;
    case RP_HANG_JOB:
        rp_message("the job seems to hang: no MPI call of any of its ranks has ended for %g s; "
                   "'rankprof stacks %s' shows where they are",
                   collector->start->settings->hang_seconds, collector->start->output.directory);
        break;
    case RP_HANG_NOTHING:
        break;
    }
}

static uint64_t next_deadline(const struct collector *collector)
{
    const uint64_t others[] = {collector->release_ns, collector->controls.look_ns,
                               collector->hang.look_ns, collector->gpus ? collector->fetch_ns : 0};
    uint64_t next_ns = collector->slice.deadline_ns;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i] != 0 && others[i] < next_ns)
            next_ns = others[i];
    return next_ns;
}

/* The first signal makes slices short; a second one ends the profile. */
static void collect(struct collector *collector)
{
    while (rp_session_running(collector->session) && collector->signals_taken < 2) {
        rp_session_wait(collector->session, next_deadline(collector));
        take_signals(collector);
        care_for_stderr(collector);
        fetch_moments(collector);
        rp_controls_look(&collector->controls);
        look_for_hang(collector);
        if (rp_slice_is_due(&collector->slice, rp_clock_monotonic()))
            write_slice(collector);
    }
    write_slice(collector);
    if (collector->gpus && rp_gpus_finish(collector->gpus) == RP_OK)
        write_slice(collector);
}

static void finish(struct collector *collector)
{
    const struct rp_collector_start *const start = collector->start;
    struct rp_error error;
    struct rp_summary summary = {.start = start,
                                 .totals = &collector->totals,
                                 .unify = collector->unify,
                                 .is_rate_changed = collector->controls.asked.change != 0,
                                 .attached = rp_session_attached(collector->session)};

    rp_hang_release(&collector->hang);
    if (!rp_process_wait_status(start->application, -1, &summary.wait_status))
        summary.wait_status = -1;
    if (rp_rank_writer_close(collector->writer, &error) != RP_OK)
        rp_message("%s (rank %u)", error.text, start->launcher.rank);
    collector->writer = NULL;
    rp_summary_print(&summary);
}

void rp_collector_main(struct rp_collector_start *start)
{
    struct collector collector = {.start = start, .signals = catch_signals()};
    struct rp_error error;

    rp_slice_start(&collector.slice, start->start_monotonic_ns,
                   (uint64_t)(start->settings->slice_seconds * 1e9));
    rp_throttle_start(&collector.throttle, "");
    if (open_all(&collector, &error) == RP_OK) {
        rp_child_leave_bounds();
        start_hang(&collector);
        collect(&collector);
        finish(&collector);
    } else {
        lost(&collector, error.text);
    }
    rp_session_free(collector.session);
    rp_gpus_free(collector.gpus);
    rp_unify_free(collector.unify);
    rp_rank_writer_abandon(collector.writer);
    close(collector.signals);
}

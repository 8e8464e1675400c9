/* doctor_sampling.c: what can interrupt a thread here to sample it, and how finely: measured.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analysis/doctor/doctor_checks.h"
#include "common/clock.h"
#include "common/perf_signal.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define MEASURE_NS (RP_NS_PER_SECOND / 10)
#define ASKED_NS   100000u /* 10 kHz: the most that can be asked for */
#define ASKED_HZ   (RP_NS_PER_SECOND / ASKED_NS)

/* A source while it is measured. */
struct source {
    clockid_t clock;
    int signal;
    enum rp_perf_delivery delivery;
    timer_t timer;
    struct rp_perf_counter counter;
    bool (*start)(struct source *source);
    void (*stop)(struct source *source);
};

static volatile sig_atomic_t signals;

static void count_signal(int signal)
{
    (void)signal;
    signals++;
}

static bool start_timer(struct source *source)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = source->signal};
    const struct itimerspec when = {{0, ASKED_NS}, {0, ASKED_NS}};

    event.sigev_notify_thread_id = gettid();
    if (timer_create(source->clock, &event, &source->timer) != 0)
        return false;
    if (timer_settime(source->timer, 0, &when, NULL) == 0)
        return true;
    timer_delete(source->timer);
    return false;
}

static void stop_timer(struct source *source)
{
    timer_delete(source->timer);
}

static bool start_perf(struct source *source)
{
    const struct rp_perf_signal how = {.delivery = source->delivery, .signal = source->signal};
    struct perf_event_attr attributes =
        rp_perf_attributes(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, rp_perf_sees_kernel());

    attributes.sample_period = ASKED_NS;
    return rp_perf_open(&source->counter, &attributes, &how);
}

static void stop_perf(struct source *source)
{
    rp_perf_counter_close(&source->counter);
}

/* Most of the time, for some sources see nothing else. */
static void stay_in_user_mode(void)
{
    for (volatile int i = 0; i < 20000; i++)
        continue;
}

/* Signals a second of the clock that really arrive; 0 with errno set when it cannot be started. */
static double measure(struct source *source)
{
    const struct sigaction action = {.sa_handler = count_signal, .sa_flags = SA_RESTART};
    struct sigaction old;
    uint64_t start_ns = 0;
    uint64_t now_ns = 0;

    signals = 0;
    if (sigaction(source->signal, &action, &old) != 0)
        return 0;
    errno = 0;
    if (source->start(source)) {
        start_ns = rp_clock_read(source->clock);
        do {
            stay_in_user_mode();
            now_ns = rp_clock_read(source->clock);
        } while (now_ns - start_ns < MEASURE_NS);
        source->stop(source);
        errno = 0;
    }
    sigaction(source->signal, &old, NULL);
    return now_ns > start_ns ? (double)signals * 1e9 / (double)(now_ns - start_ns) : 0;
}

static void check_timer(clockid_t clock, const char *name, struct rp_doctor_finding *out)
{
    struct source source = {
        .clock = clock, .signal = SIGRTMIN + 5, .start = start_timer, .stop = stop_timer};
    const double rate = measure(&source);

    if (rate > 0)
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "timer_create(%s), up to about %.0f Hz (asked: %u)",
                      name, rate, (unsigned)ASKED_HZ);
    else
        rp_doctor_say(out, RP_DOCTOR_MISSING, "ask whether the container forbids POSIX timers",
                      "timer_create(%s) gives no signals%s%s", name, errno ? ": " : "",
                      errno ? strerror(errno) : "");
}

void rp_check_cpu_timer(const char *directory, struct rp_doctor_finding *out)
{
    (void)directory;
    check_timer(CLOCK_THREAD_CPUTIME_ID, "CLOCK_THREAD_CPUTIME_ID", out);
}

void rp_check_wall_timer(const char *directory, struct rp_doctor_finding *out)
{
    (void)directory;
    check_timer(CLOCK_MONOTONIC, "CLOCK_MONOTONIC", out);
}

/* The timer does what is left; that the kernel hides its mode is no fault, but makes it second. */
static void say_perf(double rate, struct rp_doctor_finding *out)
{
    static const char unneeded[] = "only needed above the rate of the timer";
    char reason[384];

    if (rate > 0 && rp_perf_sees_kernel()) {
        rp_doctor_say(out, RP_DOCTOR_OK, NULL,
                      "perf_event_open(task clock), up to about %.0f Hz (asked: %u)", rate,
                      (unsigned)ASKED_HZ);
    } else if (rate > 0) {
        rp_doctor_say(out, RP_DOCTOR_LIMITED,
                      "for kernel mode an administrator sets 'sysctl kernel.perf_event_paranoid=1'",
                      "up to about %.0f Hz, in user mode only, so the timer is preferred: "
                      "kernel.perf_event_paranoid is %d",
                      rate, rp_perf_paranoid());
    } else {
        rp_perf_explain(errno, reason, sizeof(reason));
        rp_doctor_say(out, RP_DOCTOR_LIMITED, unneeded, "perf_event_open(task clock): %s", reason);
    }
}

void rp_check_perf_trap(const char *directory, struct rp_doctor_finding *out)
{
    struct source source = {.clock = CLOCK_THREAD_CPUTIME_ID,
                            .signal = SIGTRAP,
                            .delivery = RP_PERF_TRAP,
                            .start = start_perf,
                            .stop = stop_perf};
    const char *const refusal = rp_perf_trap_refusal();

    (void)directory;
    if (refusal)
        rp_doctor_say(out, RP_DOCTOR_LIMITED, "perf-queue takes its place", "%s", refusal);
    else
        say_perf(measure(&source), out);
}

void rp_check_perf_queue(const char *directory, struct rp_doctor_finding *out)
{
    struct source source = {.clock = CLOCK_THREAD_CPUTIME_ID,
                            .signal = SIGRTMIN + 5,
                            .delivery = RP_PERF_QUEUE,
                            .start = start_perf,
                            .stop = stop_perf};

    (void)directory;
    say_perf(measure(&source), out);
}

void rp_check_paranoid(const char *directory, struct rp_doctor_finding *out)
{
    const long level = rp_doctor_number("/proc/sys/kernel/perf_event_paranoid", -100);
    static const char advice[] =
        "for hardware events an administrator sets 'sysctl kernel.perf_event_paranoid=2' or less";

    (void)directory;
    if (level == -100)
        rp_doctor_say(out, RP_DOCTOR_LIMITED, NULL, "the kernel has no perf_event");
    else if (level > 2)
        rp_doctor_say(out, RP_DOCTOR_LIMITED, advice,
                      "%ld: PAPI counts no hardware events for ordinary users", level);
    else
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "%ld: events of own processes%s", level,
                      level <= 1 ? ", kernel mode too" : " in user mode");
}

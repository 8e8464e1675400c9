/* doctor_sampling.c: which clocks can sample a thread here, and how finely: measured.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "analysis/doctor_checks.h"
#include "common/clock.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define MEASURE_NS (RP_NS_PER_SECOND / 10)
#define ASKED_NS   100000u /* 10 kHz: finer than what timers on CPU time usually give */

static volatile sig_atomic_t expirations;

static void count_expiration(int signal)
{
    (void)signal;
    expirations++;
}

static bool start_timer(clockid_t clock, int signal, timer_t *out)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = signal};
    const struct itimerspec when = {{0, ASKED_NS}, {0, ASKED_NS}};

    event.sigev_notify_thread_id = gettid();
    if (timer_create(clock, &event, out) != 0)
        return false;
    if (timer_settime(*out, 0, &when, NULL) == 0)
        return true;
    timer_delete(*out);
    return false;
}

/* Signals a second of `clock` that really arrive; 0 with errno set when the timer cannot be had. */
static double measure(clockid_t clock)
{
    const int signal = SIGRTMIN + 5;
    struct sigaction old;
    const struct sigaction action = {.sa_handler = count_expiration, .sa_flags = SA_RESTART};
    timer_t timer;
    uint64_t start_ns = 0;
    uint64_t now_ns = 0;

    expirations = 0;
    if (sigaction(signal, &action, &old) != 0)
        return 0;
    if (!start_timer(clock, signal, &timer)) {
        sigaction(signal, &old, NULL);
        return 0;
    }
    start_ns = rp_clock_read(clock);
    do {
        now_ns = rp_clock_read(clock);
    } while (now_ns - start_ns < MEASURE_NS);
    timer_delete(timer);
    sigaction(signal, &old, NULL);
    errno = 0;
    return (double)expirations * (double)RP_NS_PER_SECOND / (double)(now_ns - start_ns);
}

static void check_timer(clockid_t clock, const char *name, struct rp_doctor_finding *out)
{
    const double rate = measure(clock);

    if (rate > 0)
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "timer_create(%s): up to about %.0f Hz (asked: %u)",
                      name, rate, (unsigned)(RP_NS_PER_SECOND / ASKED_NS));
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

/* The finer source of a later version: a software clock of perf_event that signals the thread. */
void rp_check_perf_clock(const char *directory, struct rp_doctor_finding *out)
{
    struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE,
                                         .size = sizeof(attributes),
                                         .config = PERF_COUNT_SW_TASK_CLOCK,
                                         .sample_period = 1000000,
                                         .disabled = 1,
                                         .exclude_kernel = 1,
                                         .exclude_hv = 1};
    const int fd = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0UL);

    (void)directory;
    if (fd >= 0) {
        close(fd);
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "perf_event_open(task clock) works");
        return;
    }
    rp_doctor_say(out, RP_DOCTOR_LIMITED,
                  "nothing is lost at usual rates: timers on CPU time sample too",
                  "perf_event_open(task clock): %s", strerror(errno));
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

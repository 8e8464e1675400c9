/* wait.c: system calls that wait, and the timers and signals that end them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "life.h"

#define INTERRUPTS 8

static const struct timespec moment = {0, 30000000}, long_time = {1000, 0};
static volatile sig_atomic_t alarms;
static int pipes[2];

static void count(int number)
{
    (void)number;
    alarms++;
}

static void every(int which, long us)
{
    const struct itimerval when = {{0, us}, {0, us}};

    setitimer(which, &when, NULL);
}

static int in_read(void)
{
    char byte;

    return (int)read(pipes[0], &byte, 1);
}

static int in_nanosleep(void)
{
    return nanosleep(&long_time, NULL);
}

static int in_poll(void)
{
    struct pollfd file = {.fd = pipes[0], .events = POLLIN};

    return poll(&file, 1, 1000000);
}

static int in_select(void)
{
    struct timeval timeout = {1000, 0};

    return select(0, NULL, NULL, NULL, &timeout);
}

static int in_semaphore(void)
{
    const struct timespec until = {2000000000, 0};
    sem_t semaphore;

    sem_init(&semaphore, 0, 0);
    return sem_timedwait(&semaphore, &until);
}

/* Each wait is ended by an alarm, and by nothing else. */
static void interrupted(void)
{
    static const struct {
        const char *name;
        int (*wait)(void);
    } waits[] = {{"read", in_read},     {"nanosleep", in_nanosleep},     {"poll", in_poll},
                 {"select", in_select}, {"sem_timedwait", in_semaphore}, {"pause", pause}};
    struct sigaction action = {.sa_flags = 0};

    action.sa_handler = count;
    sigaction(SIGALRM, &action, NULL);
    if (pipe(pipes) != 0)
        return;
    every(ITIMER_REAL, 20000);
    for (size_t i = 0; i < LIFE_COUNT(waits); i++) {
        int wrong = 0, early = 0;

        for (int turn = 0; turn < INTERRUPTS; turn++) {
            const int before = alarms;

            wrong += waits[i].wait() != -1 || errno != EINTR;
            early += alarms == before;
        }
        life_say("%s: %d wrong, %d without an alarm", waits[i].name, wrong, early);
    }
    every(ITIMER_REAL, 0);
    life_work();
}

static void await_ticks(const char *name, int which, int signal_number)
{
    struct itimerval present;

    alarms = 0;
    signal(signal_number, count);
    every(which, 2000);
    while (alarms < 5)
        life_work();
    getitimer(which, &present);
    every(which, 0);
    life_say("%s: every %ld us", name, (long)present.it_interval.tv_usec);
}

static void interval_timers(void)
{
    await_ticks("real", ITIMER_REAL, SIGALRM);
    await_ticks("virtual", ITIMER_VIRTUAL, SIGVTALRM);
    await_ticks("profiling", ITIMER_PROF, SIGPROF);
    alarm(1000);
    life_work();
    life_say("alarm still to come: %d", alarm(0) > 900);
}

static void tick_in_thread(union sigval value)
{
    (void)value;
    alarms++;
}

static void posix_timers(void)
{
    struct sigevent events[] = {
        {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1},
        {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3},
        {.sigev_notify = SIGEV_THREAD},
    };
    const struct itimerspec when = {{0, 2000000}, {0, 2000000}};

    events[2].sigev_notify_function = tick_in_thread;
    signal(SIGUSR1, count);
    signal(SIGRTMIN + 3, count);
    for (size_t i = 0; i < LIFE_COUNT(events); i++) {
        const clockid_t clock = i == 0 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
        timer_t timer;

        alarms = 0;
        life_say("timer: %d", timer_create(clock, &events[i], &timer));
        timer_settime(timer, 0, &when, NULL);
        while (alarms < 5)
            life_work();
        life_say("deleted: %d", timer_delete(timer));
    }
}

/* Threads that take every signal by waiting for it. */
static void sigwaits(void)
{
    siginfo_t info;
    sigset_t all;
    int number = 0;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    raise(SIGUSR1);
    life_work();
    sigwait(&all, &number);
    life_say("sigwait: %d", number);
    raise(SIGTERM);
    life_work();
    life_say("sigwaitinfo: %d", sigwaitinfo(&all, &info));
    life_work();
    if (sigtimedwait(&all, &info, &moment) < 0)
        life_say("sigtimedwait: %s", strerror(errno));
}

static void signal_descriptor(void)
{
    struct signalfd_siginfo taken[4];
    struct pollfd file = {.events = POLLIN};
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    file.fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    raise(SIGHUP);
    life_work();
    life_say("poll: %d", poll(&file, 1, 0));
    life_say("signals: %zd", read(file.fd, taken, sizeof(taken)) / (ssize_t)sizeof(taken[0]));
    life_work();
    life_say("poll: %d", poll(&file, 1, 30));
}

static void full_sleeps(void)
{
    struct timespec left = {0, 0};

    for (int i = 0; i < 5; i++) {
        life_work();
        life_say("slept: %d, %d left", nanosleep(&moment, &left), left.tv_nsec != 0);
    }
    life_say("usleep: %d", usleep(10000));
}

const struct life_case life_wait_cases[] = {
    {"wait-interrupted", interrupted, 1, 1, LIFE_ANYONE},
    {"wait-interval-timers", interval_timers, 1, 1, LIFE_ANYONE},
    {"wait-posix-timers", posix_timers, 1, 1, LIFE_ANYONE},
    {"wait-signals", sigwaits, 1, 1, LIFE_ANYONE},
    {"wait-signalfd", signal_descriptor, 1, 1, LIFE_ANYONE},
    {"wait-sleeps", full_sleeps, 1, 1, LIFE_ANYONE},
    {0},
};

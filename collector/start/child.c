/* child.c: makes the collector a process of its own, out of the application's way.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The collector wakes once a slice on a node whose cores are all busy. Behind the application in
 * the scheduler's order it takes idle time first, and one with more priority would preempt a rank
 * that others wait for. Higher numbers would starve it in the seconds of a job's end.
 */
#define NICE 5

/* Descriptors that the collector keeps, after stdin, stdout and stderr. */
enum { LISTENER = STDERR_FILENO + 1, APPLICATION, FILE_LOCK, FIRST_FREE };

static void replace(int descriptor, int flags)
{
    const int null = open("/dev/null", flags | O_CLOEXEC);

    if (null >= 0 && null != descriptor) {
        dup2(null, descriptor);
        close(null);
    }
}

void rp_child_release_stderr(void)
{
    replace(STDERR_FILENO, O_WRONLY);
}

/* Everything inherited but stderr and what we need: a pipe held open would never end. */
static void keep_descriptors(struct rp_collector_start *start)
{
    /* Above first, for they may stand where another goes. */
    const int listener = fcntl(start->listener, F_DUPFD_CLOEXEC, FIRST_FREE);
    const int application = fcntl(start->application, F_DUPFD_CLOEXEC, FIRST_FREE);
    const int file = fcntl(start->file.fd, F_DUPFD_CLOEXEC, FIRST_FREE);

    start->listener = dup3(listener, LISTENER, O_CLOEXEC);
    start->application = dup3(application, APPLICATION, O_CLOEXEC);
    start->file.fd = dup3(file, FILE_LOCK, O_CLOEXEC);
    if (syscall(SYS_close_range, FIRST_FREE, ~0U, 0) != 0)
        for (int i = FIRST_FREE; i < 1024; i++)
            close(i);
    replace(STDIN_FILENO, O_RDONLY);
    replace(STDOUT_FILENO, O_WRONLY);
}

/* Each process that is followed takes two descriptors. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* The launcher bound the rank to its cores; the kernel cuts this down to what the job may use. */
static void leave_cores(void)
{
    unsigned char all[1024]; /* a bit for each of 8192 processors */

    memset(all, 0xff, sizeof(all));
    syscall(SYS_sched_setaffinity, 0, sizeof(all), all);
}

void rp_child_leave_bounds(void)
{
    raise_descriptor_limit();
    leave_cores();
}

/* The collector's signals are the default ones, whatever the launcher left behind. */
static void reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file grown too large is an error to report */
    signal(SIGTTOU, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_collector(const struct rp_collector_start *given)
{
    struct rp_collector_start start = *given;

    keep_descriptors(&start);
    reset_signals();
    setpriority(PRIO_PROCESS, 0, NICE);
    rp_collector_main(&start);
    _exit(0);
}

enum rp_status rp_child_start(const struct rp_collector_start *start, struct rp_error *error)
{
    const pid_t between = fork();
    int ended = 0;

    if (between < 0)
        return rp_error_set(error, RP_E_IO, "cannot fork the collector: %s", strerror(errno));
    if (between == 0) {
        pid_t collector;

        setsid(); /* before the program starts: a signal to its group is not for the collector */
        collector = fork();
        if (collector == 0)
            run_collector(start);
        _exit(collector < 0 ? errno & 0xff : 0);
    }
    while (waitpid(between, &ended, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(ended) && WEXITSTATUS(ended) != 0)
        return rp_error_set(error, RP_E_IO, "cannot fork the collector: %s",
                            strerror(WEXITSTATUS(ended)));
    return RP_OK;
}

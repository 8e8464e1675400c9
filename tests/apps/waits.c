/* waits.c: waits in each system call that a signal handler ends, and tells how long it was.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MS 200

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void nothing(int signal)
{
    (void)signal;
}

static void alarm_soon(void)
{
    const struct itimerval timer = {.it_value = {.tv_usec = MS * 1000}};

    setitimer(ITIMER_REAL, &timer, NULL);
}

static void tell(const char *call, double start, int result)
{
    const char *const why = result < 0 ? strerror(errno) : "";

    printf("%s: %d %s, %s\n", call, result, why, now() - start > 0.9e-3 * MS ? "whole" : "cut");
}

#define TELL(call)                                                                                 \
    do {                                                                                           \
        const double start = now();                                                                \
        tell(#call, start, (int)(call));                                                           \
    } while (0)

int main(void)
{
    const struct sigaction action = {.sa_handler = nothing};
    const struct timespec time = {.tv_nsec = MS * 1000000L};
    const int epoll = epoll_create1(0);
    struct timeval timeout = {.tv_usec = MS * 1000};
    struct timespec until;
    struct epoll_event event;
    sigset_t none;
    sem_t semaphore;

    sigemptyset(&none);
    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    TELL(sem_timedwait(&semaphore, &until));
    TELL(usleep(MS * 1000));
    TELL(nanosleep(&time, NULL));
    TELL(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL));
    TELL(poll(NULL, 0, MS));
    TELL(ppoll(NULL, 0, &time, &none));
    TELL(select(0, NULL, NULL, NULL, &timeout));
    TELL(pselect(0, NULL, NULL, NULL, &time, &none));
    TELL(epoll_wait(epoll, &event, 1, MS));
    TELL(epoll_pwait(epoll, &event, 1, MS, &none));
    sigaction(SIGALRM, &action, NULL);
    alarm_soon();
    TELL(pause());
    alarm_soon();
    TELL(sigsuspend(&none));
    alarm_soon();
    TELL(sleep(5)); /* its own signals still end it */
    return 0;
}

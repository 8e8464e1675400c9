/* trap.c: programs with a use of their own for SIGTRAP and SIGIO.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life.h"

/* A breakpoint that a compiler or a library puts there; elsewhere it would be met again and again.
 */
#ifdef __x86_64__
#define PROGRAM_STOP() __asm__ volatile("int3")
#else
#define PROGRAM_STOP() raise(SIGTRAP)
#endif

static _Atomic int traps, foreign, ios; /* of all threads */
static sigjmp_buf back;

static void count_trap(int number, siginfo_t *info, void *unused)
{
    (void)number;
    (void)unused;
    traps++;
    foreign += info->si_code != SI_TKILL && info->si_code != SI_KERNEL;
}

static void handle_trap(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};

    action.sa_sigaction = count_trap;
    sigaction(SIGTRAP, &action, NULL);
}

static void handler(void)
{
    handle_trap();
    for (int i = 0; i < 4; i++) {
        PROGRAM_STOP();
        raise(SIGTRAP);
        life_work();
    }
    life_say("%d traps, %d foreign", traps, foreign);
}

static void *work_and_count(void *unused)
{
    (void)unused;
    life_work();
    raise(SIGTRAP);
    return NULL;
}

static void handler_in_threads(void)
{
    pthread_t threads[4];

    handle_trap();
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work_and_count, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    life_say("%d traps, %d foreign", traps, foreign);
}

static void stop_here(void)
{
    life_work();
    PROGRAM_STOP();
}

static void by_default(void)
{
    life_in_child(stop_here);
}

static void leave(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

/* Without the mask: the signal stays blocked, and nothing else may. */
static void leaves_handler(void)
{
    struct sigaction action = {.sa_handler = leave};
    sigset_t mask;

    sigaction(SIGTRAP, &action, NULL);
    life_work();
    if (sigsetjmp(back, 0) == 0)
        raise(SIGTRAP);
    sigprocmask(SIG_SETMASK, NULL, &mask);
    life_say("blocked: TRAP %d, USR1 %d, TERM %d, CHLD %d", sigismember(&mask, SIGTRAP),
             sigismember(&mask, SIGUSR1), sigismember(&mask, SIGTERM), sigismember(&mask, SIGCHLD));
    life_work();
}

static void wait_for(const sigset_t *set, const char *when)
{
    const struct timespec none = {0, 0};
    siginfo_t info;
    const int number = sigtimedwait(set, &info, &none);

    if (number < 0)
        life_say("%s: %s", when, strerror(errno));
    else
        life_say("%s: signal %d, code %d", when, number, info.si_code);
}

static void waits(void)
{
    sigset_t set;

    life_work();
    sigemptyset(&set);
    sigaddset(&set, SIGTRAP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    life_work();
    wait_for(&set, "after work");
    raise(SIGTRAP);
    wait_for(&set, "after raise");
    life_work();
    wait_for(&set, "at the end");
}

static void *wait_in_thread(void *set)
{
    life_work();
    wait_for(set, "thread");
    return NULL;
}

/* As servers do: the threads inherit a mask of everything. */
static void waits_in_thread(void)
{
    sigset_t set;
    pthread_t thread;

    sigfillset(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, wait_in_thread, &set);
    life_work();
    pthread_join(thread, NULL);
    wait_for(&set, "first thread");
}

/* A debugger counts the stops of its child, and none but those of the child's own. */
static void debugged(void)
{
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    for (int i = 0; i < 5; i++) {
        life_work();
        PROGRAM_STOP();
    }
    _exit(3);
}

static void debugs(void)
{
    const pid_t child = fork();
    int status, stops = 0;

    if (child == 0)
        debugged();
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        const int number = WSTOPSIG(status);

        stops += number == SIGTRAP;
        ptrace(PTRACE_CONT, child, 0, number >= SIGRTMIN ? number : 0);
    }
    life_say("%d stops, status %d", stops, WEXITSTATUS(status));
}

static void count_io(int number)
{
    (void)number;
    ios++;
}

/* Each byte that comes to a pipe raises one. */
static void reads_by_signal(void)
{
    struct sigaction action = {.sa_handler = count_io, .sa_flags = SA_RESTART};
    int ends[2];
    char byte = 0;

    sigaction(SIGIO, &action, NULL);
    if (pipe(ends) != 0)
        return;
    fcntl(ends[0], F_SETOWN, getpid());
    fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK);
    for (int i = 0; i < 10; i++) {
        life_work();
        if (write(ends[1], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
            life_say("pipe: %s", strerror(errno));
    }
    life_say("%d signals of the pipe", ios);
}

const struct life_case life_trap_cases[] = {
    {"trap-handler", handler, 1, 1, LIFE_ANYONE},
    {"trap-handler-threads", handler_in_threads, 1, 5, LIFE_ANYONE},
    {"trap-default", by_default, 2, 2, LIFE_ANYONE},
    {"trap-longjmp", leaves_handler, 1, 1, LIFE_ANYONE},
    {"trap-wait", waits, 1, 1, LIFE_ANYONE},
    {"trap-wait-thread", waits_in_thread, 1, 2, LIFE_ANYONE},
    {"trap-debugger", debugs, 2, 2, LIFE_ANYONE},
    {"trap-io", reads_by_signal, 1, 1, LIFE_ANYONE},
    {0},
};

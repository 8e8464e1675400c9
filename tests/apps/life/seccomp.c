/* seccomp.c: programs that forbid themselves system calls, on pain of death.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "life.h"

#define LOAD        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define RETURN(x)   BPF_STMT(BPF_RET | BPF_K, x)
#define IF(call, x) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), RETURN(SECCOMP_RET_##x)

/* Nothing but what the rest of the case needs: neither timers nor clocks nor memory. */
static struct sock_filter narrow[] = {
    LOAD,
    IF(write, ALLOW),
    IF(exit_group, ALLOW),
    IF(exit, ALLOW),
    IF(rt_sigreturn, ALLOW),
    RETURN(SECCOMP_RET_KILL_PROCESS),
};

/* What a sampler might call, and no program misses. */
static struct sock_filter no_samplers[] = {
    LOAD,
    IF(perf_event_open, KILL_PROCESS),
    IF(timer_create, KILL_PROCESS),
    IF(timer_settime, KILL_PROCESS),
    IF(timer_delete, KILL_PROCESS),
    IF(memfd_create, KILL_PROCESS),
    RETURN(SECCOMP_RET_ALLOW),
};

static const struct sock_fprog narrow_program = {LIFE_COUNT(narrow), narrow};
static const struct sock_fprog no_samplers_program = {LIFE_COUNT(no_samplers), no_samplers};

/* Without a system call: it cannot ask for its CPU time. */
static void silent_work(void)
{
    for (volatile long i = 0; i < 100000000; i++)
        continue;
}

static void by_prctl(const struct sock_fprog *program)
{
    life_work();
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) != 0)
        life_say("seccomp: %s", strerror(errno));
}

static void by_syscall(const struct sock_fprog *program, unsigned flags)
{
    life_work();
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program) != 0)
        life_say("seccomp: %s", strerror(errno));
}

static void filter_by_prctl(void)
{
    by_prctl(&narrow_program);
    silent_work();
}

static void filter_by_syscall(void)
{
    by_syscall(&narrow_program, 0);
    silent_work();
}

static void strict(void)
{
    life_work();
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        life_say("seccomp: %s", strerror(errno));
    silent_work();
    life_say("strictly");
    syscall(SYS_exit, 6);
}

static void *thread_work(void *unused)
{
    (void)unused;
    life_work();
    return NULL;
}

/* Threads, children and other images inherit the filter. */
static void heirs(void)
{
    pthread_t thread;

    by_syscall(&no_samplers_program, 0);
    pthread_create(&thread, NULL, thread_work, NULL);
    pthread_join(thread, NULL);
    life_in_child(life_work);
    life_work();
    execv(life_self, life_arguments("image"));
}

static volatile bool filtered;

static void *until_filtered(void *unused)
{
    (void)unused;
    while (!filtered)
        continue;
    life_work();
    return NULL;
}

/* All threads at once get the filter. */
static void all_threads(void)
{
    pthread_t threads[3];

    for (size_t i = 0; i < LIFE_COUNT(threads); i++)
        pthread_create(&threads[i], NULL, until_filtered, NULL);
    by_syscall(&no_samplers_program, SECCOMP_FILTER_FLAG_TSYNC);
    filtered = true;
    for (size_t i = 0; i < LIFE_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    life_work();
}

const struct life_case life_seccomp_cases[] = {
    {"seccomp-prctl", filter_by_prctl, 1, 1, LIFE_ANYONE},
    {"seccomp-syscall", filter_by_syscall, 1, 1, LIFE_ANYONE},
    {"seccomp-strict", strict, 1, 1, LIFE_ANYONE},
    {"seccomp-heirs", heirs, 1, 1, LIFE_ANYONE},
    {"seccomp-all-threads", all_threads, 1, 4, LIFE_ANYONE},
    {0},
};

/* life.c: what programs do with their processes, threads and signals, one case a run.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: life            lists the cases: name, images of processes, threads
 *        life CASE       runs one; it prints the same with and without rankprof
 */
#include "life.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORK_NS 15000000L

static const struct life_case *const families[] = {
    life_process_cases, life_image_cases, life_end_cases,   life_thread_cases, life_signal_cases,
    life_wait_cases,    life_limit_cases, life_trace_cases, life_trap_cases,   life_seccomp_cases};

char *life_self;

static int64_t cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

__attribute__((noinline)) void life_work(void)
{
    const int64_t end_ns = cpu_ns() + WORK_NS;
    volatile uint64_t value = 1;

    while (cpu_ns() < end_ns)
        for (int i = 0; i < 10000; i++)
            value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
}

void life_say(const char *format, ...)
{
    char line[256];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    if (write(STDOUT_FILENO, line, (size_t)length) != length)
        _exit(99);
}

void life_wait(int pid)
{
    int status;

    if (waitpid(pid, &status, 0) <= 0)
        life_say("nothing to wait for");
    else if (WIFSIGNALED(status))
        life_say("child: signal %d", WTERMSIG(status));
    else
        life_say("child: status %d", WEXITSTATUS(status));
}

void life_in_child(void (*routine)(void))
{
    const pid_t child = fork();

    if (child == 0) {
        routine();
        _exit(0);
    }
    life_wait(child);
}

char **life_arguments(const char *name)
{
    static char *arguments[3];

    arguments[0] = life_self;
    arguments[1] = strdup(name);
    return arguments;
}

static int list(void)
{
    for (size_t i = 0; i < LIFE_COUNT(families); i++)
        for (const struct life_case *one = families[i]; one->name; one++)
            if (one->processes > 0)
                printf("%s %d %d\n", one->name, one->processes, one->threads);
    return 0;
}

static int run(const struct life_case *one)
{
    if (one->need == LIFE_ROOT && geteuid() != 0) {
        puts("left out: needs root");
        return 0;
    }
    one->run();
    life_say("end of %s", one->name);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return list();
    life_self = argv[0];
    for (size_t i = 0; i < LIFE_COUNT(families); i++)
        for (const struct life_case *one = families[i]; one->name; one++)
            if (strcmp(one->name, argv[1]) == 0)
                return run(one);
    fprintf(stderr, "life: no case '%s'\n", argv[1]);
    return 2;
}

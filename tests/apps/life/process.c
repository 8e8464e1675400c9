/* process.c: children, made in every way there is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "life.h"

extern char **environ;

#define STACK_BYTES 65536

static void work_and_end(void)
{
    life_work();
    _exit(7);
}

static void by_fork(void)
{
    life_in_child(work_and_end);
    life_work();
}

static void fork_in_fork(void)
{
    life_in_child(by_fork);
}

/* Without the handlers of pthread_atfork(3). */
static void by_bare_fork(void)
{
    const pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    if (child == 0)
        work_and_end();
    life_wait(child);
    life_work();
}

static int clone_child(void *unused)
{
    (void)unused;
    work_and_end();
    return 0;
}

static void by_clone(int flags)
{
    char *const stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

    life_wait(clone(clone_child, stack + STACK_BYTES, flags | SIGCHLD, NULL));
    munmap(stack, STACK_BYTES);
    life_work();
}

static void by_clone_copy(void)
{
    by_clone(0);
}

static void by_clone_shared(void)
{
    by_clone(CLONE_VM);
}

static void by_clone_vfork(void)
{
    by_clone(CLONE_VM | CLONE_VFORK);
}

static void vfork_exit(void)
{
    const pid_t child = vfork();

    if (child == 0)
        _exit(5);
    life_wait(child);
    life_work();
}

static void vfork_exec(void)
{
    char **const arguments = life_arguments("image");
    const pid_t child = vfork();

    if (child == 0) {
        execv(life_self, arguments);
        _exit(127);
    }
    life_wait(child);
    life_work();
}

static void vfork_failing_exec(void)
{
    const pid_t child = vfork();

    if (child == 0) {
        execl("/nonexistent", "nonexistent", (char *)NULL);
        _exit(errno);
    }
    life_wait(child);
    life_work();
}

static void by_spawn(void)
{
    posix_spawnattr_t attributes;
    sigset_t all;
    pid_t child = -1;

    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &all);
    sigemptyset(&all);
    posix_spawnattr_setsigmask(&attributes, &all);
    life_say("spawn: %d",
             posix_spawn(&child, life_self, NULL, &attributes, life_arguments("image"), environ));
    life_wait(child);
    life_say("spawn of nothing: %s", strerror(posix_spawn(&child, "/nonexistent", NULL, &attributes,
                                                          life_arguments("image"), environ)));
    posix_spawnattr_destroy(&attributes);
    life_work();
}

/* The way of daemon(3), with all descriptors closed and every signal reset; the end is awaited. */
static void become_daemon(void)
{
    const int out = dup(STDOUT_FILENO);

    setsid();
    if (fork() > 0)
        _exit(0);
    if (chdir("/") != 0)
        _exit(1);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    life_work();
    dup2(out, STDOUT_FILENO);
    close_range(3, ~0U, 0);
    life_say("daemon: session of its own: %s", getsid(0) != getpid() ? "yes" : "leader");
    close_range(0, ~0U, 0);
    life_work();
    _exit(3);
}

static void daemon_child(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    life_in_child(become_daemon);
    life_wait(-1); /* whoever it is: the daemon */
    life_work();
}

static void by_system(void)
{
    char line[64] = "";
    FILE *const pipe = popen("echo through a pipe", "r");

    if (pipe && fgets(line, sizeof(line), pipe))
        line[strcspn(line, "\n")] = '\0';
    life_say("%s, closed: %d", line, pipe ? pclose(pipe) : -1);
    life_say("system: %d", WEXITSTATUS(system("exit 9")));
    life_work();
}

/* Children that nobody waits for vanish by themselves. */
static void ignored_children(void)
{
    signal(SIGCHLD, SIG_IGN);
    if (fork() == 0)
        work_and_end();
    if (wait(NULL) < 0)
        life_say("wait: %s", strerror(errno));
    life_work();
}

static void many_forks(void)
{
    for (int i = 0; i < 20; i++) {
        const pid_t child = fork();
        int status = 0;

        if (child == 0)
            _exit(i);
        if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != i)
            life_say("fork %d: status %x", i, (unsigned)status);
    }
    life_work();
}

/* What a compiler's driver or a shell does with a child in the background. */
static void stopped_child(void)
{
    const pid_t child = fork();
    int status;

    if (child == 0) {
        life_work();
        raise(SIGSTOP);
        work_and_end();
    }
    waitpid(child, &status, WUNTRACED);
    life_say("stopped: %d by %d", WIFSTOPPED(status), WSTOPSIG(status));
    kill(child, SIGCONT);
    waitpid(child, &status, WCONTINUED);
    life_say("continued: %d", WIFCONTINUED(status));
    life_wait(child);
    life_work();
}

const struct life_case life_process_cases[] = {
    {"fork", by_fork, 2, 2, LIFE_ANYONE},
    {"fork-in-fork", fork_in_fork, 3, 3, LIFE_ANYONE},
    {"clone-bare", by_bare_fork, 1, 1, LIFE_ANYONE},
    {"clone-copy", by_clone_copy, 1, 1, LIFE_ANYONE},
    {"clone-vm", by_clone_shared, 1, 1, LIFE_ANYONE},
    {"clone-vfork", by_clone_vfork, 1, 1, LIFE_ANYONE},
    {"vfork-exit", vfork_exit, 1, 1, LIFE_ANYONE},
    {"vfork-exec", vfork_exec, 2, 2, LIFE_ANYONE},
    {"vfork-failing-exec", vfork_failing_exec, 1, 1, LIFE_ANYONE},
    {"posix-spawn", by_spawn, 2, 2, LIFE_ANYONE},
    {"daemon", daemon_child, 3, 3, LIFE_ANYONE},
    {"system", by_system, 3, 3, LIFE_ANYONE},
    {"ignored-children", ignored_children, 2, 2, LIFE_ANYONE},
    {"many-forks", many_forks, 21, 21, LIFE_ANYONE},
    {"stopped-child", stopped_child, 2, 2, LIFE_ANYONE},
    {0},
};

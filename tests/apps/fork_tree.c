/* fork_tree.c: makes children in every way there is; each does the same known work.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: fork_tree              makes the children, waits for all
 *        fork_tree child NAME   is one of them
 */
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

__attribute__((noinline)) static uint64_t child_work(uint64_t value)
{
    for (long i = 0; i < 250000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static int be_child(const char *name)
{
    char line[64];
    const int length = snprintf(line, sizeof(line), "%s %u\n", name, (unsigned)child_work(1));

    return write(STDOUT_FILENO, line, (size_t)length) == length ? 0 : 1;
}

static void by_fork(void)
{
    if (fork() == 0)
        _exit(be_child("fork"));
}

static void by_double_fork(void)
{
    if (fork() == 0) {
        if (fork() == 0)
            _exit(be_child("double"));
        _exit(0);
    }
}

static void by_vfork(const char *self)
{
    if (vfork() == 0) {
        execl(self, self, "child", "vfork", (char *)NULL);
        _exit(127);
    }
}

static void by_spawn(const char *self)
{
    char *const arguments[] = {(char *)(uintptr_t)self, "child", "spawn", NULL};
    pid_t pid;

    posix_spawn(&pid, self, NULL, NULL, arguments, environ);
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "child") == 0)
        return be_child(argv[2]);
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* so that the grandchild is waited for too */
    by_fork();
    by_double_fork();
    by_vfork("/proc/self/exe");
    by_spawn("/proc/self/exe");
    while (wait(NULL) > 0)
        continue;
    puts("all children ended");
    return 0;
}

/* process_state.c: prints everything of its process that a tool in front of it could have changed.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The pid and its relatives are printed as they are, or as "as expected" when they equal
 * $EXPECTED_PID and $EXPECTED_PARENT.
 */
#include <dirent.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void print_id(const char *name, long id, const char *variable)
{
    const char *const expected = getenv(variable);

    if (expected && atol(expected) == id)
        printf("%s as expected\n", name);
    else
        printf("%s %ld\n", name, id);
}

static void print_descriptors(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        char link[32];
        char target[PATH_MAX];
        ssize_t length;

        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        length = readlink(link, target, sizeof(target) - 1);
        if (length < 0)
            continue;
        target[length] = '\0';
        printf("fd %d %s\n", fd, target);
    }
}

static void print_status(void)
{
    static const char *const kept[] = {
        "SigBlk:",     "SigIgn:",  "SigCgt:",       "SigPnd:", "ShdPnd:",
        "NoNewPrivs:", "Seccomp:", "Cpus_allowed:", "CapEff:"};
    FILE *const file = fopen("/proc/self/status", "r");
    char line[4096];

    while (file && fgets(line, sizeof(line), file)) {
        for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
            if (strncmp(line, kept[i], strlen(kept[i])) == 0)
                fputs(line, stdout);
        }
    }
    if (file)
        fclose(file);
}

static void print_limits(void)
{
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        struct rlimit limit;

        if (getrlimit((__rlimit_resource_t)i, &limit) == 0)
            printf("limit %d %llx %llx\n", i, (unsigned long long)limit.rlim_cur,
                   (unsigned long long)limit.rlim_max);
    }
}

int main(int argc, char **argv)
{
    char directory[PATH_MAX];
    const mode_t mask = umask(0);

    print_descriptors(); /* first, before anything here opens one */
    print_id("pid", getpid(), "EXPECTED_PID");
    print_id("parent", getppid(), "EXPECTED_PARENT");
    printf("group %d session %d foreground %d\n", getpgrp(), getsid(0), tcgetpgrp(0));
    printf("directory %s\n", getcwd(directory, sizeof(directory)));
    printf("umask %03o nice %d policy %d\n", (unsigned)mask, getpriority(PRIO_PROCESS, 0),
           sched_getscheduler(0));
    printf("user %d %d group %d %d\n", getuid(), geteuid(), getgid(), getegid());
    print_status();
    print_limits();
    for (int i = 0; i < argc; i++)
        printf("argument %d %s\n", i, argv[i]);
    for (char **variable = environ; *variable; variable++)
        printf("environment %s\n", *variable);
    return 0;
}

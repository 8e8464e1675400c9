/* image.c: programs that become other programs, or fail to.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "life.h"

extern char **environ;

static void image(void)
{
    life_work();
    life_say("another image");
    _exit(11);
}

static void by_exec(void)
{
    life_work();
    execv(life_self, life_arguments("image"));
}

static void without_environment(void)
{
    char *const nothing[] = {NULL};

    life_work();
    execve(life_self, life_arguments("image"), nothing);
}

static void by_fexecve(void)
{
    const int file = open(life_self, O_RDONLY | O_CLOEXEC);

    life_work();
    fexecve(file, life_arguments("image"), environ);
}

static void by_execveat(void)
{
    const int file = open(life_self, O_PATH);

    life_work();
    syscall(SYS_execveat, file, "", life_arguments("image"), environ, AT_EMPTY_PATH);
}

static void *exec_here(void *unused)
{
    (void)unused;
    life_work();
    by_exec();
    return NULL;
}

static void from_thread(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, exec_here, NULL);
    pthread_join(thread, NULL);
}

static void try(const char *what, const char *path)
{
    char *const arguments[] = {life_self, NULL};

    errno = 0;
    execve(path, arguments, environ);
    life_say("%s: %s", what, strerror(errno));
}

static void too_long(void)
{
    static char argument[256 * 1024];
    char *const arguments[] = {life_self, argument, NULL};

    memset(argument, 'x', sizeof(argument) - 1);
    execve(life_self, arguments, environ);
    life_say("one argument of 256 KiB: %s", strerror(errno));
}

/* The way of shells through $PATH. The work that follows must be sampled. */
static void failing(void)
{
    char path[] = "/tmp/life.XXXXXX";
    const int file = mkstemp(path);

    life_work();
    try("no such file", "/nonexistent");
    try("a directory", "/");
    try("an empty path", "");
    if (file >= 0 && fchmod(file, 0700) == 0) {
        try("open for writing", path);
        close(file);
        try("empty file", path);
        unlink(path);
    }
    too_long();
    for (int i = 0; i < 4; i++)
        life_work();
}

const struct life_case life_image_cases[] = {
    {"image", image, 1, 1, LIFE_ANYONE},
    {"exec", by_exec, 2, 2, LIFE_ANYONE},
    {"exec-no-environment", without_environment, 1, 1, LIFE_ANYONE},
    {"fexecve", by_fexecve, 2, 2, LIFE_ANYONE},
    {"execveat", by_execveat, 2, 2, LIFE_ANYONE},
    {"exec-from-thread", from_thread, 2, 3, LIFE_ANYONE},
    {"exec-failing", failing, 1, 1, LIFE_ANYONE},
    {0},
};

/* interpose_exec.c: no signal of ours is on its way when a program replaces itself by another.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The kernel deletes timers together with their signals, but a signal of perf_event that was raised
 * in the middle of exec meets the new program without our handler, and ends it.
 */
#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "collector/agent/interpose/syscall_front.h"
#include "collector/agent/process.h"

#define PUBLIC __attribute__((visibility("default")))

/* Those with an array of arguments: name, parameters, arguments. The others are made of them. */
#define CALLS(_)                                                                                   \
    _(execv, (const char *path, char *const argv[]), (path, argv))                                 \
    _(execvp, (const char *file, char *const argv[]), (file, argv))                                \
    _(execve, (const char *path, char *const argv[], char *const envp[]), (path, argv, envp))      \
    _(execvpe, (const char *file, char *const argv[], char *const envp[]), (file, argv, envp))     \
    _(fexecve, (int fd, char *const argv[], char *const envp[]), (fd, argv, envp))                 \
    _(execveat, (int folder, const char *path, char *const argv[], char *const envp[], int flags), \
      (folder, path, argv, envp, flags))

static struct {
#define MEMBER(name, parameters, arguments) int(*name) parameters;
    CALLS(MEMBER)
#undef MEMBER
} next;

__attribute__((constructor(101))) static void find_next(void)
{
#define FIND(name, parameters, arguments)                                                          \
    next.name = (__typeof__(next.name))dlsym(RTLD_NEXT, #name);
    CALLS(FIND)
#undef FIND
}

/* The thread, if its trigger is stopped now. */
static struct rp_thread *stop(void)
{
    struct rp_thread *const thread = rp_process_agent() ? rp_thread_self() : NULL;

    return thread && rp_thread_pause_trigger(thread) ? thread : NULL;
}

#define DEFINE(name, parameters, arguments)                                                        \
    PUBLIC int name parameters                                                                     \
    {                                                                                              \
        struct rp_thread *thread;                                                                  \
        int rc;                                                                                    \
                                                                                                   \
        if (!next.name)                                                                            \
            find_next(); /* a library's constructor was faster than ours */                        \
        if (!next.name) {                                                                          \
            errno = ENOSYS;                                                                        \
            return -1;                                                                             \
        }                                                                                          \
        thread = stop();                                                                           \
        rc = next.name arguments;                                                                  \
        if (thread)                                                                                \
            rp_thread_resume_trigger(thread);                                                      \
        return rc;                                                                                 \
    }
CALLS(DEFINE)

long rp_syscall_exec(long number, long first, long second, long third, long fourth, long fifth)
{
    struct rp_thread *const thread = stop();
    rp_syscall_function *const call = rp_syscall_next ? rp_syscall_next : rp_syscall_find();
    const long rc = call(number, first, second, third, fourth, fifth);

    if (thread)
        rp_thread_resume_trigger(thread);
    return rc;
}

/* ---- those with a list of arguments ---- */

/* Arguments from the first on, without the NULL at their end. */
static size_t count(const char *first, va_list list)
{
    size_t number = 0;

    for (const char *argument = first; argument; argument = va_arg(list, const char *))
        number++;
    return number;
}

/* The list with its NULL as an array; `list` is behind it then. */
static void gather(char **argv, const char *first, va_list *list)
{
    memcpy(&argv[0], &first, sizeof(first));
    for (size_t i = 0; argv[i]; i++)
        argv[i + 1] = va_arg(*list, char *);
}

/* On the caller's stack, like that of the C library: a child of vfork() must not allocate. */
#define GATHER(argv, first, list)                                                                  \
    va_start(list, first);                                                                         \
    argv = alloca((count(first, list) + 1) * sizeof(*(argv)));                                     \
    va_end(list);                                                                                  \
    va_start(list, first);                                                                         \
    gather(argv, first, &(list))

PUBLIC int execl(const char *path, const char *first, ...)
{
    char **argv;
    va_list list;

    GATHER(argv, first, list);
    va_end(list);
    return execv(path, argv);
}

PUBLIC int execlp(const char *file, const char *first, ...)
{
    char **argv;
    va_list list;

    GATHER(argv, first, list);
    va_end(list);
    return execvp(file, argv);
}

PUBLIC int execle(const char *path, const char *first, ...)
{
    char **argv;
    char *const *envp;
    va_list list;

    GATHER(argv, first, list);
    envp = va_arg(list, char *const *);
    va_end(list);
    return execve(path, argv, envp);
}

/* without_call.c: runs a program to which a system call fails, as calls do in containers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: without_call CALL EACCES|EPERM|ENOSYS PROGRAM [ARGUMENT...]
 * EACCES is what perf_event_paranoid gives from 3 on where the kernel knows such levels, EPERM what
 * the usual rules of containers give, ENOSYS a kernel without the call.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct name {
    const char *text;
    unsigned number;
};

static const struct name errors[] = {
    {"EACCES", EACCES}, {"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {NULL, 0}};

/* What of a program of ours asks of the kernel, where it can do without. */
static const struct name calls[] = {{"perf_event_open", SYS_perf_event_open},
                                    {"memfd_create", SYS_memfd_create},
                                    {"timer_create", SYS_timer_create},
                                    {"socket", SYS_socket},
                                    {"process_vm_readv", SYS_process_vm_readv},
                                    {"pidfd_open", SYS_pidfd_open},
                                    {"inotify_init1", SYS_inotify_init1},
                                    {"flock", SYS_flock},
                                    {NULL, 0}};

static const struct name *find(const struct name *names, const char *text)
{
    while (names->text && strcmp(names->text, text) != 0)
        names++;
    return names->text ? names : NULL;
}

static int deny(unsigned call, unsigned error)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof(rules) / sizeof(rules[0]), rules};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
               ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)
               : -1;
}

int main(int argc, char **argv)
{
    const struct name *const call = argc > 3 ? find(calls, argv[1]) : NULL;
    const struct name *const error = argc > 3 ? find(errors, argv[2]) : NULL;

    if (!call || !error) {
        fprintf(stderr, "usage: without_call CALL EACCES|EPERM|ENOSYS PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    if (deny(call->number, error->number) == 0)
        execvp(argv[3], argv + 3);
    perror(argv[3]);
    return 77;
}

/* without_call.c: runs a program to which perf_event_open(2) fails, as it does in containers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: without_call EACCES|EPERM|ENOSYS PROGRAM [ARGUMENT...]
 * EACCES is what perf_event_paranoid gives from 3 on where the kernel knows such levels, EPERM what
 * the usual rules of containers give, ENOSYS a kernel without perf_event.
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

static const struct {
    const char *name;
    unsigned number;
} errors[] = {{"EACCES", EACCES}, {"EPERM", EPERM}, {"ENOSYS", ENOSYS}};

static int deny(unsigned error)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
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
    for (size_t i = 0; argc > 2 && i < sizeof(errors) / sizeof(errors[0]); i++) {
        if (strcmp(errors[i].name, argv[1]) != 0)
            continue;
        if (deny(errors[i].number) == 0)
            execvp(argv[2], argv + 2);
        perror(argv[2]);
        return 77;
    }
    fprintf(stderr, "usage: without_call EACCES|EPERM|ENOSYS PROGRAM [ARGUMENT...]\n");
    return 2;
}

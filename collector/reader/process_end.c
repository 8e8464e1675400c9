/* process_end.c: asks the kernel for a process's exit status and CPU time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/process_end.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/clock.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

/* From linux/pidfd.h of Linux 6.15, which Debian 12's headers do not have yet. */
struct pidfd_info_v0 {
    uint64_t mask;
    uint64_t cgroup;
    uint32_t ids[11];
    int32_t exit_code;
};
_Static_assert(sizeof(struct pidfd_info_v0) == 64, "kernel ABI");
#define PIDFD_INFO_EXIT_BIT (UINT64_C(1) << 3)
#define PIDFD_GET_INFO_V0   _IOWR(0xFF, 11, struct pidfd_info_v0)

int rp_pidfd_open(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int rp_pidfd_of_peer(int connection)
{
    socklen_t length = sizeof(int);
    int pidfd;

    return getsockopt(connection, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &length) == 0 ? pidfd : -1;
}

static bool ask_pidfd(int pidfd, int *status)
{
    struct pidfd_info_v0 info = {.mask = PIDFD_INFO_EXIT_BIT};

    if (ioctl(pidfd, PIDFD_GET_INFO_V0, &info) != 0 || !(info.mask & PIDFD_INFO_EXIT_BIT))
        return false;
    *status = info.exit_code;
    return true;
}

/* Field 52 of /proc/PID/stat; the fields are counted behind the name, which may hold anything. */
static bool ask_proc(pid_t pid, int *status)
{
    char path[64];
    char text[2048];
    ssize_t length;
    int file, state_z;
    const char *field;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    length = read(file, text, sizeof(text) - 1);
    close(file);
    if (length <= 0)
        return false;
    text[length] = '\0';
    field = strrchr(text, ')');
    state_z = field && field[1] == ' ' && (field[2] == 'Z' || field[2] == 'X');
    for (int number = 2; field && number < 52; number++)
        field = strchr(field + 1, ' ');
    return state_z && field && sscanf(field, "%d", status) == 1;
}

bool rp_process_wait_status(int pidfd, pid_t pid, int *status)
{
    /* Asked twice, for the parent may wait for it between the first two questions. */
    return ask_pidfd(pidfd, status) || ask_proc(pid, status) || ask_pidfd(pidfd, status);
}

bool rp_process_cpu_ns(pid_t pid, uint64_t *out)
{
    struct timespec time;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return false;
    *out = (uint64_t)time.tv_sec * RP_NS_PER_SECOND + (uint64_t)time.tv_nsec;
    return true;
}

/* perf_signal.c: counters of perf_event that signal the thread they count.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/perf_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A program finds its low descriptors as it would without us. */
#define HIGH_DESCRIPTOR 960u

#define TRAP_RELEASE "5.18"

static bool is_release(unsigned major, unsigned minor)
{
    struct utsname name;
    unsigned here[2] = {0, 0};

    if (uname(&name) != 0 || sscanf(name.release, "%u.%u", &here[0], &here[1]) != 2)
        return false;
    return here[0] > major || (here[0] == major && here[1] >= minor);
}

/* The number behind a key of a file such as /proc/self/status. */
static long number_in(const char *path, const char *key, long otherwise)
{
    FILE *const file = fopen(path, "re");
    const size_t length = strlen(key);
    char line[256];
    long number = otherwise;

    while (file && fgets(line, sizeof(line), file)) {
        char *end = line + length;

        if (strncmp(line, key, length) != 0)
            continue;
        number = strtol(line + length, &end, 10);
        if (end == line + length)
            number = otherwise;
        break;
    }
    if (file)
        fclose(file);
    return number;
}

const char *rp_perf_trap_refusal(void)
{
    if (!is_release(5, 18))
        return "needs Linux " TRAP_RELEASE " or later: before, a blocked SIGTRAP would kill";
    if (number_in("/proc/self/status", "TracerPid:", 0) != 0)
        return "a debugger watches the program, and would take SIGTRAP for its own";
    return NULL;
}

int rp_perf_paranoid(void)
{
    return (int)number_in("/proc/sys/kernel/perf_event_paranoid", "", RP_PARANOID_UNKNOWN);
}

void rp_perf_explain(int error, char *reason, size_t bytes)
{
    if (error == ENOSYS)
        snprintf(reason, bytes, "the kernel, or the container, has no perf_event_open");
    else if (error == EACCES || error == EPERM)
        snprintf(reason, bytes,
                 "not permitted: kernel.perf_event_paranoid is %d (2 or less is needed), or the "
                 "container forbids perf_event_open",
                 rp_perf_paranoid());
    else if (error == ENOENT || error == ENODEV || error == EOPNOTSUPP)
        snprintf(reason, bytes, "this machine does not have it (%s)", strerror(error));
    else
        snprintf(reason, bytes, "%s", strerror(error));
}

struct perf_event_attr rp_perf_attributes(uint32_t type, uint64_t config, bool kernel_mode)
{
    return (struct perf_event_attr){.type = type,
                                    .size = sizeof(struct perf_event_attr),
                                    .config = config,
                                    .exclude_kernel = !kernel_mode,
                                    .exclude_hv = 1};
}

static int open_event(const struct perf_event_attr *attributes, int leader)
{
    return (int)syscall(SYS_perf_event_open, attributes, 0, -1, leader, PERF_FLAG_FD_CLOEXEC);
}

bool rp_perf_sees_kernel(void)
{
    const struct perf_event_attr attributes =
        rp_perf_attributes(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, true);
    const int fd = open_event(&attributes, -1);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Where the program may open few files only, a quarter of them is ours at most. */
static int move_up(int fd)
{
    struct rlimit limit = {0, 0};
    rlim_t lowest = HIGH_DESCRIPTOR;
    int high;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur / 4 * 3 < lowest)
        lowest = limit.rlim_cur / 4 * 3;
    high = fcntl(fd, F_DUPFD_CLOEXEC, (int)lowest);
    close(fd);
    return high;
}

static bool queue_signals(int fd, int signal)
{
    const struct f_owner_ex owner = {F_OWNER_TID, gettid()};
    const int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETSIG, signal) == 0 && fcntl(fd, F_SETOWN_EX, &owner) == 0 &&
           fcntl(fd, F_SETFL, flags | O_ASYNC) == 0;
}

/* Moved up, with its name. */
static bool open_counter(struct rp_perf_counter *counter, const struct perf_event_attr *attributes,
                         int leader)
{
    counter->fd = open_event(attributes, leader);
    if (counter->fd >= 0)
        counter->fd = move_up(counter->fd);
    return counter->fd >= 0 && ioctl(counter->fd, PERF_EVENT_IOC_ID, &counter->id) == 0;
}

bool rp_perf_open(struct rp_perf_counter *out, const struct perf_event_attr *attributes,
                  const struct rp_perf_signal *how)
{
    struct perf_event_attr asked = *attributes;
    int saved_errno;

    asked.disabled = 1;
    asked.sigtrap = asked.remove_on_exec = how->delivery == RP_PERF_TRAP;
    asked.sig_data = how->delivery == RP_PERF_TRAP ? how->mark : 0;
    asked.wakeup_events = how->delivery == RP_PERF_QUEUE;
    if (open_counter(out, &asked, -1) &&
        (how->delivery == RP_PERF_TRAP || queue_signals(out->fd, how->signal)) &&
        ioctl(out->fd, PERF_EVENT_IOC_ENABLE, 0) == 0)
        return true;
    saved_errno = errno;
    rp_perf_counter_close(out);
    errno = saved_errno;
    return false;
}

bool rp_perf_open_silent(struct rp_perf_counter *out, const struct perf_event_attr *attributes,
                         const struct rp_perf_counter *leader)
{
    return open_counter(out, attributes, leader ? leader->fd : -1);
}

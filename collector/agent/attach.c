/* attach.c: describes this process in its segment and sends that over a unix socket.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "collector/agent/heap.h"
#include "collector/agent/space.h"
#include "common/clock.h"

#define COMMAND_BYTES 4096

/* Stays what it was where /proc is not there: a child may be forked after chroot(2). */
static void read_executable(char *path, size_t bytes)
{
    char read[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", read, sizeof(read) - 1);

    if (length > 0 && (size_t)length < bytes) {
        memcpy(path, read, (size_t)length);
        path[length] = '\0';
    }
}

/* Reads on, to `text` with a NUL behind it; the bytes read. */
static size_t read_part(int fd, char *text, size_t bytes)
{
    const ssize_t got = fd >= 0 ? read(fd, text, bytes - 1) : -1;
    const size_t length = got > 0 ? (size_t)got : 0;

    text[length] = '\0';
    return length;
}

/* The arguments of this process, separated by blanks. */
static void read_command(int fd, char *text, size_t bytes)
{
    const size_t length = read_part(fd, text, bytes);

    for (size_t i = 0; i + 1 < length; i++) {
        if (text[i] == '\0')
            text[i] = ' ';
    }
}

/* The first argument, and how many follow it: those are the user's own business. */
static void count_command(int fd, char *text, size_t bytes)
{
    char part[512];
    size_t length = read_part(fd, part, sizeof(part));
    unsigned count = 0;

    snprintf(text, bytes, "%s", part);
    while (length > 0) {
        for (size_t i = 0; i < length; i++)
            count += part[i] == '\0';
        length = read_part(fd, part, sizeof(part));
    }
    snprintf(text + strlen(text), bytes - strlen(text), RP_COMMAND_COUNTED, count ? count - 1 : 0);
}

static void describe_command(char *text, size_t bytes, bool redact)
{
    const int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);

    (redact ? count_command : read_command)(fd, text, bytes);
    if (fd >= 0)
        close(fd);
}

static void describe_process(struct rp_agent *agent, struct rp_segment_header *header)
{
    char command[COMMAND_BYTES];

    read_executable(agent->executable, sizeof(agent->executable));
    describe_command(command, sizeof(command), agent->settings.redact_args);
    atomic_store_explicit(&header->string_bytes, 1, memory_order_relaxed);
    header->pid = getpid();
    header->parent_pid = getppid();
    header->attach_ns = rp_clock_monotonic();
    header->attach_cpu_ns = rp_clock_read(CLOCK_PROCESS_CPUTIME_ID);
    header->executable = rp_heap_add_text(header, agent->executable);
    header->command = rp_heap_add_text(header, command);
    if (agent->triggers.count > 0)
        header->sampling_source = rp_heap_add_text(header, agent->triggers.order[0]->name);
    header->sampling_remark = rp_heap_add_text(header, agent->triggers.remark);
    header->period_ns = agent->settings.period_ns;
}

static void describe_metric(struct rp_segment_header *header, uint32_t metric, const char *name,
                            const char *unit, const char *source)
{
    struct rp_segment_metric *const row = &header->metrics[metric];

    row->name = rp_heap_add_text(header, name);
    row->unit = rp_heap_add_text(header, unit);
    row->source = rp_heap_add_text(header, source);
    row->state = RP_METRIC_COUNTED;
}

static void describe_event(struct rp_segment_header *header, uint32_t metric,
                           const struct rp_event *event)
{
    struct rp_segment_metric *const row = &header->metrics[metric];

    describe_metric(header, metric, event->name, event->unit,
                    event->source ? event->source->name : "");
    row->state = RP_METRIC_REFUSED;
    if (event->source)
        row->state = event->is_hardware ? RP_METRIC_PROVING : RP_METRIC_COUNTED;
    row->multiplexed = event->multiplexed;
    row->reason = rp_heap_add_text(header, event->reason);
    if (!event->source && !event->reason[0])
        row->reason = rp_heap_add_text(header, "no source here knows this event");
}

/* Told only once they grow: most processes name no regions, and never call MPI. */
static void describe_marks(struct rp_segment_header *header, uint32_t first, bool with_calls)
{
    static const struct {
        const char *name, *unit, *source;
    } metrics[RP_REGION_METRICS + RP_CALL_METRICS] = {
#define REGION_METRIC(name, unit, meaning) {#name, unit, "regions"},
#define CALL_METRIC(name, unit, meaning)   {#name, unit, "mpi"},
        RP_REGION_METRIC_LIST(REGION_METRIC) RP_CALL_METRIC_LIST(CALL_METRIC)
#undef REGION_METRIC
#undef CALL_METRIC
    };
    const uint32_t count = RP_REGION_METRICS + (with_calls ? RP_CALL_METRICS : 0);

    for (uint32_t i = 0; i < count; i++) {
        describe_metric(header, first + i, metrics[i].name, metrics[i].unit, metrics[i].source);
        header->metrics[first + i].state = RP_METRIC_DORMANT;
    }
}

static void describe(struct rp_agent *agent, struct rp_segment_header *header)
{
    describe_process(agent, header);
    describe_metric(header, RP_METRIC_SAMPLES, "samples", "count", "timer");
    describe_metric(header, RP_METRIC_TIME, agent->settings.wall_clock ? "wall_time" : "cpu_time",
                    "ns", "timer");
    for (uint32_t i = 0; i < agent->counters.count; i++)
        describe_event(header, RP_METRIC_EVENTS + i, &agent->counters.events[i]);
    describe_marks(header, rp_agent_region_metric(agent), agent->settings.mpi);
    for (uint32_t i = 0; i < rp_module_count(agent->modules); i++) {
        const struct rp_module *const module = rp_module_at(agent->modules, i);

        if (module)
            rp_heap_add_module(header, module, agent->executable);
    }
    atomic_store_explicit(&header->state, RP_PROCESS_ATTACHED, memory_order_release);
}

/* Anyone may take the name of a collector that has died, and is not to be shown the program. */
static bool is_own_user(int socket_fd)
{
    struct ucred peer;
    socklen_t length = sizeof(peer);

    return getsockopt(socket_fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
           peer.uid == geteuid();
}

static int connect_to(const char *socket_name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(socket_name);
    const socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
    int fd;

    if (length == 0 || length + 1 > sizeof(address.sun_path))
        return -1;
    memcpy(address.sun_path + 1, socket_name, length);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && (connect(fd, (struct sockaddr *)&address, bytes) != 0 || !is_own_user(fd))) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_segment(int socket_fd, int segment_fd, const struct rp_segment_header *header)
{
    struct rp_attach_message message = {RP_ATTACH_MAGIC, RP_SEGMENT_VERSION, header->pid,
                                        header->segment_bytes};
    struct iovec part = {&message, sizeof(message)};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct msghdr packet = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *const rights = CMSG_FIRSTHDR(&packet);

    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &segment_fd, sizeof(int));
    return sendmsg(socket_fd, &packet, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof(message);
}

static uint32_t metric_count(const struct rp_agent *agent)
{
    return rp_agent_region_metric(agent) + RP_REGION_METRICS +
           (agent->settings.mpi ? RP_CALL_METRICS : 0);
}

/* Memory that the collector can map too; -1. A container may refuse the call that makes it best. */
static int open_segment(void)
{
    static const char *const places[] = {"/dev/shm", "/tmp"};
    int fd = memfd_create("rankprof", MFD_CLOEXEC);

    for (size_t i = 0; fd < 0 && i < sizeof(places) / sizeof(places[0]); i++)
        fd = open(places[i], O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    return fd;
}

bool rp_attach(struct rp_agent *agent, const char *socket_name)
{
    const int segment_fd = open_segment();
    int socket_fd = -1;
    bool handed_over = false;

    if (segment_fd < 0)
        return false;
    if (rp_space_make(agent, segment_fd, metric_count(agent))) {
        agent->ticks = (struct rp_tick_budget){.offset_ns = agent->settings.offset_ns,
                                               .start_ns = rp_clock_monotonic()};
        describe(agent, agent->header);
        socket_fd = connect_to(socket_name);
        handed_over = socket_fd >= 0 && send_segment(socket_fd, segment_fd, agent->header);
    }
    if (socket_fd >= 0)
        close(socket_fd);
    close(segment_fd);
    if (!handed_over)
        rp_space_leave(agent);
    return handed_over;
}

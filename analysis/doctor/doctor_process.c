/* doctor_process.c: whether programs can be started under the agent and followed here.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/doctor/doctor_checks.h"
#include "common/own_path.h"

/* ---- the agent ---- */

/* Starts /bin/true with the agent preloaded; what the dynamic loader has to say goes to `said`. */
static int start_with_agent(const char *agent, int said[2], pid_t *pid)
{
    char preload[PATH_MAX + 16];
    char program[] = "/bin/true";
    char *const arguments[] = {program, NULL};
    char *const environment[] = {preload, NULL};
    posix_spawn_file_actions_t actions;
    int rc = 0;

    snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", agent);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, said[1], STDERR_FILENO);
    rc = posix_spawn(pid, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static void listen_to(int fd, char *text, size_t bytes)
{
    size_t used = 0;
    ssize_t got = 0;

    while (used + 1 < bytes && (got = read(fd, text + used, bytes - used - 1)) > 0)
        used += (size_t)got;
    text[used] = '\0';
    text[strcspn(text, "\n")] = '\0';
}

static void try_agent(const char *agent, struct rp_doctor_finding *out)
{
    char text[256] = "";
    int said[2];
    pid_t pid = 0;
    int status = 0;
    int rc = 0;

    if (pipe2(said, O_CLOEXEC) != 0) {
        rp_doctor_say(out, RP_DOCTOR_MISSING, NULL, "cannot make a pipe: %s", strerror(errno));
        return;
    }
    rc = start_with_agent(agent, said, &pid);
    close(said[1]);
    if (rc == 0) {
        listen_to(said[0], text, sizeof(text));
        waitpid(pid, &status, 0);
    }
    close(said[0]);
    if (rc != 0)
        rp_doctor_say(out, RP_DOCTOR_LIMITED, NULL, "found, but /bin/true cannot be started: %s",
                      strerror(rc));
    else if (*text || status != 0)
        rp_doctor_say(out, RP_DOCTOR_MISSING, "install rankprof again for this system",
                      "'%s' cannot be preloaded: %s", agent, *text ? text : "the program failed");
    else
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "'%s' can be preloaded", agent);
}

void rp_check_agent(const char *directory, struct rp_doctor_finding *out)
{
    char agent[PATH_MAX];
    char resolved[PATH_MAX];

    (void)directory;
    if (!rp_own_path(RANKPROF_MODULE_DIR "/librankprof-agent.so", agent, sizeof(agent)) ||
        !realpath(agent, resolved)) {
        rp_doctor_say(out, RP_DOCTOR_MISSING, "install rankprof as a whole: 'cmake --install'",
                      "librankprof-agent.so is not where this program looks for it");
        return;
    }
    try_agent(resolved, out);
}

/* ---- what the collector needs of the kernel ---- */

static long try_memfd(void)
{
    return syscall(SYS_memfd_create, "rankprof-doctor", MFD_CLOEXEC);
}

static long try_pidfd(void)
{
    return syscall(SYS_pidfd_open, getpid(), 0);
}

static long try_socket(void)
{
    return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

static const struct call {
    const char *name;
    long (*attempt)(void);
} calls[] = {
    {"memfd_create", try_memfd}, {"pidfd_open", try_pidfd}, {"socket(AF_UNIX)", try_socket}};

static long seccomp_mode(void)
{
    FILE *status = fopen("/proc/self/status", "re");
    char line[128];
    long mode = 0;

    while (status && fgets(line, sizeof(line), status)) {
        if (strncmp(line, "Seccomp:", 8) == 0)
            mode = strtol(line + 8, NULL, 10);
    }
    if (status)
        fclose(status);
    return mode;
}

static const char *container(void)
{
    static const struct {
        const char *file, *name;
    } marks[] = {{"/.dockerenv", "a Docker container"},
                 {"/run/.containerenv", "a Podman container"},
                 {"/.singularity.d", "an Apptainer container"},
                 {"/run/systemd/container", "a systemd container"}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (access(marks[i].file, F_OK) == 0)
            return marks[i].name;
    }
    return "no container that shows itself";
}

void rp_check_calls(const char *directory, struct rp_doctor_finding *out)
{
    (void)directory;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        const long fd = calls[i].attempt();

        if (fd < 0) {
            rp_doctor_say(out, RP_DOCTOR_MISSING, "allow the call in the container's seccomp rules",
                          "%s: %s (seccomp mode %ld, %s)", calls[i].name, strerror(errno),
                          seccomp_mode(), container());
            return;
        }
        close((int)fd);
    }
    rp_doctor_say(out, RP_DOCTOR_OK, NULL, "memfd, pidfd and unix sockets work (seccomp %s, %s)",
                  seccomp_mode() ? "active" : "off", container());
}

void rp_check_ptrace(const char *directory, struct rp_doctor_finding *out)
{
    const long scope = rp_doctor_number("/proc/sys/kernel/yama/ptrace_scope", 0);
    static const char *const meanings[] = {
        "own processes may be looked at", "only parents may look at processes",
        "only administrators may look at processes", "nobody may look at processes"};

    (void)directory;
    rp_doctor_say(out, RP_DOCTOR_OK, NULL, "%ld: %s (rankprof does not need it)", scope,
                  scope >= 0 && scope <= 3 ? meanings[scope] : "unknown");
}

/* ---- limits ---- */

static const struct limit {
    const char *name;
    int resource;
    rlim_t least; /* below: may be too little */
    const char *advice;
} limits[] = {
    {"locked memory", RLIMIT_MEMLOCK, 0, ""},
    {"processes", RLIMIT_NPROC, 256, "raise 'ulimit -u': every rank has a collector process"},
    {"open files", RLIMIT_NOFILE, 256, "raise 'ulimit -n': each process followed takes two"},
    {"pending signals", RLIMIT_SIGPENDING, 1024, "raise 'ulimit -i': each thread takes a timer"},
    {"core size", RLIMIT_CORE, 0, ""},
};

static size_t describe_limit(const struct limit *limit, char *text, size_t bytes)
{
    struct rlimit value = {0};

    getrlimit((__rlimit_resource_t)limit->resource, &value);
    if (value.rlim_cur == RLIM_INFINITY)
        return (size_t)snprintf(text, bytes, "%s unlimited, ", limit->name);
    return (size_t)snprintf(text, bytes, "%s %ju, ", limit->name, (uintmax_t)value.rlim_cur);
}

void rp_check_limits(const char *directory, struct rp_doctor_finding *out)
{
    char text[256] = "";
    size_t used = 0;
    const char *advice = "";

    (void)directory;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit value = {0};

        getrlimit((__rlimit_resource_t)limits[i].resource, &value);
        if (value.rlim_cur < limits[i].least && !*advice)
            advice = limits[i].advice;
        if (used < sizeof(text))
            used += describe_limit(&limits[i], text + used, sizeof(text) - used);
    }
    if (used >= 2 && used < sizeof(text))
        text[used - 2] = '\0';
    rp_doctor_say(out, *advice ? RP_DOCTOR_LIMITED : RP_DOCTOR_OK, advice, "%s", text);
}

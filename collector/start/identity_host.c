/* identity_host.c: reads what the kernel says of the host and of our limits.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/identity_host.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/start/control_group.h"

#define FILE_BYTES (1u << 20) /* /proc/cpuinfo of 512 processors */

/* Reads a whole file of the tree into `text`, NUL-ended; false when there is nothing to read. */
static bool read_file(const char *root, const char *path, char *text)
{
    char whole[1024];
    size_t used = 0;
    ssize_t got = 1;
    int file;

    snprintf(whole, sizeof(whole), "%s%s", root, path);
    file = open(whole, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    while (got > 0 && used + 1 < FILE_BYTES) {
        got = read(file, text + used, FILE_BYTES - 1 - used);
        used += got > 0 ? (size_t)got : 0;
    }
    close(file);
    text[used] = '\0';
    return used > 0;
}

/* Ends `text` at the end of its line and drops blanks and quotes at both ends. */
static char *tidy_line(char *text)
{
    size_t length;

    text[strcspn(text, "\n")] = '\0';
    text += strspn(text, " \t\"");
    length = strlen(text);
    while (length > 0 && strchr(" \t\"", text[length - 1]))
        text[--length] = '\0';
    return text;
}

static char *next_line(char *text)
{
    char *const end = strchr(text, '\n');

    return end && end[1] ? end + 1 : NULL;
}

/* The value behind "field : value" or "field=value", or NULL. */
static char *value_of(char *line, const char *field)
{
    const size_t length = strlen(field);
    char *behind = line + length;

    if (strncmp(line, field, length) != 0)
        return NULL;
    behind += strspn(behind, " \t");
    return *behind == ':' || *behind == '=' ? behind + 1 : NULL;
}

/* ---- readers: each turns the text of a file into a value, or gives NULL ---- */

static char *first_line(char *text, const char *field)
{
    (void)field;
    return tidy_line(text);
}

static char *field_of(char *text, const char *field)
{
    for (char *line = text; line; line = next_line(line)) {
        char *const value = value_of(line, field);

        if (value)
            return tidy_line(value);
    }
    return NULL;
}

/* "always [madvise] never" */
static char *chosen_word(char *text, const char *field)
{
    char *const from = strchr(text, '[');
    char *const to = from ? strchr(from, ']') : NULL;

    (void)field;
    if (!to)
        return NULL;
    *to = '\0';
    return from + 1;
}

/* The soft limit in a line of /proc/self/limits, whose columns start at fixed places. */
static char *soft_limit(char *text, const char *field)
{
    for (char *line = text; line; line = next_line(line)) {
        if (strncmp(line, field, strlen(field)) != 0)
            continue;
        line += strlen(field);
        line += strspn(line, " ");
        line[strcspn(line, " \n")] = '\0';
        return line;
    }
    return NULL;
}

/* How many different values a field has in the blocks of /proc/cpuinfo. */
static char *count_different(char *text, const char *field)
{
    static char number[16];
    unsigned char seen[4096] = {0};
    unsigned count = 0;

    for (char *line = text; line; line = next_line(line)) {
        const char *const value = value_of(line, field);
        const unsigned long id = value ? strtoul(value, NULL, 10) : sizeof(seen);

        if (id < sizeof(seen) && !seen[id]) {
            seen[id] = 1;
            count++;
        }
    }
    snprintf(number, sizeof(number), "%u", count);
    return count ? number : NULL;
}

/* ---- the table: rows of the same file stand together ---- */

static const struct source {
    const char *key;
    const char *path;
    char *(*read)(char *text, const char *field);
    const char *field;
} sources[] = {
    {"host.name", "/proc/sys/kernel/hostname", first_line, NULL},
    {"host.boot_id", "/proc/sys/kernel/random/boot_id", first_line, NULL},
    {"host.kernel", "/proc/sys/kernel/osrelease", first_line, NULL},
    {"host.kernel_version", "/proc/sys/kernel/version", first_line, NULL},
    {"host.kernel_arguments", "/proc/cmdline", first_line, NULL},
    {"host.system", "/etc/os-release", field_of, "PRETTY_NAME"},
    {"host.board", "/sys/class/dmi/id/product_name", first_line, NULL},
    {"host.bios", "/sys/class/dmi/id/bios_version", first_line, NULL},
    {"cpu.model", "/proc/cpuinfo", field_of, "model name"},
    {"cpu.implementer", "/proc/cpuinfo", field_of, "CPU implementer"}, /* aarch64 */
    {"cpu.part", "/proc/cpuinfo", field_of, "CPU part"},
    {"cpu.microcode", "/proc/cpuinfo", field_of, "microcode"},
    {"cpu.sockets", "/proc/cpuinfo", count_different, "physical id"},
    {"cpu.cores_per_socket", "/proc/cpuinfo", field_of, "cpu cores"},
    {"cpu.threads_per_socket", "/proc/cpuinfo", field_of, "siblings"},
    {"cpu.processors", "/proc/cpuinfo", count_different, "processor"},
    {"cpu.online", "/sys/devices/system/cpu/online", first_line, NULL},
    {"cpu.smt", "/sys/devices/system/cpu/smt/control", first_line, NULL},
    {"cpu.governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", first_line, NULL},
    {"cpu.driver", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", first_line, NULL},
    {"cpu.max_khz", "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", first_line, NULL},
    {"cpu.no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", first_line, NULL},
    {"cpu.boost", "/sys/devices/system/cpu/cpufreq/boost", first_line, NULL},
    {"memory.total", "/proc/meminfo", field_of, "MemTotal"},
    {"memory.swap", "/proc/meminfo", field_of, "SwapTotal"},
    {"memory.huge_pages", "/proc/meminfo", field_of, "HugePages_Total"},
    {"memory.thp", "/sys/kernel/mm/transparent_hugepage/enabled", chosen_word, NULL},
    {"memory.numa_nodes", "/sys/devices/system/node/online", first_line, NULL},
    {"memory.numa_balancing", "/proc/sys/kernel/numa_balancing", first_line, NULL},
    {"memory.overcommit", "/proc/sys/vm/overcommit_memory", first_line, NULL},
    {"kernel.perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid", first_line, NULL},
    {"kernel.nmi_watchdog", "/proc/sys/kernel/nmi_watchdog", first_line, NULL},
    {"kernel.clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource",
     first_line, NULL},
    {"binding.cpus", "/proc/self/status", field_of, "Cpus_allowed_list"},
    {"binding.memory_nodes", "/proc/self/status", field_of, "Mems_allowed_list"},
    {"limits.seccomp", "/proc/self/status", field_of, "Seccomp"},
    {"limits.stack", "/proc/self/limits", soft_limit, "Max stack size"},
    {"limits.address_space", "/proc/self/limits", soft_limit, "Max address space"},
    {"limits.locked_memory", "/proc/self/limits", soft_limit, "Max locked memory"},
    {"limits.file_size", "/proc/self/limits", soft_limit, "Max file size"},
    {"limits.core_file", "/proc/self/limits", soft_limit, "Max core file size"},
    {"limits.open_files", "/proc/self/limits", soft_limit, "Max open files"},
    {"limits.processes", "/proc/self/limits", soft_limit, "Max processes"},
    {"limits.pending_signals", "/proc/self/limits", soft_limit, "Max pending signals"},
};

/* ---- control groups ---- */

/* Limits of our group: `controller` is "" for version 2, where one hierarchy holds all. */
static const struct {
    const char *key, *controller, *file;
} group_limits[] = {
    {"cgroup.memory", "", "memory.max"},
    {"cgroup.memory_high", "", "memory.high"},
    {"cgroup.cpu", "", "cpu.max"},
    {"cgroup.cpus", "", "cpuset.cpus.effective"},
    {"cgroup.memory", "memory", "memory.limit_in_bytes"},
    {"cgroup.cpu_quota_us", "cpu", "cpu.cfs_quota_us"},
    {"cgroup.cpu_period_us", "cpu", "cpu.cfs_period_us"},
    {"cgroup.cpus", "cpuset", "cpuset.cpus"},
};

static void read_groups(struct rp_identity *identity, const char *root, char *text)
{
    char groups[4096];

    if (!read_file(root, "/proc/self/cgroup", text))
        return;
    snprintf(groups, sizeof(groups), "%s", text);
    for (size_t i = 0; i < sizeof(group_limits) / sizeof(group_limits[0]); i++) {
        const char *const controller = group_limits[i].controller;
        char group[512];
        char path[1024];

        if (!rp_control_group_path(groups, controller, group, sizeof(group)))
            continue;
        snprintf(path, sizeof(path), "/sys/fs/cgroup%s%s%s/%s", *controller ? "/" : "", controller,
                 strcmp(group, "/") == 0 ? "" : group, group_limits[i].file);
        if (read_file(root, path, text))
            rp_identity_add(identity, group_limits[i].key, tidy_line(text));
    }
}

/*
 * Each file is read once: the kernel makes /proc/cpuinfo anew for every reader, which takes it long
 * on a node with hundreds of processors. `text` is for a reader to write in.
 */
static void read_sources(struct rp_identity *identity, const char *root, char *whole, char *text)
{
    const char *path = "";
    bool found = false;

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        if (strcmp(sources[i].path, path) != 0)
            found = read_file(root, sources[i].path, whole);
        path = sources[i].path;
        if (!found)
            continue;
        memcpy(text, whole, strlen(whole) + 1); /* both have room for FILE_BYTES */
        rp_identity_add(identity, sources[i].key, sources[i].read(text, sources[i].field));
    }
}

void rp_identity_read_host(struct rp_identity *identity, const char *root)
{
    char *const text = malloc(2 * FILE_BYTES);

    if (!text)
        return;
    read_sources(identity, root, text, text + FILE_BYTES);
    read_groups(identity, root, text);
    free(text);
}

/* control_group.c: our control groups, and how long their CPU limit held us back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/control_group.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_BYTES 4096u

/* ---- where they are ---- */

/* True when the list "cpu,cpuacct" names `controller`, or both are "". */
static bool lists(const char *list, size_t length, const char *controller)
{
    const size_t wanted = strlen(controller);

    if (length == 0 || wanted == 0)
        return length == wanted;
    for (size_t at = 0; at < length; at += strcspn(list + at, ",:") + 1)
        if (strncmp(list + at, controller, wanted) == 0 && strchr(",:", list[at + wanted]))
            return true;
    return false;
}

bool rp_control_group_path(const char *groups, const char *controller, char *path, size_t bytes)
{
    for (const char *line = groups; line && *line; line = strchr(line, '\n')) {
        const char *list = NULL;
        size_t length = 0;

        line += *line == '\n';
        list = strchr(line, ':') ? strchr(line, ':') + 1 : NULL;
        length = list ? strcspn(list, ":\n") : 0;
        if (!list || list[length] != ':' || !lists(list, length, controller))
            continue;
        snprintf(path, bytes, "%.*s", (int)strcspn(list + length + 1, "\n"), list + length + 1);
        return true;
    }
    return false;
}

/* ---- what held them back ---- */

static bool read_text(const char *path, char text[TEXT_BYTES])
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (file < 0)
        return false;
    length = read(file, text, TEXT_BYTES - 1);
    close(file);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* "throttled_usec 12" of version 2, "throttled_time 12000" of version 1. */
static uint64_t throttled_ns(const char *path)
{
    static const struct {
        const char *field;
        uint64_t factor;
    } fields[] = {{"throttled_usec ", 1000}, {"throttled_time ", 1}};
    char text[TEXT_BYTES];

    if (!read_text(path, text))
        return 0;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const char *at = strstr(text, fields[i].field);

        if (at)
            return strtoull(at + strlen(fields[i].field), NULL, 10) * fields[i].factor;
    }
    return 0;
}

static uint64_t longest_ns(const struct rp_throttle *throttle)
{
    uint64_t longest = 0;

    for (size_t i = 0; i < throttle->count; i++) {
        const uint64_t own_ns = throttled_ns(throttle->files[i]);

        longest = own_ns > longest ? own_ns : longest;
    }
    return longest;
}

/* The group at `path` and each above it. */
static void add_levels(struct rp_throttle *throttle, const char *mount, char *path)
{
    while (throttle->count < RP_CONTROL_GROUP_LEVELS) {
        char *const file = throttle->files[throttle->count];
        const size_t bytes = sizeof(throttle->files[0]);
        char *slash = strrchr(path, '/');

        if (snprintf(file, bytes, "%s%s/cpu.stat", mount, strcmp(path, "/") == 0 ? "" : path) <
                (int)bytes &&
            access(file, R_OK) == 0)
            throttle->count++;
        if (!slash || strcmp(path, "/") == 0)
            return;
        slash[slash == path] = '\0';
    }
}

void rp_throttle_start(struct rp_throttle *throttle, const char *root)
{
    static const struct {
        const char *controller, *mount;
    } versions[] = {{"cpu", "/sys/fs/cgroup/cpu"}, {"", "/sys/fs/cgroup"}};
    char groups[TEXT_BYTES];
    char file[256];

    *throttle = (struct rp_throttle){.count = 0};
    snprintf(file, sizeof(file), "%s/proc/self/cgroup", root);
    if (!read_text(file, groups))
        return;
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        char mount[128];
        char path[256];

        snprintf(mount, sizeof(mount), "%s%s", root, versions[i].mount);
        if (rp_control_group_path(groups, versions[i].controller, path, sizeof(path)))
            add_levels(throttle, mount, path);
    }
    throttle->last_ns = longest_ns(throttle);
}

uint64_t rp_throttle_take(struct rp_throttle *throttle)
{
    const uint64_t before_ns = throttle->last_ns;

    throttle->last_ns = longest_ns(throttle);
    return throttle->last_ns > before_ns ? throttle->last_ns - before_ns : 0;
}

/* oom.c: how many processes our control group has killed for lack of memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/oom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/start/control_group.h"

#define TEXT_BYTES 4096

static size_t read_text(const char *path, char text[TEXT_BYTES])
{
    FILE *const file = *path ? fopen(path, "re") : NULL;
    const size_t length = file ? fread(text, 1, TEXT_BYTES - 1, file) : 0;

    if (file)
        fclose(file);
    text[length] = '\0';
    return length;
}

/* "oom_kill 3", in memory.events of version 2 and memory.oom_control of version 1. */
static uint64_t kills_in(const char *path)
{
    static const char field[] = "oom_kill ";
    char text[TEXT_BYTES];

    read_text(path, text);
    for (const char *at = strstr(text, field); at; at = strstr(at + 1, field))
        if (at == text || at[-1] == '\n')
            return strtoull(at + strlen(field), NULL, 10);
    return 0;
}

void rp_oom_start(struct rp_oom *oom, const char *root)
{
    static const struct {
        const char *controller, *mount, *file;
    } versions[] = {{"memory", "/sys/fs/cgroup/memory", "memory.oom_control"},
                    {"", "/sys/fs/cgroup", "memory.events"}};
    char groups[TEXT_BYTES];
    char path[128];
    char file[256];

    *oom = (struct rp_oom){.before = 0};
    snprintf(file, sizeof(file), "%s/proc/self/cgroup", root);
    if (read_text(file, groups) == 0)
        return;
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        char text[TEXT_BYTES];

        if (!rp_control_group_path(groups, versions[i].controller, path, sizeof(path)) ||
            snprintf(file, sizeof(file), "%s%s%s/%s", root, versions[i].mount,
                     strcmp(path, "/") == 0 ? "" : path, versions[i].file) >= (int)sizeof(file) ||
            read_text(file, text) == 0)
            continue;
        snprintf(oom->file, sizeof(oom->file), "%s", file);
        oom->before = kills_in(oom->file);
        return;
    }
}

uint64_t rp_oom_kills(const struct rp_oom *oom)
{
    const uint64_t now = kills_in(oom->file);

    return now > oom->before ? now - oom->before : 0;
}

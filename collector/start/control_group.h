/* control_group.h: our control groups, and how long their CPU limit held us back.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_CONTROL_GROUP_H
#define RANKPROF_COLLECTOR_START_CONTROL_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Stores the path in the line "4:cpu,cpuacct:/path" of /proc/self/cgroup, whose text is `groups`,
 * that is for `controller`; "" is version 2, where one hierarchy holds all.
 */
bool rp_control_group_path(const char *groups, const char *controller, char *path, size_t bytes);

#define RP_CONTROL_GROUP_LEVELS 8u

/* What limits our CPU time: our group and those above it. */
struct rp_throttle {
    char files[RP_CONTROL_GROUP_LEVELS][256]; /* cpu.stat of each */
    size_t count;
    uint64_t last_ns;
};

/* Finds the groups of this process under `root` ("" for the real ones). */
void rp_throttle_start(struct rp_throttle *throttle, const char *root);

/* For how long since the last call the group was held back that was so longest. */
uint64_t rp_throttle_take(struct rp_throttle *throttle);

#endif

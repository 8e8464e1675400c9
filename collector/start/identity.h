/* identity.h: what host, job and limits a rank ran with, as texts for the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_IDENTITY_H
#define RANKPROF_COLLECTOR_START_IDENTITY_H

#include <stddef.h>

#include "collector/start/run.h"
#include "common/launcher.h"
#include "format/rank_writer.h"

/* Zeroed, it is empty. Owns its texts. */
struct rp_identity {
    struct rp_identity_entry *entries;
    size_t count, capacity;
};

/*
 * Reads what can be read; what cannot is left out. `root` is put before /proc and /sys ("" on a
 * live machine, the top of a directory tree in tests).
 */
void rp_identity_read(struct rp_identity *identity, const char *root,
                      const struct rp_launcher *launcher, const struct rp_run_settings *settings);

/* Adds a copy of both texts; a NULL or empty value is not added. */
void rp_identity_add(struct rp_identity *identity, const char *key, const char *value);

void rp_identity_release(struct rp_identity *identity);

#endif

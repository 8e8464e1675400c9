/* oom.h: how many processes our control group has killed for lack of memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_OOM_H
#define RANKPROF_COLLECTOR_READER_OOM_H

#include <stdint.h>

struct rp_oom {
    char file[256];  /* "": there is none */
    uint64_t before; /* kills when it was started */
};

/* Finds the group of this process under `root` ("" for the real one). */
void rp_oom_start(struct rp_oom *oom, const char *root);

/* Since then, in the group and those below it. */
uint64_t rp_oom_kills(const struct rp_oom *oom);

#endif

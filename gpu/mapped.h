/* mapped.h: libraries that the process has loaded already, by the beginning of their names.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_MAPPED_H
#define RANKPROF_GPU_MAPPED_H

#include <limits.h>
#include <stdbool.h>

struct rp_mapped {
    const char *name; /* what the file name begins with */
    char path[PATH_MAX];
};

/* Stores the path of the first such library; false: there is none. */
bool rp_mapped_find(struct rp_mapped *wanted);

#endif

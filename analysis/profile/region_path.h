/* region_path.h: the path of regions that a calling context lies in, by name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_REGION_PATH_H
#define RANKPROF_ANALYSIS_PROFILE_REGION_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/cluster_file.h"

#define RP_REGION_PATH_BYTES 2400u /* 32 names of 63 bytes, and what stands between them */

bool rp_region_is(const struct rp_cluster_file *file, uint32_t context);

/* "solve > step" of a region, outermost name first; what does not fit is left out. */
void rp_region_path(const struct rp_cluster_file *file, uint32_t context, char *path, size_t bytes);

/* Is it called so: by its own name, or by its path? */
bool rp_region_is_called(const struct rp_cluster_file *file, uint32_t context, const char *name);

#endif

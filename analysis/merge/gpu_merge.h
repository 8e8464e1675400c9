/* gpu_merge.h: makes the rows of the job's GPUs, and joins what ranks that share one tell of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_GPU_MERGE_H
#define RANKPROF_ANALYSIS_MERGE_GPU_MERGE_H

#include "analysis/input/catalog.h"

/*
 * Collective, after the contexts were numbered. Each GPU belongs to one member, which makes its row
 * and says what its ranks did there together. Numbers the sensors, too.
 */
enum rp_status rp_gpu_merge(struct rp_team *team, struct rp_share *share,
                            struct rp_catalog *catalog, struct rp_error *error);

#endif

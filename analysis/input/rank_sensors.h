/* rank_sensors.h: reads the sensors of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_SENSORS_H
#define RANKPROF_ANALYSIS_INPUT_RANK_SENSORS_H

#include "analysis/input/share.h"
#include "format/rank_reader.h"

/* `gpus`: the share's numbers of the file's GPUs. */
enum rp_status rp_rank_sensors_read(struct rp_share *share, const struct rp_rank_file *file,
                                    uint32_t rank, const uint32_t *gpus);

#endif

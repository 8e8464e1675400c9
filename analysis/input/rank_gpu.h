/* rank_gpu.h: reads what a rank file tells of GPUs and sensors into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_GPU_H
#define RANKPROF_ANALYSIS_INPUT_RANK_GPU_H

#include "analysis/input/share.h"
#include "format/rank_reader.h"

/* `contexts`: the share's numbers of the file's contexts. */
enum rp_status rp_rank_gpu_read(struct rp_share *share, const struct rp_rank_file *file,
                                uint32_t rank, const uint32_t *contexts);

#endif

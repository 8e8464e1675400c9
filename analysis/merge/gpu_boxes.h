/* gpu_boxes.h: brings what ranks tell of each GPU to the member that the GPU belongs to.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Letters are sent in batches and kept in boxes, ranges of GPUs of which one fits into memory.
 */
#ifndef RANKPROF_ANALYSIS_MERGE_GPU_BOXES_H
#define RANKPROF_ANALYSIS_MERGE_GPU_BOXES_H

#include "analysis/input/catalog.h"
#include "analysis/team/mail.h"

#define RP_GPU_BOXES 64u

struct rp_gpu_boxes {
    uint64_t first, end;                   /* the GPUs of this member */
    struct rp_spool letters[RP_GPU_BOXES]; /* of struct rp_gpu_letter, in the job's numbers */
};

/* Collective. The share's letters are gone afterwards. */
enum rp_status rp_gpu_boxes_fill(struct rp_gpu_boxes *out, struct rp_team *team,
                                 struct rp_share *share, const struct rp_catalog *catalog,
                                 struct rp_error *error);
void rp_gpu_boxes_release(struct rp_gpu_boxes *boxes); /* zeroed ones are allowed */

/* The GPUs of a box: up to where the next one starts. */
uint64_t rp_gpu_boxes_first(const struct rp_gpu_boxes *boxes, unsigned box);

#endif

/* heap.h: makes the one string heap of the cluster file, in parts.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The heap holds each text that a row names once, ordered by key, so that it does not depend on
 * the number of processes.
 */
#ifndef RANKPROF_ANALYSIS_INPUT_HEAP_H
#define RANKPROF_ANALYSIS_INPUT_HEAP_H

#include "analysis/input/share.h"
#include "analysis/team/mail.h"

struct rp_heap {
    struct rp_rows bytes; /* this member's part */
    uint32_t *offsets;    /* in the whole heap, of the share's texts that are in use; 0: "" */
};

/* Collective. Takes the texts of the share that are in use. */
enum rp_status rp_heap_make(struct rp_heap *out, struct rp_team *team, const struct rp_share *share,
                            enum rp_status mine, struct rp_error *error);

/* The tables of the job, as they are now, name texts by their place in the heap. */
void rp_heap_place(const struct rp_heap *heap, struct rp_share *share);
void rp_heap_release(struct rp_heap *heap); /* a zeroed one is allowed */

#endif

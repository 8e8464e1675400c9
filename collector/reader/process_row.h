/* process_row.h: the row of a process in the rank file, from what its agent says of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_PROCESS_ROW_H
#define RANKPROF_COLLECTOR_READER_PROCESS_ROW_H

#include <stdbool.h>

#include "collector/reader/segment_texts.h"
#include "collector/reader/unify.h"

struct rp_process_origin {
    int32_t pid;
    bool by_exec;      /* its CPU time so far belongs to the program that it was */
    uint64_t start_ns; /* the session's, CLOCK_MONOTONIC */
};

/* Stores the row's number in *row. `layout` is checked. */
enum rp_status rp_process_row_add(struct rp_unify *unify, const struct rp_segment_header *layout,
                                  const struct rp_segment_texts *texts,
                                  const struct rp_process_origin *origin, uint32_t *row);

#endif

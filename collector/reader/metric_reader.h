/* metric_reader.h: the metrics of one process's segment and their rows in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_METRIC_READER_H
#define RANKPROF_COLLECTOR_READER_METRIC_READER_H

#include <stdbool.h>

#include "collector/reader/segment_texts.h"
#include "collector/reader/unify.h"

struct rp_metric_reader {
    const struct rp_segment_header *layout; /* checked */
    const struct rp_segment_texts *texts;
    struct rp_unify *unify;
    bool refused_told;
    bool dead_told[RP_SEGMENT_METRICS];
    uint32_t rows[RP_SEGMENT_METRICS]; /* of /metrics; RP_NO_ROW: not added */
};

/* The pointers are not owned. Adds the metrics that are counted. */
enum rp_status rp_metric_reader_start(struct rp_metric_reader *reader,
                                      const struct rp_segment_header *layout,
                                      const struct rp_segment_texts *texts, struct rp_unify *unify);

/* Adds those that were refused, once. */
enum rp_status rp_metric_reader_tell_refused(struct rp_metric_reader *reader);

/*
 * Tells which of the processor's counters have stayed 0 while the process used `time_ns` on its
 * sampling clock; with `is_last`, those that had too little time for that are told as counted.
 */
enum rp_status rp_metric_reader_judge(struct rp_metric_reader *reader, uint64_t time_ns,
                                      bool is_last);

/* The row of `metric`, which is added if it slept until now. */
enum rp_status rp_metric_reader_row(struct rp_metric_reader *reader, uint32_t metric,
                                    uint16_t *row);

#endif

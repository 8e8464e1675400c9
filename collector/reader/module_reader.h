/* module_reader.h: the modules of one process's segment and their rows in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_MODULE_READER_H
#define RANKPROF_COLLECTOR_READER_MODULE_READER_H

#include <stdbool.h>

#include "collector/reader/segment_texts.h"
#include "collector/reader/unify.h"

struct rp_module_reader {
    uint32_t whole;        /* all rows below were read */
    bool has_cuda_runtime; /* libcudart is among them */
    bool has_cuda_driver;  /* libcuda is */
    bool read[RP_SEGMENT_MODULES];
    uint32_t rows[RP_SEGMENT_MODULES]; /* of /modules, or RP_NO_ROW */
};

/* What a reading needs; nothing is owned. */
struct rp_module_source {
    int segment;
    const struct rp_segment_header *layout; /* checked */
    const struct rp_segment_texts *texts;
    struct rp_unify *unify;
    struct rp_rank_slice *ledger;
};

void rp_module_reader_init(struct rp_module_reader *reader);

/* Adds those of the first `count` rows that are new and whole. Only lack of memory is an error. */
enum rp_status rp_module_reader_drain(struct rp_module_reader *reader, uint32_t count,
                                      const struct rp_module_source *source);

#endif

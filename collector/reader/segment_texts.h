/* segment_texts.h: a copy of the texts of a segment, which only grow.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_SEGMENT_TEXTS_H
#define RANKPROF_COLLECTOR_READER_SEGMENT_TEXTS_H

#include "common/segment.h"

/* Zeroed, it is empty. */
struct rp_segment_texts {
    uint32_t bytes;
    char *texts; /* as far as they were used when read last, NUL-ended */
};

/* Reads what was added up to `used` bytes; without memory or with a short file the rest is "". */
void rp_segment_texts_read(struct rp_segment_texts *texts, int segment,
                           const struct rp_segment_header *layout, uint32_t used);

/* The text at `offset`, "" when none is there. Valid until the next reading. */
const char *rp_segment_texts_at(const struct rp_segment_texts *texts, uint32_t offset);

void rp_segment_texts_release(struct rp_segment_texts *texts);

#endif

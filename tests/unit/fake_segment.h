/* fake_segment.h: a segment as an agent makes it, written by a test.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_FAKE_SEGMENT_H
#define RANKPROF_TESTS_FAKE_SEGMENT_H

#include "common/context_tree.h"
#include "common/segment.h"

struct fake_segment {
    int file; /* memfd */
    size_t bytes;
    struct rp_segment_header *header;
    struct rp_segment_module *modules;
    struct rp_segment_thread *threads;
    char *strings;
};

/* Two metrics, samples and cpu_time, 4 thread slots of 64 contexts, module 0 "/bin/app". */
void fake_segment_open(struct fake_segment *segment);
void fake_segment_close(struct fake_segment *segment);

/* A copy of the descriptor, for a reader that takes it. */
int fake_segment_descriptor(const struct fake_segment *segment);

uint32_t fake_segment_string(struct fake_segment *segment, const char *text);
void fake_segment_module(struct fake_segment *segment, const char *path, uint8_t build_id);

/* A new thread in the slot. */
void fake_segment_start_thread(struct fake_segment *segment, uint32_t slot, int32_t tid);

/* One sample of `time_ns` in code at `offset` of module 0, called from `parent`. */
uint32_t fake_segment_sample(struct fake_segment *segment, uint32_t slot, uint32_t parent,
                             uint64_t offset, uint64_t time_ns);

#endif

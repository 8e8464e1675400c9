/* tick_reader.h: turns the tick log of one thread slot into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_TICK_READER_H
#define RANKPROF_COLLECTOR_READER_TICK_READER_H

#include "collector/reader/thread_reader.h"

/* What was read of a log so far. Zeroed, nothing was. */
struct rp_tick_reader {
    uint64_t rows;
    uint64_t refused;
};

/*
 * Adds the rows that were written since the last call. `thread` is the slot's reader, which knows
 * its contexts; `now` is a copy of the slot. Rows that were written over before they were read, or
 * that cannot be true, are counted and left out; only lack of memory is an error.
 */
enum rp_status rp_tick_reader_drain(struct rp_tick_reader *reader,
                                    const struct rp_thread_reader *thread, uint32_t slot,
                                    const struct rp_segment_thread *now,
                                    const struct rp_thread_source *source);

#endif

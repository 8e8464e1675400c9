/* segment_reader.h: turns what one process's agent wrote into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_SEGMENT_READER_H
#define RANKPROF_COLLECTOR_READER_SEGMENT_READER_H

#include <stdbool.h>

#include "collector/reader/attach.h"
#include "collector/reader/stack_reader.h"
#include "collector/reader/unify.h"
#include "common/segment.h"

struct rp_segment_reader;
struct rp_gpus;

/* What all segments of a rank share; nothing is owned. */
struct rp_segment_scope {
    struct rp_unify *unify;
    struct rp_gpus *gpus; /* NULL: nothing is told of GPUs */
    uint64_t start_ns;    /* of the session, CLOCK_MONOTONIC */
};

/*
 * Takes attachment->segment, also on failure. Adds the process's row; with `by_exec` none of its
 * CPU time is told as used before, for it belongs to the program it was. RP_E_DAMAGED when the
 * header cannot be true, RP_E_VERSION when it is of another version.
 */
enum rp_status rp_segment_reader_open(struct rp_segment_reader **out,
                                      const struct rp_attachment *attachment, bool by_exec,
                                      const struct rp_segment_scope *scope);
void rp_segment_reader_close(struct rp_segment_reader *reader); /* NULL is allowed */

/*
 * Adds rows and counts for all that changed since the last call. Entries that cannot be true are
 * counted in ledger->damaged and left out; only lack of memory is an error.
 */
enum rp_status rp_segment_reader_drain(struct rp_segment_reader *reader,
                                       struct rp_rank_slice *ledger);

/* Fetches what would be overwritten before the slice ends: moments of GPUs. */
enum rp_status rp_segment_reader_fetch(struct rp_segment_reader *reader,
                                       struct rp_rank_slice *ledger);

/* The process has ended, and its segment was drained. */
enum rp_status rp_segment_reader_end(struct rp_segment_reader *reader, uint64_t now_ns,
                                     struct rp_rank_slice *ledger);

/* Writes what is asked of the process where its threads find it. */
void rp_segment_reader_ask(struct rp_segment_reader *reader,
                           const struct rp_segment_control *asked);

uint32_t rp_segment_reader_process(const struct rp_segment_reader *reader); /* row of /processes */

/* The header as it was when the agent attached, checked. It belongs to the reader. */
const struct rp_segment_header *rp_segment_reader_attached(const struct rp_segment_reader *reader);

/* Sum of RP_METRIC_TIME over all that was read so far, in ns of the sampling clock. */
uint64_t rp_segment_reader_time_ns(const struct rp_segment_reader *reader);

/*
 * Gives `cpu_ns` of CPU time, which the kernel accounted and no sample saw, to the first thread's
 * RP_CONTEXT_UNSAMPLED. Nothing is added when the process never had a sampled thread.
 */
enum rp_status rp_segment_reader_add_unsampled(struct rp_segment_reader *reader, uint64_t cpu_ns);

/*
 * The CPU time of the process as its agent last knew it, in ns: all of it when the process ended by
 * exit(3), else what it had used before and what was sampled.
 */
uint64_t rp_segment_reader_cpu_ns(const struct rp_segment_reader *reader);

/*
 * Stores what the kernel had accounted to the process as it ended, by enum rp_proc_usage_item.
 * False when it did not end by exit(), or its words cannot be true.
 */
bool rp_segment_reader_usage(const struct rp_segment_reader *reader, uint64_t *sums);

/* True when the process said at its end, by exit(3), what its exit status is. */
bool rp_segment_reader_exit_status(const struct rp_segment_reader *reader, int32_t *status);

/* After a drain: adds where its threads are; adds how its MPI calls get on (stack_reader.h). */
enum rp_status rp_segment_reader_note_stacks(struct rp_segment_reader *reader,
                                             enum rp_stack_kind kind, uint64_t command);
void rp_segment_reader_pulse(const struct rp_segment_reader *reader, struct rp_mpi_pulse *pulse);

#endif

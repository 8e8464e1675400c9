/* stack_reader.h: notes where the threads of a process are now.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Without ptrace and without a signal: a thread that is in an MPI call has told so itself, and of
 * others the newest sample is known.
 */
#ifndef RANKPROF_COLLECTOR_READER_STACK_READER_H
#define RANKPROF_COLLECTOR_READER_STACK_READER_H

#include "collector/reader/segment_texts.h"
#include "collector/reader/thread_reader.h"
#include "format/rank_writer.h"

/* What is noted of a process, and why. */
struct rp_stack_source {
    int segment;
    const struct rp_segment_header *layout; /* checked */
    struct rp_segment_texts *texts;
    const struct rp_thread_reader *threads; /* drained just before */
    uint32_t thread_count;                  /* of them */
    struct rp_rank_writer *writer;
    uint64_t start_ns; /* session's start, CLOCK_MONOTONIC */
    enum rp_stack_kind kind;
    uint64_t command; /* who asked, or 0 */
};

/* Adds a row of /stacks for each live thread that was found anywhere. */
enum rp_status rp_stack_reader_note(const struct rp_stack_source *source);

/* How the MPI calls of some threads get on: the same numbers again mean that none did. */
struct rp_mpi_pulse {
    uint64_t beats;  /* calls that began and ended */
    uint32_t inside; /* threads in a call */
};

/* Adds those of a process. */
void rp_mpi_pulse_add(struct rp_mpi_pulse *pulse, int segment,
                      const struct rp_segment_header *layout);

#endif

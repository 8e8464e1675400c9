/* rank_reader.h: reads one rank file, finished, growing, or left behind by a kill.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Only rows named by a whole slice record count. Nothing in the file is trusted: row numbers are
 * checked, so that whatever the reader hands out can be used as an index.
 */
#ifndef RANKPROF_FORMAT_RANK_READER_H
#define RANKPROF_FORMAT_RANK_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "format/rank_tables.h"
#include "format/rank_writer.h"

/* A rank file in memory, but for its values and ticks. Rows not used have their table's "not used"
 * mark. */
struct rp_rank_file {
    struct rp_rank_session session;
    bool closed; /* false: its collector is still writing, or was killed */
    struct rp_rank_context *contexts;
    size_t context_count; /* rows, unused ones included; so for all tables */
    struct rp_rank_thread *threads;
    size_t thread_count;
    struct rp_rank_process *processes;
    size_t process_count;
    struct rp_rank_end *ends;
    size_t end_count;
    struct rp_rank_module *modules;
    size_t module_count;
    struct rp_rank_metric *metrics;
    size_t metric_count;
    struct rp_rank_generated *generated;
    size_t generated_count;
    struct rp_rank_mpi_time *mpi_times;
    size_t mpi_time_count;
    struct rp_rank_mpi_traffic *mpi_traffic;
    size_t mpi_traffic_count;
    struct rp_rank_gpu *gpus;
    size_t gpu_count;
    struct rp_rank_gpu_state *gpu_states;
    size_t gpu_state_count;
    struct rp_rank_gpu_operation *gpu_operations;
    size_t gpu_operation_count;
    struct rp_rank_gpu_time *gpu_times;
    size_t gpu_time_count;
    struct rp_rank_gpu_event *gpu_events;
    size_t gpu_event_count;
    struct rp_rank_sensor *sensors;
    size_t sensor_count;
    struct rp_rank_reading *readings;
    size_t reading_count;
    struct rp_rank_mark *marks;
    size_t mark_count;
    struct rp_rank_stack *stacks;
    size_t stack_count;
    struct rp_rank_slice *slices; /* whole slices only */
    size_t slice_count;
    struct rp_identity_entry *identity;
    size_t identity_count;
    char *strings;
    size_t string_bytes;
};

struct rp_rank_reader;

/* What a first look at a file tells, at a fraction of what opening it costs. Owns the texts. */
struct rp_rank_look {
    struct rp_rank_session session;
    bool closed;
    uint64_t last_ns; /* end of the last whole slice */
    uint64_t ticks;   /* rows of the tick log in all slices */
    char *job;        /* of its identity: job.id, job.command; "" when it does not say */
    char *command;
};
enum rp_status rp_rank_look(struct rp_rank_look *out, const char *path, struct rp_error *error);
void rp_rank_look_release(struct rp_rank_look *look); /* one that was only zeroed is allowed */

/* Opens with SWMR_READ and loads everything but values and ticks; *error names file and reason. */
enum rp_status rp_rank_reader_open(struct rp_rank_reader **out, const char *path,
                                   struct rp_error *error);
void rp_rank_reader_close(struct rp_rank_reader *reader); /* NULL is allowed */

/* Valid until the reader is closed. */
const struct rp_rank_file *rp_rank_reader_file(const struct rp_rank_reader *reader);

/* Slice records that were left out because they do not follow the ones before. */
size_t rp_rank_reader_dropped(const struct rp_rank_reader *reader);

/* The text at `offset` of the string heap; "" for an offset that is not in it. */
const char *rp_rank_file_text(const struct rp_rank_file *file, uint32_t offset);

/* How many rows of a slice were found. */
struct rp_slice_rows {
    size_t count;
    size_t
        damaged; /* that were left out: not used, of another slice, or naming what is not there */
};

/*
 * The values, or the tick log, of slice `slice`: *rows is owned by the reader and valid until the
 * next call for the same table. Every thread, context and metric is in range.
 */
enum rp_status rp_rank_reader_values(struct rp_rank_reader *reader, size_t slice,
                                     const struct rp_rank_value **rows, struct rp_slice_rows *found,
                                     struct rp_error *error);
enum rp_status rp_rank_reader_ticks(struct rp_rank_reader *reader, size_t slice,
                                    const struct rp_rank_tick **rows, struct rp_slice_rows *found,
                                    struct rp_error *error);

#endif

/* fake_rank_writer.h: a rank writer that keeps its rows in memory, for tests of who calls it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_FAKE_RANK_WRITER_H
#define RANKPROF_TESTS_FAKE_RANK_WRITER_H

#include <stddef.h>

#include "format/rank_writer.h"

#define FAKE_ROWS 4096

struct fake_rank_rows {
    struct rp_rank_context contexts[FAKE_ROWS];
    struct rp_rank_value values[FAKE_ROWS];
    struct rp_rank_thread threads[FAKE_ROWS];
    struct rp_rank_process processes[FAKE_ROWS];
    struct rp_rank_end ends[FAKE_ROWS];
    struct rp_rank_module modules[FAKE_ROWS];
    struct rp_rank_metric metrics[FAKE_ROWS];
    struct rp_rank_generated generated[FAKE_ROWS];
    struct rp_rank_mpi_time mpi_times[FAKE_ROWS];
    struct rp_rank_mpi_traffic mpi_traffic[FAKE_ROWS];
    struct rp_rank_tick ticks[FAKE_ROWS];
    struct rp_rank_gpu gpus[FAKE_ROWS];
    struct rp_rank_gpu_state gpu_states[FAKE_ROWS];
    struct rp_rank_gpu_operation gpu_operations[FAKE_ROWS];
    struct rp_rank_gpu_time gpu_times[FAKE_ROWS];
    struct rp_rank_gpu_event gpu_events[FAKE_ROWS];
    struct rp_rank_sensor sensors[FAKE_ROWS];
    struct rp_rank_reading readings[FAKE_ROWS];
    struct rp_rank_mark marks[FAKE_ROWS];
    struct rp_rank_stack stacks[FAKE_ROWS];
    size_t context_count, value_count, thread_count, process_count, end_count, module_count,
        metric_count, generated_count, mpi_time_count, mpi_traffic_count, tick_count, gpu_count,
        gpu_state_count, gpu_operation_count, gpu_time_count, gpu_event_count, sensor_count,
        reading_count, mark_count, stack_count;
    char strings[1 << 16];
    uint32_t string_bytes;
};

/* The rows of every writer; cleared by the first call for a test. */
extern struct fake_rank_rows fake_rank_rows;

/* An empty writer. It owns nothing. */
struct rp_rank_writer *fake_rank_writer_new(void);

const char *fake_rank_string(uint32_t offset);

/* Sum of the deltas of a metric's row over all threads and contexts. */
uint64_t fake_rank_sum(uint16_t metric);

#endif

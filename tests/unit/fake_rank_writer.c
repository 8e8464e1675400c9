/* fake_rank_writer.c: a rank writer that keeps its rows in memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_rank_writer.h"

#include <string.h>

struct rp_rank_writer {
    int unused;
};

struct fake_rank_rows fake_rank_rows;

struct rp_rank_writer *fake_rank_writer_new(void)
{
    static struct rp_rank_writer writer;

    memset(&fake_rank_rows, 0, sizeof(fake_rank_rows));
    fake_rank_rows.string_bytes = 1;
    return &writer;
}

const char *fake_rank_string(uint32_t offset)
{
    return fake_rank_rows.strings + offset;
}

uint64_t fake_rank_sum(uint16_t metric)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < fake_rank_rows.value_count; i++)
        if (fake_rank_rows.values[i].metric == metric)
            sum += fake_rank_rows.values[i].delta;
    return sum;
}

enum rp_status rp_rank_writer_string(struct rp_rank_writer *writer, const char *text, uint32_t *out)
{
    const size_t bytes = strlen(text) + 1;

    (void)writer;
    if (bytes == 1) {
        *out = 0;
        return RP_OK;
    }
    if (fake_rank_rows.string_bytes + bytes > sizeof(fake_rank_rows.strings))
        return RP_E_NOMEM;
    memcpy(fake_rank_rows.strings + fake_rank_rows.string_bytes, text, bytes);
    *out = fake_rank_rows.string_bytes;
    fake_rank_rows.string_bytes += (uint32_t)bytes;
    return RP_OK;
}

#define ADD(name, list)                                                                            \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row, uint32_t *out)      \
    {                                                                                              \
        (void)writer;                                                                              \
        if (fake_rank_rows.name##_count == FAKE_ROWS)                                              \
            return RP_E_NOMEM;                                                                     \
        if (out)                                                                                   \
            *out = (uint32_t)fake_rank_rows.name##_count;                                          \
        fake_rank_rows.list[fake_rank_rows.name##_count++] = *row;                                 \
        return RP_OK;                                                                              \
    }
ADD(context, contexts)
ADD(thread, threads)
ADD(process, processes)
ADD(module, modules)
ADD(metric, metrics)
ADD(gpu, gpus)
ADD(sensor, sensors)

#define ADD_UNNAMED(name, list)                                                                    \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row)                     \
    {                                                                                              \
        (void)writer;                                                                              \
        if (fake_rank_rows.name##_count == FAKE_ROWS)                                              \
            return RP_E_NOMEM;                                                                     \
        fake_rank_rows.list[fake_rank_rows.name##_count++] = *row;                                 \
        return RP_OK;                                                                              \
    }
ADD_UNNAMED(value, values)
ADD_UNNAMED(end, ends)
ADD_UNNAMED(generated, generated)
ADD_UNNAMED(mpi_time, mpi_times)
ADD_UNNAMED(mpi_traffic, mpi_traffic)
ADD_UNNAMED(tick, ticks)
ADD_UNNAMED(gpu_state, gpu_states)
ADD_UNNAMED(gpu_operation, gpu_operations)
ADD_UNNAMED(gpu_time, gpu_times)
ADD_UNNAMED(gpu_event, gpu_events)
ADD_UNNAMED(reading, readings)
ADD_UNNAMED(mark, marks)
ADD_UNNAMED(stack, stacks)

/* rank_rows.c: finds the rows of a rank file that cannot be true.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/rank_rows.h"

#include <stdlib.h>
#include <string.h>

/* Where a slice record tells the rows of a table; the row of /slices itself is not told. */
#define SPAN(table, plural)                                                                        \
    [RP_RANK_TABLE_##table] = {offsetof(struct rp_rank_slice, plural##_first),                     \
                               offsetof(struct rp_rank_slice, plural##_count)}
static const struct span_place {
    size_t first;
    size_t count;
} span_places[RP_RANK_TABLE_COUNT] = {
    SPAN(context, contexts),
    SPAN(value, values),
    SPAN(thread, threads),
    SPAN(process, processes),
    SPAN(end, ends),
    SPAN(module, modules),
    SPAN(metric, metrics),
    SPAN(strings, strings),
    SPAN(mpi_time, mpi_times),
    SPAN(mpi_traffic, mpi_traffic),
    SPAN(tick, ticks),
    SPAN(generated, generated),
    SPAN(gpu, gpus),
    SPAN(gpu_state, gpu_states),
    SPAN(gpu_operation, gpu_operations),
    SPAN(gpu_time, gpu_times),
    SPAN(gpu_event, gpu_events),
    SPAN(sensor, sensors),
    SPAN(reading, readings),
    SPAN(mark, marks),
    SPAN(stack, stacks),
};

#define ROWS(table, pointer, number)                                                               \
    [RP_RANK_TABLE_##table] = {true, offsetof(struct rp_rank_file, pointer),                       \
                               offsetof(struct rp_rank_file, number)}
static const struct rows_place {
    bool held;
    size_t rows;
    size_t count;
} rows_places[RP_RANK_TABLE_COUNT] = {
    ROWS(context, contexts, context_count),
    ROWS(thread, threads, thread_count),
    ROWS(process, processes, process_count),
    ROWS(end, ends, end_count),
    ROWS(module, modules, module_count),
    ROWS(metric, metrics, metric_count),
    ROWS(slice, slices, slice_count),
    ROWS(strings, strings, string_bytes),
    ROWS(mpi_time, mpi_times, mpi_time_count),
    ROWS(mpi_traffic, mpi_traffic, mpi_traffic_count),
    ROWS(generated, generated, generated_count),
    ROWS(gpu, gpus, gpu_count),
    ROWS(gpu_state, gpu_states, gpu_state_count),
    ROWS(gpu_operation, gpu_operations, gpu_operation_count),
    ROWS(gpu_time, gpu_times, gpu_time_count),
    ROWS(gpu_event, gpu_events, gpu_event_count),
    ROWS(sensor, sensors, sensor_count),
    ROWS(reading, readings, reading_count),
    ROWS(mark, marks, mark_count),
    ROWS(stack, stacks, stack_count),
};

struct rp_rank_span rp_rank_span_of(const struct rp_rank_slice *slice, enum rp_rank_table table)
{
    struct rp_rank_span span = {0, 0};

    if (table != RP_RANK_TABLE_slice) {
        memcpy(&span.first, (const char *)slice + span_places[table].first, sizeof(span.first));
        memcpy(&span.count, (const char *)slice + span_places[table].count, sizeof(span.count));
    }
    return span;
}

void rp_rank_span_set(struct rp_rank_slice *slice, enum rp_rank_table table,
                      const struct rp_rank_span *span)
{
    if (table == RP_RANK_TABLE_slice)
        return;
    memcpy((char *)slice + span_places[table].first, &span->first, sizeof(span->first));
    memcpy((char *)slice + span_places[table].count, &span->count, sizeof(span->count));
}

/* FNV-1a by G. Fowler, L. C. Noll and K.-P. Vo. */
uint64_t rp_rank_slice_checksum(const struct rp_rank_slice *slice)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, RP_RANK_TABLE_slice);
    uint64_t sum = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; schema->columns[i].offset != offsetof(struct rp_rank_slice, checksum); i++) {
        const uint64_t value = rp_schema_value(&schema->columns[i], slice);

        for (unsigned shift = 0; shift < 64; shift += 8)
            sum = (sum ^ (value >> shift & 0xff)) * UINT64_C(0x100000001b3);
    }
    return sum;
}

const void *rp_rank_rows(const struct rp_rank_file *file, enum rp_rank_table table, size_t *count)
{
    const struct rows_place *const place = &rows_places[table];
    const void *rows = NULL;

    *count = 0;
    if (place->held) {
        memcpy(&rows, (const char *)file + place->rows, sizeof(rows));
        memcpy(count, (const char *)file + place->count, sizeof(*count));
    }
    return rows;
}

void rp_rank_rows_set(struct rp_rank_file *file, enum rp_rank_table table, void *rows, size_t count)
{
    const struct rows_place *const place = &rows_places[table];

    if (!place->held)
        return;
    memcpy((char *)file + place->rows, &rows, sizeof(rows));
    memcpy((char *)file + place->count, &count, sizeof(count));
}

void rp_rank_rows_release(struct rp_rank_file *file)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        void *rows;

        if (!rows_places[i].held)
            continue;
        memcpy(&rows, (char *)file + rows_places[i].rows, sizeof(rows));
        free(rows);
        rp_rank_rows_set(file, i, NULL, 0);
    }
}

static const void *row_at(const struct rp_rank_file *file, enum rp_rank_table table,
                          uint64_t number)
{
    size_t count;
    const char *const rows = rp_rank_rows(file, table, &count);

    if (number >= count)
        return NULL;
    return rows + number * rp_schema_table(RP_FILE_RANK, table)->row_bytes;
}

bool rp_rank_row_is_used(const struct rp_rank_file *file, enum rp_rank_table table, uint64_t number)
{
    const struct rp_schema_column *const mark = rp_schema_mark(table);
    const void *const row = row_at(file, table, number);

    return row && (!mark || rp_schema_value(mark, row) != 0);
}

static enum rp_rank_table table_of_group(const char *group)
{
    size_t table = 0;

    while (table < RP_RANK_TABLE_COUNT &&
           strcmp(rp_schema_table(RP_FILE_RANK, table)->group, group) != 0)
        table++;
    return (enum rp_rank_table)table;
}

/* What the numbers of a column name. */
struct reference {
    const struct rp_schema_column *column;
    enum rp_rank_table table; /* the strings for a text */
    bool may_be_none;
};

#define MOST_REFERENCES 8u
struct references {
    struct reference rows[MOST_REFERENCES];
    size_t count;
};

static void find_references(struct references *out, enum rp_rank_table table)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, table);

    for (size_t i = 0; i < schema->column_count && out->count < MOST_REFERENCES; i++) {
        const struct rp_schema_column *const column = &schema->columns[i];
        const char *const group = rp_schema_target(column);

        if (group || rp_schema_is_text(column))
            out->rows[out->count++] =
                (struct reference){column, group ? table_of_group(group) : RP_RANK_TABLE_strings,
                                   rp_schema_may_be_none(column)};
    }
}

/* Worked out once, for it is asked about every row of every file. */
static const struct references *references_of(enum rp_rank_table table)
{
    static struct references found[RP_RANK_TABLE_COUNT];
    static bool known;

    for (size_t i = 0; !known && i < RP_RANK_TABLE_COUNT; i++)
        find_references(&found[i], i);
    known = true;
    return &found[table];
}

const struct rp_schema_column *rp_rank_row_dangling(const struct rp_rank_file *file,
                                                    enum rp_rank_table table, const void *row)
{
    const struct references *const references = references_of(table);

    for (size_t i = 0; i < references->count; i++) {
        const struct reference *const it = &references->rows[i];
        const uint64_t number = rp_schema_value(it->column, row);

        if (!(it->may_be_none && number == RP_NO_ROW) &&
            !rp_rank_row_is_used(file, it->table, number))
            return it->column;
    }
    return NULL;
}

bool rp_rank_parent_is_before(const struct rp_rank_context *row, uint64_t number)
{
    return number == 0 ? row->parent == 0 : row->parent < number;
}

static size_t clean_table(struct rp_rank_file *file, enum rp_rank_table table)
{
    const size_t row_bytes = rp_schema_table(RP_FILE_RANK, table)->row_bytes;
    size_t count;
    size_t cleaned = 0;

    rp_rank_rows(file, table, &count);
    for (size_t i = 0; i < count; i++) {
        const void *const row = row_at(file, table, i);
        void *writable;

        if (!rp_rank_row_is_used(file, table, i))
            continue;
        if (!rp_rank_row_dangling(file, table, row) &&
            (table != RP_RANK_TABLE_context || rp_rank_parent_is_before(row, i)))
            continue;
        memcpy(&writable, &row, sizeof(writable));
        memset(writable, 0, row_bytes);
        cleaned++;
    }
    return cleaned;
}

size_t rp_rank_rows_clean(struct rp_rank_file *file)
{
    /* What is named stands before what names it. */
    static const enum rp_rank_table order[] = {
        RP_RANK_TABLE_module,    RP_RANK_TABLE_metric,        RP_RANK_TABLE_process,
        RP_RANK_TABLE_thread,    RP_RANK_TABLE_end,           RP_RANK_TABLE_context,
        RP_RANK_TABLE_mpi_time,  RP_RANK_TABLE_mpi_traffic,   RP_RANK_TABLE_gpu,
        RP_RANK_TABLE_gpu_state, RP_RANK_TABLE_gpu_operation, RP_RANK_TABLE_gpu_time,
        RP_RANK_TABLE_gpu_event, RP_RANK_TABLE_sensor,        RP_RANK_TABLE_reading,
        RP_RANK_TABLE_mark,      RP_RANK_TABLE_generated,     RP_RANK_TABLE_stack,
    };
    size_t cleaned = 0;

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        cleaned += clean_table(file, order[i]);
    return cleaned;
}

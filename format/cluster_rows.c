/* cluster_rows.c: checks the row numbers of a loaded cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/cluster_rows.h"

#include <inttypes.h>
#include <string.h>

static const struct rows_place {
    size_t rows;
    size_t count;
} places[] = {
#define PLACE(name, group, list)                                                                   \
    {offsetof(struct rp_cluster_file, name##_rows), offsetof(struct rp_cluster_file, name##_count)},
    RP_CLUSTER_TABLES(PLACE)
#undef PLACE
        {offsetof(struct rp_cluster_file, strings), offsetof(struct rp_cluster_file, string_bytes)},
};

const void *rp_cluster_rows(const struct rp_cluster_file *file, size_t table, size_t *count)
{
    const void *rows;

    memcpy(&rows, (const char *)file + places[table].rows, sizeof(rows));
    memcpy(count, (const char *)file + places[table].count, sizeof(*count));
    return rows;
}

void rp_cluster_rows_set(struct rp_cluster_file *file, size_t table, void *rows, size_t count)
{
    memcpy((char *)file + places[table].rows, &rows, sizeof(rows));
    memcpy((char *)file + places[table].count, &count, sizeof(count));
}

/* Some rows of a table. */
struct rows_span {
    const void *rows;
    size_t count;
};

/* Numbers of a column must be below this; UINT64_MAX when they name nothing. */
static uint64_t limit_of(const struct rp_cluster_file *file, const struct rp_schema_column *column)
{
    const char *const group = rp_schema_target(column);
    size_t count = 0;

    if (rp_schema_is_text(column))
        return file->string_bytes;
    if (!group)
        return UINT64_MAX;
    for (size_t i = 0; rp_schema_table(RP_FILE_CLUSTER, i); i++) {
        if (strcmp(rp_schema_table(RP_FILE_CLUSTER, i)->group, group) == 0)
            rp_cluster_rows(file, i, &count);
    }
    return count;
}

static bool find_in_column(const struct rp_cluster_file *file, size_t table, size_t number,
                           const struct rows_span *span, struct rp_cluster_fault *fault)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);
    const struct rp_schema_column *const column = &schema->columns[number];
    const uint64_t limit = limit_of(file, column);
    const bool may_be_none = rp_schema_may_be_none(column);

    for (size_t i = 0; limit != UINT64_MAX && i < span->count; i++) {
        const uint64_t value =
            rp_schema_value(column, (const char *)span->rows + i * schema->row_bytes);

        if (value < limit || (may_be_none && value == RP_NO_ROW))
            continue;
        *fault = (struct rp_cluster_fault){schema->group, column, i, value};
        return true;
    }
    return false;
}

bool rp_cluster_find_row_fault(const struct rp_cluster_file *file, size_t table, const void *rows,
                               size_t count, struct rp_cluster_fault *fault)
{
    const struct rows_span span = {rows, count};
    const size_t columns = rp_schema_table(RP_FILE_CLUSTER, table)->column_count;

    for (size_t i = 0; i < columns; i++) {
        if (find_in_column(file, table, i, &span, fault))
            return true;
    }
    return false;
}

static bool find_parent(const struct rp_cluster_file *file, struct rp_cluster_fault *fault)
{
    const struct rp_schema_table *const schema =
        rp_schema_table(RP_FILE_CLUSTER, RP_CLUSTER_TABLE_context);

    for (size_t i = 0; i < file->context_count; i++) {
        const uint32_t parent = file->context_rows[i].parent;

        if (i == 0 ? parent == 0 : parent < i)
            continue;
        *fault = (struct rp_cluster_fault){schema->group, &schema->columns[0], i, parent};
        return true;
    }
    return false;
}

bool rp_cluster_find_fault(const struct rp_cluster_file *file, struct rp_cluster_fault *fault)
{
    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++) {
        size_t count = 0;
        const void *const rows = rp_cluster_rows(file, i, &count);

        if (rows && rp_cluster_find_row_fault(file, i, rows, count, fault))
            return true;
    }
    return find_parent(file, fault);
}

enum rp_status rp_cluster_fault_set(const struct rp_cluster_fault *fault, const char *path,
                                    struct rp_error *error)
{
    return rp_error_set(error, RP_E_DAMAGED,
                        "cannot use '%s': row %" PRIu64 " of /%s/%s names %" PRIu64
                        ", which cannot be; merge the rank files again",
                        path, fault->row, fault->group, fault->column->name, fault->value);
}

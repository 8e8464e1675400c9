/* cluster_rows.c: checks the row numbers of a loaded cluster file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/cluster_rows.h"

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

static bool find_in_column(const struct rp_cluster_file *file, size_t table,
                           const struct rp_schema_column *column, struct rp_cluster_fault *fault)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, table);
    const uint64_t limit = limit_of(file, column);
    const bool may_be_none = rp_schema_may_be_none(column);
    size_t count;
    const char *const rows = rp_cluster_rows(file, table, &count);

    for (size_t i = 0; limit != UINT64_MAX && i < count; i++) {
        const uint64_t value = rp_schema_value(column, rows + i * schema->row_bytes);

        if (value < limit || (may_be_none && value == RP_NO_ROW))
            continue;
        *fault = (struct rp_cluster_fault){schema->group, column, i, value};
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
    for (size_t i = 0; rp_schema_table(RP_FILE_CLUSTER, i); i++) {
        const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, i);

        for (size_t j = 0; j < schema->column_count; j++) {
            if (find_in_column(file, i, &schema->columns[j], fault))
                return true;
        }
    }
    return find_parent(file, fault);
}

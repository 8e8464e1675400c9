/* schema.c: the table of every dataset and attribute, made from the lists of both kinds of file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/schema.h"

#include <string.h>

#define ROW_PREFIX   "row of /"
#define TEXT_UNIT    "byte of /strings/bytes"
#define NONE_AS_TEXT "4294967295"

#define COLUMN(field, ctype, type, unit, meaning)                                                  \
    {#field, type, offsetof(row, field), unit, meaning, 1, 0},
#define SIZE_MATCHES(field, ctype, type, unit, meaning)                                            \
    _Static_assert(sizeof(ctype) == (type == RP_U8    ? 1                                          \
                                     : type == RP_U16 ? 2                                          \
                                     : type == RP_U32 ? 4                                          \
                                     : type == RP_I32 ? 4                                          \
                                                      : 8),                                        \
                   "C type and stored type differ: " #field);

/* One function a table, because offsetof() needs the row's type under one name: `row`. */
#define TABLE_FUNCTION(function, group, list, row_type)                                            \
    static const struct rp_schema_table *function(void)                                            \
    {                                                                                              \
        typedef row_type row;                                                                      \
        list(SIZE_MATCHES) static const struct rp_schema_column columns[] = {list(COLUMN)};        \
        static const struct rp_schema_table table = {group, sizeof(row), columns,                  \
                                                     sizeof(columns) / sizeof(columns[0])};        \
                                                                                                   \
        return &table;                                                                             \
    }
#define RANK_TABLE(name, group, list)                                                              \
    TABLE_FUNCTION(rank_##name, group, list, struct rp_rank_##name)
#define CLUSTER_TABLE(name, group, list)                                                           \
    TABLE_FUNCTION(cluster_##name, group, list, struct rp_cluster_##name)

struct heap_row {
    uint8_t bytes;
};
#define HEAP_COLUMNS(_) _(bytes, uint8_t, RP_U8, "byte", "NUL-ended texts; byte 0 is NUL: \"\"")

RP_RANK_TABLES(RANK_TABLE)
RP_CLUSTER_TABLES(CLUSTER_TABLE)
TABLE_FUNCTION(strings, "strings", HEAP_COLUMNS, struct heap_row)
TABLE_FUNCTION(rank_session, "session", RP_RANK_SESSION, struct rp_rank_session)
TABLE_FUNCTION(cluster_session, "session", RP_CLUSTER_SESSION, struct rp_cluster_session)

typedef const struct rp_schema_table *table_function(void);

#define RANK_NAME(name, group, list)    rank_##name,
#define CLUSTER_NAME(name, group, list) cluster_##name,
static table_function *const rank_tables[] = {RP_RANK_TABLES(RANK_NAME) strings};
static table_function *const cluster_tables[] = {RP_CLUSTER_TABLES(CLUSTER_NAME) strings};

static const struct kind {
    const char *name;
    table_function *const *tables;
    size_t table_count;
    table_function *session;
} kinds[] = {
    [RP_FILE_OTHER] = {"other", NULL, 0, NULL},
    [RP_FILE_RANK] = {"rank", rank_tables, sizeof(rank_tables) / sizeof(rank_tables[0]),
                      rank_session},
    [RP_FILE_CLUSTER] = {"cluster", cluster_tables,
                         sizeof(cluster_tables) / sizeof(cluster_tables[0]), cluster_session},
};

static const struct type {
    const char *name;
    size_t bytes;
} types[] = {
    [RP_U8] = {"u8", 1},   [RP_U16] = {"u16", 2}, [RP_U32] = {"u32", 4},
    [RP_U64] = {"u64", 8}, [RP_I32] = {"i32", 4}, [RP_F64] = {"f64", 8},
};

static const char *const marks[RP_RANK_TABLE_COUNT] = {
    [RP_RANK_TABLE_context] = "kind",    [RP_RANK_TABLE_value] = "delta",
    [RP_RANK_TABLE_thread] = "threads",  [RP_RANK_TABLE_process] = "pid",
    [RP_RANK_TABLE_end] = "how",         [RP_RANK_TABLE_module] = "path",
    [RP_RANK_TABLE_metric] = "state",    [RP_RANK_TABLE_slice] = "end_ns",
    [RP_RANK_TABLE_mpi_time] = "class",  [RP_RANK_TABLE_mpi_traffic] = "kind",
    [RP_RANK_TABLE_tick] = "kind",       [RP_RANK_TABLE_gpu] = "uuid",
    [RP_RANK_TABLE_gpu_state] = "state", [RP_RANK_TABLE_gpu_operation] = "kind",
    [RP_RANK_TABLE_gpu_time] = "class",  [RP_RANK_TABLE_gpu_event] = "kind",
    [RP_RANK_TABLE_sensor] = "state",    [RP_RANK_TABLE_reading] = "count",
    [RP_RANK_TABLE_mark] = "kind",       [RP_RANK_TABLE_generated] = "name",
    [RP_RANK_TABLE_stack] = "kind",
};

bool rp_schema_is_there(enum rp_rank_table table, const struct rp_rank_session *session)
{
    return session->gpu || strncmp(rp_schema_table(RP_FILE_RANK, table)->group, "gpu", 3) != 0;
}

const char *rp_schema_kind_name(enum rp_file_kind kind)
{
    return kinds[kind].name;
}

const struct rp_schema_table *rp_schema_table(enum rp_file_kind kind, size_t number)
{
    return number < kinds[kind].table_count ? kinds[kind].tables[number]() : NULL;
}

const struct rp_schema_table *rp_schema_session(enum rp_file_kind kind)
{
    return kinds[kind].session ? kinds[kind].session() : NULL;
}

static const struct rp_schema_column *find_mark(size_t table)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_RANK, table);

    for (size_t i = 0; marks[table] && i < schema->column_count; i++) {
        if (strcmp(schema->columns[i].name, marks[table]) == 0)
            return &schema->columns[i];
    }
    return NULL;
}

/* Looked for once: this is asked about every row of every file. */
const struct rp_schema_column *rp_schema_mark(enum rp_rank_table table)
{
    static const struct rp_schema_column *found[RP_RANK_TABLE_COUNT];
    static bool known;

    for (size_t i = 0; !known && i < RP_RANK_TABLE_COUNT; i++)
        found[i] = find_mark(i);
    known = true;
    return found[table];
}

size_t rp_schema_type_bytes(enum rp_column_type type)
{
    return types[type].bytes;
}

const char *rp_schema_type_name(enum rp_column_type type)
{
    return types[type].name;
}

uint64_t rp_schema_value(const struct rp_schema_column *column, const void *row)
{
    const char *const place = (const char *)row + column->offset;
    uint64_t wide = 0;
    uint32_t word;
    uint16_t half;

    switch (rp_schema_type_bytes(column->type)) {
    case 1:
        return *(const uint8_t *)place;
    case 2:
        memcpy(&half, place, sizeof(half));
        return half;
    case 4:
        memcpy(&word, place, sizeof(word));
        return word;
    default:
        memcpy(&wide, place, sizeof(wide));
        return wide;
    }
}

const char *rp_schema_target(const struct rp_schema_column *column)
{
    const size_t length = strlen(ROW_PREFIX);

    return strncmp(column->unit, ROW_PREFIX, length) == 0 ? column->unit + length : NULL;
}

bool rp_schema_may_be_none(const struct rp_schema_column *column)
{
    return strstr(column->meaning, NONE_AS_TEXT) != NULL;
}

bool rp_schema_is_text(const struct rp_schema_column *column)
{
    return strcmp(column->unit, TEXT_UNIT) == 0;
}

/* schema.h: every dataset and attribute of both kinds of file, as a table.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Made from the lists of rank_tables.h and cluster_tables.h. Writers, readers, the checker and the
 * tables of docs/format.md are all driven by it.
 */
#ifndef RANKPROF_FORMAT_SCHEMA_H
#define RANKPROF_FORMAT_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/cluster_tables.h"
#include "format/rank_tables.h"

enum rp_file_kind { RP_FILE_OTHER, RP_FILE_RANK, RP_FILE_CLUSTER };

/* Stored in little-endian order, whatever the machine's order is. */
enum rp_column_type { RP_U8, RP_U16, RP_U32, RP_U64, RP_I32, RP_F64 };

/* Tables of a rank file by number; the string heap is the last one. */
enum rp_rank_table {
#define RP_RANK_TABLE_ENUM(name, group, list) RP_RANK_TABLE_##name,
    RP_RANK_TABLES(RP_RANK_TABLE_ENUM)
#undef RP_RANK_TABLE_ENUM
        RP_RANK_TABLE_strings,
    RP_RANK_TABLE_COUNT
};

struct rp_schema_column {
    const char *name; /* of the dataset in its group, or of the attribute */
    enum rp_column_type type;
    size_t offset; /* in the row struct */
    const char *unit;
    const char *meaning;
    unsigned since_major; /* format version that brought it */
    unsigned since_minor;
};

struct rp_schema_table {
    const char *group; /* without the leading '/' */
    size_t row_bytes;  /* of the row struct */
    const struct rp_schema_column *columns;
    size_t column_count;
};

/* "rank" or "cluster"; what /@kind says. */
const char *rp_schema_kind_name(enum rp_file_kind kind);

/* Table `number` of a kind of file; NULL past the last one. */
const struct rp_schema_table *rp_schema_table(enum rp_file_kind kind, size_t number);

/* The attributes of the group /session; row_bytes is that of the session struct. */
const struct rp_schema_table *rp_schema_session(enum rp_file_kind kind);

/* False for tables of GPUs in the file of a rank that can have none. */
bool rp_schema_is_there(enum rp_rank_table table, const struct rp_rank_session *session);

/* The column of a rank file's table that is 0 in a row that is not used; NULL for the strings. */
const struct rp_schema_column *rp_schema_mark(enum rp_rank_table table);

/* Bytes of a value of the type in the file and in the row struct. */
size_t rp_schema_type_bytes(enum rp_column_type type);
const char *rp_schema_type_name(enum rp_column_type type); /* "u32" */

/* What a column of integers holds, widened; `row` is a row struct of its table. */
uint64_t rp_schema_value(const struct rp_schema_column *column, const void *row);

/* The group that the column's numbers are rows of ("contexts"), or NULL. */
const char *rp_schema_target(const struct rp_schema_column *column);
/* True when the column may hold RP_NO_ROW. */
bool rp_schema_may_be_none(const struct rp_schema_column *column);
/* True when the column's numbers are texts of the string heap. */
bool rp_schema_is_text(const struct rp_schema_column *column);

#endif

/* cluster_rows.h: the tables of a loaded cluster file by number, and whether their rows fit.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_CLUSTER_ROWS_H
#define RANKPROF_FORMAT_CLUSTER_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/cluster_file.h"
#include "format/schema.h"

/* `table` is an enum rp_cluster_table, or RP_CLUSTER_TABLE_COUNT for the strings. */
const void *rp_cluster_rows(const struct rp_cluster_file *file, size_t table, size_t *count);
void rp_cluster_rows_set(struct rp_cluster_file *file, size_t table, void *rows, size_t count);

/* A number that names a row or a text that is not there, or a parent that is not before. */
struct rp_cluster_fault {
    const char *group;
    const struct rp_schema_column *column;
    uint64_t row;
    uint64_t value;
};

/* Finds the first one in the tables in memory; false when there is none. */
bool rp_cluster_find_fault(const struct rp_cluster_file *file, struct rp_cluster_fault *fault);

/* The same in some rows of a table; fault->row counts from the first of them. */
bool rp_cluster_find_row_fault(const struct rp_cluster_file *file, size_t table, const void *rows,
                               size_t count, struct rp_cluster_fault *fault);

/* Says in *error what is wrong with the file at `path`; RP_E_DAMAGED. */
enum rp_status rp_cluster_fault_set(const struct rp_cluster_fault *fault, const char *path,
                                    struct rp_error *error);

#endif

/* renumber.h: gives rows of the cluster file the job's numbers instead of one process's own.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What a column's numbers name is told by its unit, so a table that is added to the schema is
 * renumbered without more.
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RENUMBER_H
#define RANKPROF_ANALYSIS_INPUT_RENUMBER_H

#include <stdbool.h>

#include "format/schema.h"

enum rp_named {
    RP_NAMED_TEXT,
    RP_NAMED_CONTEXT,
    RP_NAMED_MODULE,
    RP_NAMED_METRIC,
    RP_NAMED_NODE,
    RP_NAMED_GPU,
    RP_NAMED_SENSOR,
    RP_NAMED_RANK,
    RP_NAMED_COUNT
};

/* The job's numbers by one's own; NULL: these are the job's already. RP_NO_ROW stays. */
struct rp_numbers {
    const uint32_t *of[RP_NAMED_COUNT];
};

/* The columns of a table that hold such numbers. */
struct rp_references {
    struct {
        size_t offset;
        size_t bytes;
        enum rp_named named;
    } columns[16];
    size_t count;
};

void rp_references_of(struct rp_references *out, const struct rp_schema_table *schema);

/* Reads the number that column `number` of the references has in a row. */
uint32_t rp_reference_get(const struct rp_references *references, size_t number, const void *row);

void rp_renumber(const struct rp_references *references, const struct rp_numbers *numbers,
                 void *rows, size_t row_bytes, size_t count);

/* Has the table a row, or several, of each rank, in the order of the ranks? */
bool rp_is_by_rank(const struct rp_schema_table *schema);

#endif

/* slice_seal.c: makes the slice records of a rank file whole again after a test changed them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/support/slice_seal.h"

#include <stdlib.h>

#include "format/rank_rows.h"
#include "format/table.h"

static bool seal(struct rp_table *table, struct rp_rank_slice *rows)
{
    const size_t last = table->schema->column_count - 1; /* the checksum */

    if (!rp_table_read(table, rows, 0, table->rows))
        return false;
    for (size_t i = 0; i < table->rows; i++)
        rows[i].checksum = rows[i].end_ns ? rp_rank_slice_checksum(&rows[i]) : 0;
    return rp_table_write_column(table, last, rows, 0, table->rows, H5P_DEFAULT);
}

bool slice_seal(hid_t file)
{
    struct rp_rank_slice *rows = NULL;
    struct rp_table table;
    bool good = rp_table_open(&table, file, rp_schema_table(RP_FILE_RANK, RP_RANK_TABLE_slice));

    if (!good)
        return false;
    rows = calloc(table.rows + 1, sizeof(*rows));
    good = rows && seal(&table, rows);
    free(rows);
    rp_table_close(&table);
    return good;
}

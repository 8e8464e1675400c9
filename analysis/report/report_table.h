/* report_table.h: text tables that drop columns where the output is narrow.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_TABLE_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_TABLE_H

#include "analysis/report/report_view.h"

#define RP_CELL_BYTES 64u

/* `cell` writes safe ASCII of at most `width` columns; names come last, beside the table. */
struct rp_report_column {
    const char *title;
    int width;
    int from; /* shown where the output has at least so many columns */
    void (*cell)(const struct rp_report *report, const void *row, char *text);
};

struct rp_report_table {
    const struct rp_report_column *columns;
    size_t count;
    const char *last_title;
};

void rp_report_table_head(const struct rp_report *report, const struct rp_report_table *table);

/* All columns of the row, then a blank; returns the room that is left for the name. */
int rp_report_table_row(const struct rp_report *report, const struct rp_report_table *table,
                        const void *row);

#endif

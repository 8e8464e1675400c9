/* sheet.c: makes sheets of named numbers and finds their columns.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/sheet.h"

#include <stdlib.h>
#include <string.h>

static const char *const sort_names[RP_SORT_COUNT] = {
#define NAME(name) #name,
    RP_SORT_LIST(NAME)
#undef NAME
};

const char *rp_sort_name(enum rp_sort sort)
{
    return sort_names[sort];
}

static size_t count_quantities(enum rp_sort sort)
{
    size_t count = 0;

    while (rp_quantities[sort][count].name)
        count++;
    return count;
}

/* Metrics that share a name are one. */
static void add_metrics(struct rp_sheet *sheet, const struct rp_cluster_file *file)
{
    for (size_t row = 0; row < file->metric_count; row++) {
        const char *name = rp_cluster_file_text(file, file->metric_rows[row].name);

        if (file->metric_rows[row].counted_ranks > 0 &&
            rp_sheet_find(sheet, name) == sheet->columns)
            sheet->names[sheet->columns++] = name;
    }
}

enum rp_status rp_sheet_init(struct rp_sheet *sheet, enum rp_sort sort, size_t rows,
                             const struct rp_cluster_file *metrics)
{
    const size_t own = count_quantities(sort);

    *sheet = (struct rp_sheet){.sort = sort, .rows = rows, .own_columns = own, .columns = own};
    sheet->names = calloc(own + (metrics ? metrics->metric_count : 0) + 1, sizeof(*sheet->names));
    sheet->subjects = calloc(rows + 1, sizeof(*sheet->subjects));
    if (!sheet->names || !sheet->subjects)
        return RP_E_NOMEM;
    for (size_t i = 0; i < own; i++)
        sheet->names[i] = rp_quantities[sort][i].name;
    if (metrics)
        add_metrics(sheet, metrics);
    sheet->values = calloc(rows * sheet->columns + 1, sizeof(*sheet->values));
    if (!sheet->values)
        return RP_E_NOMEM;
    for (size_t i = 0; i < rows * sheet->columns; i++)
        sheet->values[i] = RP_UNKNOWN;
    for (size_t i = 0; i < rows; i++)
        sheet->subjects[i] = (struct rp_subject){
            .name = "", .rank = RP_NO_ROW, .node = RP_NO_ROW, .function = RP_NO_ROW};
    return RP_OK;
}

void rp_sheet_release(struct rp_sheet *sheet)
{
    for (size_t i = 0; sheet->subjects && i < sheet->rows; i++)
        free(sheet->subjects[i].own);
    free(sheet->subjects);
    free(sheet->values);
    free(sheet->names);
    *sheet = (struct rp_sheet){0};
}

size_t rp_sheet_find(const struct rp_sheet *sheet, const char *name)
{
    size_t column = 0;

    while (column < sheet->columns && strcmp(sheet->names[column], name) != 0)
        column++;
    return column;
}

size_t *rp_sheet_metric_columns(const struct rp_sheet *sheet, const struct rp_cluster_file *file)
{
    size_t *columns = calloc(file->metric_count + 1, sizeof(*columns));

    for (size_t row = 0; columns && row < file->metric_count; row++) {
        columns[row] =
            rp_sheet_find(sheet, rp_cluster_file_text(file, file->metric_rows[row].name));
        if (columns[row] < sheet->own_columns)
            columns[row] = sheet->columns; /* a metric that is called like a quantity */
    }
    return columns;
}

double rp_metric_factor(const struct rp_cluster_file *file, size_t metric)
{
    return strcmp(rp_cluster_file_text(file, file->metric_rows[metric].unit), "ns") == 0 ? 1e-9 : 1;
}

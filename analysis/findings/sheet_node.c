/* sheet_node.c: the sheet of nodes: the medians of their ranks, and what they have together.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/findings/sheet_columns.h"
#include "analysis/findings/sheets.h"
#include "analysis/profile/median.h"

const struct rp_quantity rp_node_quantities[] = {RP_RANK_QUANTITIES(RP_QUANTITY_ROW)
                                                     RP_NODE_QUANTITIES(RP_QUANTITY_ROW){NULL}};

/* Rows of the sheet of ranks, by node. */
struct by_node {
    size_t *order;
    size_t *first; /* [node], and one more: where its ranks begin in the order */
};

static enum rp_status sort_ranks(struct by_node *out, const struct rp_sheets *sheets)
{
    const struct rp_sheet *ranks = &sheets->of[RP_SORT_rank];
    const size_t nodes = sheets->of[RP_SORT_node].rows;

    out->order = calloc(ranks->rows + 1, sizeof(*out->order));
    out->first = calloc(nodes + 2, sizeof(*out->first));
    if (!out->order || !out->first)
        return RP_E_NOMEM;
    for (size_t i = 0; i < ranks->rows; i++)
        out->first[ranks->subjects[i].node < nodes ? ranks->subjects[i].node + 1 : nodes + 1]++;
    for (size_t node = 0; node < nodes; node++)
        out->first[node + 1] += out->first[node];
    for (size_t i = 0; i < ranks->rows; i++) {
        if (ranks->subjects[i].node < nodes)
            out->order[out->first[ranks->subjects[i].node]++] = i;
    }
    for (size_t node = nodes; node > 0; node--)
        out->first[node] = out->first[node - 1];
    out->first[0] = 0;
    return RP_OK;
}

/* The columns of ranks are those of nodes without RP_NODE_QUANTITIES in their middle. */
static size_t rank_column(const struct rp_sheet *nodes, size_t column)
{
    if (column < RP_RANK_COLUMNS)
        return column;
    return column < nodes->own_columns ? SIZE_MAX : column - (nodes->own_columns - RP_RANK_COLUMNS);
}

static void fill_medians(const struct rp_sheets *sheets, const struct by_node *ranks, size_t node,
                         double *numbers)
{
    const struct rp_sheet *nodes = &sheets->of[RP_SORT_node];

    for (size_t column = 0; column < nodes->columns; column++) {
        const size_t from = rank_column(nodes, column);
        size_t count = 0;

        for (size_t i = ranks->first[node]; from != SIZE_MAX && i < ranks->first[node + 1]; i++) {
            const double value = rp_sheet_row(&sheets->of[RP_SORT_rank], ranks->order[i])[from];

            if (rp_is_known(value))
                numbers[count++] = value;
        }
        if (count > 0)
            rp_sheet_row(nodes, node)[column] = rp_median(numbers, count);
    }
}

static void fill_counts(const struct rp_sheets *sheets, const struct by_node *ranks, size_t node)
{
    const struct rp_binding_node *bound = &sheets->bindings.nodes[node];
    double *row = rp_sheet_row(&sheets->of[RP_SORT_node], node);

    row[RP_NODE_node_ranks] = (double)(ranks->first[node + 1] - ranks->first[node]);
    row[RP_NODE_all_threads] = 0;
    for (size_t i = ranks->first[node]; i < ranks->first[node + 1]; i++)
        row[RP_NODE_all_threads] +=
            rp_sheet_row(&sheets->of[RP_SORT_rank], ranks->order[i])[RP_RANK_threads];
    if (bound->cpus > 0)
        row[RP_NODE_node_cpus] = bound->cpus;
    if (bound->used_cpus > 0)
        row[RP_NODE_used_cpus] = bound->used_cpus;
}

enum rp_status rp_sheet_make_node(struct rp_sheets *sheets)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct rp_sheet *sheet = &sheets->of[RP_SORT_node];
    struct by_node ranks = {0};
    double *numbers = calloc(file->rank_count + 1, sizeof(*numbers));
    enum rp_status status = rp_sheet_init(sheet, RP_SORT_node, file->node_count, file);

    if (status == RP_OK)
        status = numbers ? sort_ranks(&ranks, sheets) : RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < sheet->rows; i++) {
        sheet->subjects[i].node = (uint32_t)i;
        sheet->subjects[i].name = rp_cluster_file_text(file, file->node_rows[i].name);
        fill_medians(sheets, &ranks, i, numbers);
        fill_counts(sheets, &ranks, i);
    }
    free(ranks.order);
    free(ranks.first);
    free(numbers);
    return status;
}

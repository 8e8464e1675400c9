/* page_cube.c: the call tree of the page by ranks, so that it can be shown for some of them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Ranks are in bins of neighbours. The largest nodes have a row; where others lie beneath one, a
 * second row follows with what they are together, so that the sum of all cells is everything.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/page/page.h"

#define RANK_BINS 128u

struct cube {
    const struct rp_page *page;
    size_t bins, rows;
    uint32_t *row_of;        /* by node of the page's tree: where its value is added up */
    unsigned char *own_rows; /* by node: 0, 1 or, with one for those beneath it, 2 */
    double *sums;            /* [row][bin] of one metric */
};

/* ---- which nodes are rows ---- */

static int falling(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a < b) - (a > b);
}

static double share_of(const struct rp_page *page, uint32_t node)
{
    double share = 0;

    for (size_t metric = 0; metric < page->set.count; metric++) {
        const struct rp_call_node *nodes = page->trees[metric].nodes;
        const double own =
            nodes[0].total > 0 ? (double)nodes[node].total / (double)nodes[0].total : 0;

        share = own > share ? own : share;
    }
    return share;
}

/* The largest nodes; `above` gets the nearest of them for each node. */
static void choose_rows(struct cube *cube, const double *shares, double least, uint32_t *above)
{
    const struct rp_page_tree *tree = &cube->page->tree;

    for (uint32_t i = 0; i < tree->count; i++) {
        const struct rp_page_node *node = &tree->nodes[i];
        const bool has_row = i == 0 || (node->function != RP_PAGE_MERGED && shares[i] >= least);

        above[i] = has_row ? i : above[node->parent];
        if (has_row)
            cube->own_rows[i] = 1;
        else
            cube->own_rows[above[i]] = 2;
    }
}

static void number_rows(struct cube *cube, const uint32_t *above)
{
    const size_t count = cube->page->tree.count;

    for (size_t i = 0; i < count; i++) {
        cube->row_of[i] = above[i] == i ? (uint32_t)cube->rows : cube->row_of[above[i]] + 1;
        cube->rows += cube->own_rows[i];
    }
}

/* The share that a node must have, so that there are at most so many rows. */
static double least_share(const struct cube *cube, const double *shares, double *sorted)
{
    const struct rp_page *page = cube->page;
    const size_t count = page->tree.count;
    const size_t most = page->limits.rank_cells / (cube->bins * page->set.count) / 2;

    if (count <= most)
        return 0;
    memcpy(sorted, shares, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), falling);
    return sorted[most] * (1 + 1e-9);
}

static enum rp_status init_rows(struct cube *cube)
{
    const struct rp_page *page = cube->page;
    const size_t count = page->tree.count;
    double *shares = calloc(2 * count + 2, sizeof(*shares));
    uint32_t *above = calloc(count + 1, sizeof(*above));

    cube->row_of = calloc(count + 1, sizeof(*cube->row_of));
    cube->own_rows = calloc(count + 1, sizeof(*cube->own_rows));
    if (shares && above && cube->row_of && cube->own_rows) {
        for (size_t i = 0; i < count; i++)
            shares[i] = share_of(page, page->tree.nodes[i].node);
        choose_rows(cube, shares, least_share(cube, shares, shares + count), above);
        number_rows(cube, above);
        cube->sums = calloc(cube->rows * cube->bins + 1, sizeof(*cube->sums));
    }
    free(shares);
    free(above);
    return cube->sums ? RP_OK : RP_E_NOMEM;
}

static void release(struct cube *cube)
{
    free(cube->row_of);
    free(cube->own_rows);
    free(cube->sums);
}

/* ---- values ---- */

static size_t bin_of(const struct cube *cube, size_t rank)
{
    const size_t ranks = cube->page->report->profile->rank_count;
    size_t bin = rank * cube->bins / ranks;

    while (rp_page_bin_start(ranks, cube->bins, bin + 1) <= rank)
        bin++;
    return bin;
}

static void add_to_cube(void *to, size_t rank, uint32_t context, uint64_t value)
{
    struct cube *cube = to;
    const struct rp_page_tree *tree = &cube->page->tree;
    const uint32_t node = tree->shown_as[cube->page->trees[0].node_of[context]];

    cube->sums[cube->row_of[node] * cube->bins + bin_of(cube, rank)] += (double)value;
}

static enum rp_status write_metric(struct rp_page *page, struct cube *cube, size_t metric)
{
    struct rp_page_bytes bytes = {0};
    char name[32];

    memset(cube->sums, 0, cube->rows * cube->bins * sizeof(*cube->sums));
    bytes.failed = !rp_page_each_value(page->set.profiles[metric], add_to_cube, cube);
    rp_page_put_log16(&bytes, cube->sums, cube->rows * cube->bins);
    snprintf(name, sizeof(name), "cube-%zu", metric);
    return rp_page_section(page, name, &bytes);
}

static enum rp_status write_rows(struct rp_page *page, const struct cube *cube)
{
    struct rp_page_bytes bytes = {0};

    rp_page_put(&bytes, cube->own_rows, page->tree.count);
    return rp_page_section(page, "cube", &bytes);
}

/* ---- the sections ---- */

enum rp_status rp_page_write_cube(struct rp_page *page)
{
    const size_t ranks = page->report->profile->rank_count;
    struct cube cube = {.page = page, .bins = ranks < RANK_BINS ? ranks : RANK_BINS};
    enum rp_status status = init_rows(&cube);

    if (status == RP_OK)
        status = write_rows(page, &cube);
    for (size_t i = 0; status == RP_OK && i < page->set.count; i++)
        status = write_metric(page, &cube, i);
    json_object_set_new(page->about, "cube_bins", json_integer((json_int_t)cube.bins));
    json_object_set_new(page->about, "cube_rows", json_integer((json_int_t)cube.rows));
    release(&cube);
    return status;
}

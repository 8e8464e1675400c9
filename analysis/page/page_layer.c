/* page_layer.c: one metric by rank and time, before it is reduced to what the page can show.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/page/page_layer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/mpi_class.h"

#define NS           1e-9
#define MOST_COLUMNS 512u
#define MOST_CELLS   (1u << 24) /* of ranks by time: 128 MiB */
#define LEAST_COVER  0.02       /* of a column: from less no value per second is told */

/* Columns are whole numbers of slices, so that a slice does not smear into two of them. */
static struct rp_page_layer layer_of(const struct rp_page *page)
{
    const struct rp_cluster_session *session = &page->report->file->session;
    const double run_ns =
        session->end_ns > session->start_ns ? (double)(session->end_ns - session->start_ns) : 1;
    const double slice_ns = session->slice_ns > 0 ? (double)session->slice_ns : run_ns;
    struct rp_page_layer layer = {.page = page,
                                  .ranks = page->report->profile->rank_count,
                                  .start_ns = (double)session->start_ns,
                                  .column_ns = slice_ns};

    for (;;) {
        layer.columns = (size_t)ceil(run_ns / layer.column_ns);
        if (layer.columns <= 1 ||
            (layer.columns <= MOST_COLUMNS && layer.ranks * layer.columns <= MOST_CELLS))
            break;
        layer.column_ns *= 2;
    }
    layer.columns = layer.columns > 0 ? layer.columns : 1;
    return layer;
}

enum rp_status rp_page_layer_init(struct rp_page_layer *layer, const struct rp_page *page)
{
    *layer = layer_of(page);
    layer->value = calloc(layer->ranks * layer->columns, sizeof(*layer->value));
    layer->cover = calloc(layer->ranks * layer->columns, sizeof(*layer->cover));
    return layer->value && layer->cover ? RP_OK : RP_E_NOMEM;
}

void rp_page_layer_release(struct rp_page_layer *layer)
{
    free(layer->value);
    free(layer->cover);
    layer->value = NULL;
    layer->cover = NULL;
}

/* Spreads what was in a slice over the columns that it covers. */
static void spread(const struct rp_page_layer *layer, size_t rank, uint64_t start_ns,
                   uint64_t end_ns, const double values[2])
{
    const double from = ((double)start_ns - layer->start_ns) / layer->column_ns;
    const double to = ((double)end_ns - layer->start_ns) / layer->column_ns;

    for (size_t at = from > 0 ? (size_t)from : 0; at < layer->columns && (double)at < to; at++) {
        const double low = from > (double)at ? from : (double)at;
        const double high = to < (double)at + 1 ? to : (double)at + 1;
        const double share = (high - low) / (to - from);

        layer->value[rank * layer->columns + at] += (float)(values[0] * share);
        layer->cover[rank * layer->columns + at] += (float)(values[1] * share);
    }
}

/* The number among the chosen ranks of each row of /ranks. */
static uint32_t *number_ranks(const struct rp_profile *profile)
{
    uint32_t *numbers = calloc(profile->file->rank_count + 1, sizeof(*numbers));

    for (size_t i = 0; numbers && i < profile->rank_count; i++)
        numbers[profile->ranks[i].row - profile->file->rank_rows] = (uint32_t)i;
    return numbers;
}

static bool fill_metric(const struct rp_page_layer *layer, size_t metric)
{
    const struct rp_profile *profile = layer->page->set.profiles[metric];
    const struct rp_cluster_file *file = profile->file;
    bool *is_metric = rp_page_metric_rows(profile);
    uint32_t *numbers = number_ranks(profile);
    const bool ready = is_metric && numbers;
    const struct rp_cluster_series *row = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_series);
    while (ready && (row = rp_cluster_scan_next(&scan)) != NULL) {
        const double values[2] = {(double)row->value, (double)(row->end_ns - row->start_ns) * NS};

        if (profile->chosen[row->rank] && is_metric[row->metric] && row->end_ns > row->start_ns)
            spread(layer, numbers[row->rank], row->start_ns, row->end_ns, values);
    }
    rp_cluster_scan_end(&scan);
    free(is_metric);
    free(numbers);
    return ready;
}

static bool fill_outside(const struct rp_page_layer *layer)
{
    const struct rp_profile *profile = layer->page->report->profile;
    const struct rp_cluster_file *file = profile->file;
    const struct rp_cluster_mpi_time *row = NULL;
    struct rp_cluster_scan scan;
    uint32_t *numbers = number_ranks(profile);

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    while (numbers && (row = rp_cluster_scan_next(&scan)) != NULL) {
        const double seconds = (double)row->time_ns * NS;
        const double values[2] = {row->class == RP_CLASS_OUTSIDE ? seconds : 0,
                                  row->class == RP_CLASS_SPAN ? seconds : 0};

        if (profile->chosen[row->rank] && row->end_ns > row->start_ns &&
            (row->class == RP_CLASS_OUTSIDE || row->class == RP_CLASS_SPAN))
            spread(layer, numbers[row->rank], row->start_ns, row->end_ns, values);
    }
    rp_cluster_scan_end(&scan);
    free(numbers);
    return numbers != NULL;
}

/* Makes each cell a value of one second; RP_PAGE_NO_DATA where too little of the column is covered.
 */
static void finish(const struct rp_page_layer *layer)
{
    const float least = (float)(LEAST_COVER * layer->column_ns * NS);

    for (size_t i = 0; i < layer->ranks * layer->columns; i++)
        layer->value[i] =
            layer->cover[i] > least ? layer->value[i] / layer->cover[i] : RP_PAGE_NO_DATA;
}

bool rp_page_layer_fill(struct rp_page_layer *layer, size_t metric)
{
    const size_t bytes = layer->ranks * layer->columns * sizeof(*layer->value);

    memset(layer->value, 0, bytes);
    memset(layer->cover, 0, bytes);
    if (!(metric < layer->page->set.count ? fill_metric(layer, metric) : fill_outside(layer)))
        return false;
    finish(layer);
    return true;
}

/* page_heat.c: what each rank did when: layers of ranks by time, and bands of all ranks over time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A layer is a metric per second of a rank, or its share of time outside MPI. Where a cell stands
 * for several ranks it keeps the largest value beside the mean: one slow rank of thousands moves a
 * mean by nothing that can be seen.
 */
#include <stdlib.h>

#include "analysis/page/page_layer.h"

#define NS        1e-9
#define MOST_ROWS 512u
#define BANDS     5u /* min, 5 %, mean, 95 %, max */

/* ---- reducing ---- */

/* Mean and largest of the cells that one cell of the page stands for. */
static void reduce_row(const struct rp_page_layer *layer, size_t first, size_t end, float *max,
                       float *mean)
{
    for (size_t at = 0; at < layer->columns; at++) {
        double sum = 0;
        size_t count = 0;

        max[at] = RP_PAGE_NO_DATA;
        for (size_t rank = first; rank < end; rank++) {
            const float value = layer->value[rank * layer->columns + at];

            if (value < 0)
                continue;
            sum += (double)value;
            count++;
            max[at] = value > max[at] ? value : max[at];
        }
        mean[at] = count > 0 ? (float)(sum / (double)count) : RP_PAGE_NO_DATA;
    }
}

static enum rp_status write_cells(struct rp_page *page, const struct rp_page_layer *layer,
                                  size_t rows, const char *name, double *most)
{
    const size_t cells = rows * layer->columns;
    struct rp_page_bytes bytes = {0};
    float *max = calloc(2 * cells, sizeof(*max));

    bytes.failed = !max;
    *most = 0;
    for (size_t row = 0; max && row < rows; row++)
        reduce_row(layer, rp_page_bin_start(layer->ranks, rows, row),
                   rp_page_bin_start(layer->ranks, rows, row + 1), max + row * layer->columns,
                   max + cells + row * layer->columns);
    for (size_t i = 0; max && i < cells; i++)
        *most = (double)max[i] > *most ? (double)max[i] : *most;
    if (max)
        rp_page_put_log8(&bytes, max, 2 * cells, *most);
    free(max);
    return rp_page_section(page, name, &bytes);
}

static int rising(const void *left, const void *right)
{
    const float a = *(const float *)left;
    const float b = *(const float *)right;

    return (a > b) - (a < b);
}

/* min, 5 %, mean, 95 %, max over the ranks with data in one column; all RP_PAGE_NO_DATA without
 * any. */
static void find_bands(const struct rp_page_layer *layer, size_t column, float *sorted,
                       double *bands)
{
    size_t count = 0;
    double sum = 0;

    for (size_t rank = 0; rank < layer->ranks; rank++) {
        sorted[count] = layer->value[rank * layer->columns + column];
        count += sorted[count] >= 0;
    }
    qsort(sorted, count, sizeof(*sorted), rising);
    for (size_t i = 0; i < count; i++)
        sum += (double)sorted[i];
    for (size_t i = 0; i < BANDS; i++)
        bands[i * layer->columns + column] = (double)RP_PAGE_NO_DATA;
    if (count == 0)
        return;
    bands[column] = (double)sorted[0];
    bands[layer->columns + column] = (double)sorted[(count - 1) / 20];
    bands[2 * layer->columns + column] = sum / (double)count;
    bands[3 * layer->columns + column] = (double)sorted[count - 1 - (count - 1) / 20];
    bands[4 * layer->columns + column] = (double)sorted[count - 1];
}

static enum rp_status write_bands(struct rp_page *page, const struct rp_page_layer *layer,
                                  const char *name)
{
    struct rp_page_bytes bytes = {0};
    double *bands = calloc(BANDS * layer->columns, sizeof(*bands));
    float *sorted = calloc(layer->ranks + 1, sizeof(*sorted));

    bytes.failed = !bands || !sorted;
    for (size_t column = 0; !bytes.failed && column < layer->columns; column++)
        find_bands(layer, column, sorted, bands);
    if (!bytes.failed)
        rp_page_put_f32(&bytes, bands, BANDS * layer->columns);
    free(bands);
    free(sorted);
    return rp_page_section(page, name, &bytes);
}

/* ---- the layers ---- */

/* What of it is there: the layer has data where a rank has any. */
static bool has_data(const struct rp_page_layer *layer)
{
    for (size_t i = 0; i < layer->ranks * layer->columns; i++) {
        if (layer->value[i] > 0)
            return true;
    }
    return false;
}

static size_t choose_rows(const struct rp_page_layer *layer, size_t layers)
{
    const size_t most = layer->page->limits.heat_cells / (2 * layers * layer->columns);
    size_t rows = layer->ranks < MOST_ROWS ? layer->ranks : MOST_ROWS;

    rows = rows < most ? rows : most;
    return rows > 0 ? rows : 1;
}

static json_t *describe(const struct rp_page_layer *layer, size_t metric, size_t rows, double most)
{
    const bool is_metric = metric < layer->page->set.count;
    const struct rp_report_unit si =
        rp_report_unit(is_metric ? layer->page->set.profiles[metric]->unit : "");

    return json_pack("{s:s, s:s, s:f, s:I, s:f}", "metric",
                     is_metric ? layer->page->set.profiles[metric]->metric : "outside MPI", "unit",
                     is_metric ? si.name : "share", "factor", is_metric ? si.factor : 1.0, "rows",
                     (json_int_t)rows, "max", most);
}

/* One layer; the number after those of the metrics is that of the time outside MPI. */
static enum rp_status write_layer(struct rp_page *page, struct rp_page_layer *layer, size_t metric,
                                  json_t *layers)
{
    const size_t rows = choose_rows(layer, page->set.count + 1);
    enum rp_status status = RP_OK;
    char name[32];
    double most = 0;

    if (!rp_page_layer_fill(layer, metric))
        return RP_E_NOMEM;
    if (!has_data(layer))
        return RP_OK;
    snprintf(name, sizeof(name), "heat-%zu", json_array_size(layers));
    status = write_cells(page, layer, rows, name, &most);
    snprintf(name, sizeof(name), "bands-%zu", json_array_size(layers));
    if (status == RP_OK)
        status = write_bands(page, layer, name);
    json_array_append_new(layers, describe(layer, metric, rows, most));
    return status;
}

enum rp_status rp_page_write_heat(struct rp_page *page)
{
    struct rp_page_layer layer;
    json_t *layers = json_array();
    enum rp_status status = rp_page_layer_init(&layer, page);

    for (size_t metric = 0; status == RP_OK && metric <= page->set.count; metric++)
        status = write_layer(page, &layer, metric, layers);
    rp_page_layer_release(&layer);
    json_object_set_new(page->about, "layers", layers);
    json_object_set_new(page->about, "columns", json_integer((json_int_t)layer.columns));
    json_object_set_new(page->about, "column_seconds", json_real(layer.column_ns * NS));
    return status;
}

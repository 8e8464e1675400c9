/* page_ranks.c: the ranks of the page: their nodes, and their values in bins of neighbours.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/page/page.h"
#include "analysis/report/report_json.h"

#define RANK_BINS 4096u

size_t rp_page_bin_start(size_t ranks, size_t bins, size_t bin)
{
    return bin * ranks / bins;
}

/* Numbers of ranks, as distances, and the number of each one's node. */
static enum rp_status write_names(struct rp_page *page)
{
    const struct rp_profile *profile = page->report->profile;
    struct rp_page_bytes bytes = {0};
    uint32_t next = 0;

    for (size_t i = 0; i < profile->rank_count; i++) {
        const struct rp_cluster_rank *row = profile->ranks[i].row;

        rp_page_put_varint(&bytes, row->rank - next);
        rp_page_put_varint(&bytes, row->node);
        next = row->rank + 1;
    }
    return rp_page_section(page, "ranks", &bytes);
}

/* One metric: mean and largest value of a rank in each bin, and which rank of the bin that is. */
struct bins {
    double *mean, *max;
    uint32_t *at;
};

static void fill_bins(const struct bins *bins, const struct rp_profile *profile, size_t count)
{
    for (size_t bin = 0; bin < count; bin++) {
        const size_t first = rp_page_bin_start(profile->rank_count, count, bin);
        const size_t end = rp_page_bin_start(profile->rank_count, count, bin + 1);

        for (size_t i = first; i < end; i++) {
            const double value = (double)profile->ranks[i].value;

            bins->mean[bin] += value / (double)(end - first);
            if (value > bins->max[bin]) {
                bins->max[bin] = value;
                bins->at[bin] = (uint32_t)(i - first);
            }
        }
    }
}

static enum rp_status write_values(struct rp_page *page, size_t metric, size_t count)
{
    const struct bins bins = {
        .mean = calloc(count, sizeof(*bins.mean)),
        .max = calloc(count, sizeof(*bins.max)),
        .at = calloc(count, sizeof(*bins.at)),
    };
    struct rp_page_bytes bytes = {.failed = !bins.mean || !bins.max || !bins.at};
    char name[32];

    if (!bytes.failed) {
        fill_bins(&bins, page->set.profiles[metric], count);
        rp_page_put_f32(&bytes, bins.mean, count);
        rp_page_put_f32(&bytes, bins.max, count);
        rp_page_put_u32(&bytes, bins.at, count);
    }
    free(bins.mean);
    free(bins.max);
    free(bins.at);
    snprintf(name, sizeof(name), "ranks-%zu", metric);
    return rp_page_section(page, name, &bytes);
}

static json_t *node_names(const struct rp_cluster_file *file)
{
    json_t *array = json_array();

    for (size_t i = 0; i < file->node_count; i++)
        json_array_append_new(
            array, rp_report_json_name(rp_cluster_file_text(file, file->node_rows[i].name)));
    return array;
}

enum rp_status rp_page_write_ranks(struct rp_page *page)
{
    const size_t ranks = page->report->profile->rank_count;
    const size_t count = ranks < RANK_BINS ? ranks : RANK_BINS;
    enum rp_status status = write_names(page);

    for (size_t i = 0; status == RP_OK && i < page->set.count; i++)
        status = write_values(page, i, count);
    json_object_set_new(page->about, "ranks", json_integer((json_int_t)ranks));
    json_object_set_new(page->about, "rank_bins", json_integer((json_int_t)count));
    json_object_set_new(page->about, "nodes_names", node_names(page->report->file));
    return status;
}

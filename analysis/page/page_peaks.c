/* page_peaks.c: for each node of the page's tree the largest inclusive value that a rank has there.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/page/page.h"

/* One rank's inclusive values by node of the page's tree; only what it has is cleared. */
struct peaks {
    const struct rp_page *page;
    double *value;
    uint32_t *touched;
    size_t touched_count;
    size_t rank;
    double *max;
    uint32_t *worst;
};

static void end_rank(struct peaks *peaks)
{
    for (size_t i = 0; i < peaks->touched_count; i++) {
        const uint32_t node = peaks->touched[i];

        if (peaks->value[node] > peaks->max[node]) {
            peaks->max[node] = peaks->value[node];
            peaks->worst[node] = peaks->page->report->profile->ranks[peaks->rank].row->rank;
        }
        peaks->value[node] = 0;
    }
    peaks->touched_count = 0;
}

static void add_to_peaks(void *to, size_t rank, uint32_t context, uint64_t value)
{
    struct peaks *peaks = to;
    const struct rp_page_tree *tree = &peaks->page->tree;
    uint32_t node = tree->shown_as[peaks->page->trees[0].node_of[context]];

    if (rank != peaks->rank)
        end_rank(peaks);
    peaks->rank = rank;
    for (;; node = tree->nodes[node].parent) {
        if (peaks->value[node] == 0 && value > 0)
            peaks->touched[peaks->touched_count++] = node;
        peaks->value[node] += (double)value;
        if (node == 0)
            return;
    }
}

enum rp_status rp_page_write_peaks(struct rp_page *page)
{
    const size_t count = page->tree.count;
    struct rp_page_bytes bytes = {0};
    struct peaks peaks = {
        .page = page,
        .value = calloc(count + 1, sizeof(*peaks.value)),
        .touched = calloc(count + 1, sizeof(*peaks.touched)),
        .max = calloc(count + 1, sizeof(*peaks.max)),
        .worst = calloc(count + 1, sizeof(*peaks.worst)),
    };

    bytes.failed = !peaks.value || !peaks.touched || !peaks.max || !peaks.worst;
    if (!bytes.failed) {
        bytes.failed = !rp_page_each_value(page->set.profiles[0], add_to_peaks, &peaks);
        end_rank(&peaks);
        rp_page_put_f32(&bytes, peaks.max, count);
        rp_page_put_u32(&bytes, peaks.worst, count);
    }
    free(peaks.value);
    free(peaks.touched);
    free(peaks.max);
    free(peaks.worst);
    return rp_page_section(page, "peaks", &bytes);
}

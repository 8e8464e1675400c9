/* page_peers.c: who of the ranks sent how much to whom, as a matrix of bins of ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/page/page.h"

#define RANK_BINS 256u

/* The bin of a rank by its number; `bins` for one that is not among the chosen. */
static size_t bin_of(const struct rp_profile *profile, size_t bins, uint32_t rank)
{
    size_t low = 0;
    size_t high = profile->rank_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (profile->ranks[middle].row->rank < rank)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == profile->rank_count || profile->ranks[low].row->rank != rank)
        return bins;
    for (high = low * bins / profile->rank_count;
         rp_page_bin_start(profile->rank_count, bins, high + 1) <= low;)
        high++;
    return high;
}

/* Adds up the pairs; returns the bytes to ranks that are not in the matrix. */
static double fill(const struct rp_report *report, size_t bins, double *bytes, double *messages)
{
    double outside = 0;

    for (size_t i = 0; i < report->peers.pair_count; i++) {
        const struct rp_mpi_pair *pair = &report->peers.pairs[i];
        const size_t from = bin_of(report->profile, bins, pair->from);
        const size_t to = bin_of(report->profile, bins, pair->to);

        if (from == bins || to == bins) {
            outside += (double)pair->bytes;
            continue;
        }
        bytes[from * bins + to] += (double)pair->bytes;
        messages[from * bins + to] += (double)pair->messages;
    }
    return outside;
}

enum rp_status rp_page_write_peers(struct rp_page *page)
{
    const size_t ranks = page->report->profile->rank_count;
    const size_t bins = ranks < RANK_BINS ? ranks : RANK_BINS;
    struct rp_page_bytes section = {0};
    double *bytes = NULL;
    double outside = 0;

    if (page->report->peers.pair_count == 0)
        return RP_OK;
    bytes = calloc(2 * bins * bins, sizeof(*bytes));
    section.failed = !bytes;
    if (bytes) {
        outside = fill(page->report, bins, bytes, bytes + bins * bins);
        rp_page_put_f32(&section, bytes, 2 * bins * bins);
    }
    free(bytes);
    json_object_set_new(page->about, "peer_bins", json_integer((json_int_t)bins));
    json_object_set_new(page->about, "peer_bytes_outside", json_real(outside));
    return rp_page_section(page, "peers", &section);
}

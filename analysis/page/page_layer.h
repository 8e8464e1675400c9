/* page_layer.h: one metric by rank and time, before it is reduced to what the page can show.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PAGE_PAGE_LAYER_H
#define RANKPROF_ANALYSIS_PAGE_PAGE_LAYER_H

#include "analysis/page/page.h"

#define RP_PAGE_NO_DATA (-1.0f)

/* By rank of the profile and column of time. */
struct rp_page_layer {
    const struct rp_page *page;
    size_t ranks, columns;
    double start_ns, column_ns;
    float *value; /* [rank][column], of a second; RP_PAGE_NO_DATA: nothing is known */
    float *cover; /* [rank][column]: seconds that are known */
};

/* On failure too there is something to release. */
enum rp_status rp_page_layer_init(struct rp_page_layer *layer, const struct rp_page *page);
void rp_page_layer_release(struct rp_page_layer *layer);

/* With a metric of the page's set, or, for the number after the last, the share outside MPI. */
bool rp_page_layer_fill(struct rp_page_layer *layer, size_t metric);

#endif

/* page_values.c: the values of one metric, those of the chosen ranks, in the order of the ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/page/page.h"

bool *rp_page_metric_rows(const struct rp_profile *profile)
{
    const struct rp_cluster_file *file = profile->file;
    bool *is_metric = calloc(file->metric_count + 1, sizeof(*is_metric));

    for (size_t row = 0; is_metric && row < file->metric_count; row++)
        is_metric[row] =
            strcmp(rp_cluster_file_text(file, file->metric_rows[row].name), profile->metric) == 0;
    return is_metric;
}

bool rp_page_each_value(const struct rp_profile *profile, rp_page_add *add, void *to)
{
    const struct rp_cluster_file *file = profile->file;
    const struct rp_cluster_value *row = NULL;
    struct rp_cluster_scan scan;
    bool *is_metric = rp_page_metric_rows(profile);
    size_t rank = 0;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    while (is_metric && (row = rp_cluster_scan_next(&scan)) != NULL) {
        if (!profile->chosen[row->rank] || !is_metric[row->metric])
            continue;
        while (profile->ranks[rank].row != &file->rank_rows[row->rank])
            rank++;
        add(to, rank, row->context, row->value);
    }
    rp_cluster_scan_end(&scan);
    free(is_metric);
    return is_metric != NULL;
}

/* identity_column.c: what the ranks say under one key of their identity.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/identity_column.h"

#include <stdlib.h>
#include <string.h>

const char **rp_identity_column(const struct rp_cluster_file *file, const char *key)
{
    const char **values = calloc(file->rank_count + 1, sizeof(*values));
    struct rp_cluster_scan scan;

    if (!values)
        return NULL;
    for (size_t i = 0; i < file->rank_count; i++)
        values[i] = "";
    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_identity);
    for (const struct rp_cluster_identity *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        if (strcmp(rp_cluster_file_text(file, row->key), key) == 0)
            values[row->rank] = rp_cluster_file_text(file, row->value);
    }
    rp_cluster_scan_end(&scan);
    return values;
}

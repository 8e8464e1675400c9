/* identity_column.c: what the ranks say under one key of their identity.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/identity_column.h"

#include <stdlib.h>
#include <string.h>

const char **rp_identity_column(const struct rp_cluster_file *file, const char *key)
{
    const char **values = calloc(file->rank_count + 1, sizeof(*values));

    if (!values)
        return NULL;
    for (size_t i = 0; i < file->rank_count; i++)
        values[i] = "";
    for (size_t i = 0; i < file->identity_count; i++) {
        const struct rp_cluster_identity *row = &file->identity_rows[i];

        if (strcmp(rp_cluster_file_text(file, row->key), key) == 0)
            values[row->rank] = rp_cluster_file_text(file, row->value);
    }
    return values;
}

/* identity_column.h: what the ranks say under one key of their identity.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_IDENTITY_COLUMN_H
#define RANKPROF_ANALYSIS_FINDINGS_IDENTITY_COLUMN_H

#include "format/cluster_file.h"

/* By row of /ranks, "" where a rank says nothing; to be freed. NULL: out of memory. */
const char **rp_identity_column(const struct rp_cluster_file *file, const char *key);

#endif

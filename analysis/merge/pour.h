/* pour.h: writes a table of the cluster file from rows that come in batches.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_POUR_H
#define RANKPROF_ANALYSIS_MERGE_POUR_H

#include "analysis/merge/progress.h"
#include "analysis/team/mail.h"
#include "format/cluster_file.h"

/* How a table is written. */
struct rp_pouring {
    struct rp_cluster_writer *writer;
    struct rp_progress *progress; /* is told the rows */
    struct rp_spill *spill;       /* may hold the reason of a failure of `next` */
};

/* Rows in the order in which they are to stand, a batch at a time. */
struct rp_source {
    /* The next batch, valid until the next call; none at the end. */
    enum rp_status (*next)(void *context, const void **rows, size_t *count);
    /* Collective, after each batch of anybody; may be NULL. */
    enum rp_status (*between)(void *context, struct rp_team *team, struct rp_error *error);
    void *context;
    uint64_t count; /* of this member's rows, known before */
};

/* Collective. The members' rows stand in the order of the members. */
enum rp_status rp_pour(const struct rp_pouring *pouring, struct rp_team *team,
                       enum rp_cluster_table table, const struct rp_source *source,
                       struct rp_error *error);

#endif

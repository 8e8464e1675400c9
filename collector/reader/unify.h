/* unify.h: gives equal contexts, modules and metrics of all processes one row in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_UNIFY_H
#define RANKPROF_COLLECTOR_READER_UNIFY_H

#include <stdbool.h>

#include "format/rank_writer.h"

struct rp_unify;

/* What an agent says of a metric, its texts resolved. Not owned. */
struct rp_unify_metric {
    const char *name, *unit, *source, *reason;
    uint16_t state; /* enum rp_metric_state */
    uint16_t multiplexed;
};

/* Adds the root context, row 0. `writer` is not owned and must outlive *out. */
enum rp_status rp_unify_new(struct rp_unify **out, struct rp_rank_writer *writer);
void rp_unify_free(struct rp_unify *unify); /* NULL is allowed */

struct rp_rank_writer *rp_unify_writer(struct rp_unify *unify);

/* The row of the context, which is added when it is new. parent and module are rows of the file. */
enum rp_status rp_unify_context(struct rp_unify *unify, const struct rp_rank_context *context,
                                uint32_t *row);

/* `build_id` in hexadecimal, "" for none. */
enum rp_status rp_unify_module(struct rp_unify *unify, const char *path, const char *build_id,
                               uint32_t *row);

/* One row for a name and state: an event may be refused in one process and counted in another. */
enum rp_status rp_unify_metric(struct rp_unify *unify, const struct rp_unify_metric *metric,
                               uint32_t *row);

/* A metric that could not be had in some process, or is dead. Texts belong to the unifier. */
struct rp_unify_refusal {
    char *name;
    char *reason;
    bool is_dead; /* it was counted, and nothing came */
};

/* All of them, in the order they were met; stores how many. */
const struct rp_unify_refusal *rp_unify_refusals(const struct rp_unify *unify, size_t *count);

/* Keeps the first remark of a process on its sampling source; "" is none. */
void rp_unify_note_source(struct rp_unify *unify, const char *remark);

/* The one that is kept, or "". */
const char *rp_unify_source_remark(const struct rp_unify *unify);

#endif

/* catalog.h: the modules, metrics, names and nodes of the job, known whole to every process.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_CATALOG_H
#define RANKPROF_ANALYSIS_INPUT_CATALOG_H

#include "analysis/input/share.h"
#include "analysis/team/mail.h"

/* By number in the cluster file; the same on all members, but that texts are the share's. */
struct rp_catalog {
    struct rp_rows modules;    /* of struct rp_share_module, sorted by path */
    struct rp_rows metrics;    /* of struct rp_share_metric, in the order of the rank files */
    struct rp_rows names;      /* of struct rp_share_name, sorted: of contexts that are no code */
    struct rp_rows nodes;      /* of struct rp_share_name, sorted */
    struct rp_rows gpus;       /* of struct rp_share_gpu, sorted by node and bus */
    struct rp_rows rank_nodes; /* of uint32_t: row of /nodes, by row of /ranks */
    uint32_t *name_numbers;    /* of the share's names; and so on */
    uint32_t *module_numbers;
    uint32_t *metric_numbers;
    uint32_t *node_numbers;
    uint32_t *gpu_numbers;
    uint32_t *sensor_numbers;
    uint32_t *context_numbers;    /* filled by rp_contexts_unify() */
    const uint32_t *rank_numbers; /* the roster's; NULL: ranks keep theirs */
    uint16_t *symbols; /* enum rp_module_symbols, by module; filled by rp_symbols_add() */
};

/* Collective. All but the names. The first process gets the rows of /metrics and /nodes. */
enum rp_status rp_catalog_make(struct rp_catalog *out, struct rp_team *team, struct rp_share *share,
                               struct rp_error *error);

/* Collective. The names, when the share has all of them. */
enum rp_status rp_catalog_add_names(struct rp_catalog *catalog, struct rp_team *team,
                                    struct rp_share *share, struct rp_error *error);
void rp_catalog_release(struct rp_catalog *catalog); /* a zeroed one is allowed */

/* The first process gets the rows of /modules. */
enum rp_status rp_catalog_add_modules(const struct rp_catalog *catalog, const struct rp_team *team,
                                      struct rp_share *share);

#endif

/* metric_groups.h: groups of counters and the metrics that follow from them, read from text files.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The language is described in data/README.md.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_METRIC_GROUPS_H
#define RANKPROF_ANALYSIS_FINDINGS_METRIC_GROUPS_H

#include "analysis/findings/entry_file.h"
#include "analysis/findings/expression.h"

/* A metric that is worked out of others. */
struct rp_derived_metric {
    char *name; /* as rules may ask for it */
    char *unit; /* "1", "Hz", "bytes/s", "share" */
    char *meaning;
    struct rp_expression expression;
};

struct rp_metric_group {
    char *name;
    char *about;
    char **events; /* each once */
    size_t event_count;
    struct rp_derived_metric *metrics;
    size_t metric_count;
};

struct rp_metric_groups {
    struct rp_metric_group *list;
    size_t count;
};

/* As rp_rules_add(). */
enum rp_status rp_metric_groups_add(struct rp_metric_groups *groups, const struct rp_entry *entry,
                                    struct rp_problems *problems);
void rp_metric_groups_release(struct rp_metric_groups *groups); /* a zeroed one is allowed */

const struct rp_metric_group *rp_metric_group_find(const struct rp_metric_groups *groups,
                                                   const char *name);

/* The number of a derived metric among those of all groups, or their number. */
size_t rp_derived_metric_find(const struct rp_metric_groups *groups, const char *name);
size_t rp_derived_metric_count(const struct rp_metric_groups *groups);
const struct rp_derived_metric *rp_derived_metric_at(const struct rp_metric_groups *groups,
                                                     size_t number);

#endif

/* scope.h: what names mean in a rule or metric that is about one sort of thing.
 * SPDX-License-Identifier: Apache-2.0
 *
 * In this order: a quantity of the sort or a metric that was counted; "time", the sampled time; a
 * derived metric of a group of counters; "usual", the median of a comparison; a quantity of the
 * job.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_SCOPE_H
#define RANKPROF_ANALYSIS_FINDINGS_SCOPE_H

#include "analysis/findings/metric_groups.h"
#include "analysis/findings/sheets.h"

struct rp_scope {
    const struct rp_sheets *sheets;
    const struct rp_sheet *sheet;
    const struct rp_metric_groups *groups;
    size_t row;                    /* the thing that values are asked for */
    double usual;                  /* "usual": of a comparison, the median; else unknown */
    struct rp_expression *derived; /* bound to this sort, by number; made when it is asked for */
    size_t derived_count;
    bool in_derived; /* their formulas may not ask for each other */
    bool no_memory;
};

/* `groups` may be NULL. RP_E_NOMEM. */
enum rp_status rp_scope_init(struct rp_scope *scope, const struct rp_sheets *sheets,
                             enum rp_sort sort, const struct rp_metric_groups *groups);
void rp_scope_release(struct rp_scope *scope);

/* For rp_expression_bind() and rp_expression_value(); `scope` is a struct rp_scope. */
bool rp_scope_find(void *scope, const char *name, uint32_t *place);
double rp_scope_value(void *scope, uint32_t place);

#endif

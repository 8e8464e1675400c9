/* comparing.h: the values of one rule that compares ranks, and how far they may lie apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_COMPARING_H
#define RANKPROF_ANALYSIS_FINDINGS_COMPARING_H

#include "analysis/findings/equality_test.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/scope.h"

/* One rule while it is compared. */
struct rp_comparing {
    const struct rp_rule *rule;
    struct rp_scope *scope;
    const struct rp_sheets *sheets;
    double tail; /* chance of error of one comparison */
    double *values;
    size_t *rows; /* of the sheet of ranks: who has each value */
    size_t count;
    bool *members; /* by row of the sheet of ranks */
    double *node_values;
    size_t *node_rows;
    size_t node_count;
    double *spare;
    struct rp_equality ranks;
    struct rp_equality nodes;
};

/*
 * Works out the values of `it->rule`, bound to `it->scope`, and how far they may lie apart; rule,
 * scope, sheets and tail are given. RP_E_NOMEM. Released in any case.
 */
enum rp_status rp_comparing_fill(struct rp_comparing *it);
void rp_comparing_release(struct rp_comparing *it);

#endif

/* check_view.h: what a check found, and the forms that show it; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_CHECK_VIEW_H
#define RANKPROF_ANALYSIS_COMPARE_CHECK_VIEW_H

#include <jansson.h>

#include "analysis/compare/check.h"
#include "analysis/compare/compared_run.h"
#include "analysis/compare/gate.h"
#include "analysis/report/terminal.h"

enum rp_checked_kind { RP_CHECKED_WALL, RP_CHECKED_METRIC, RP_CHECKED_FUNCTION };

struct rp_checked {
    enum rp_checked_kind kind;
    uint32_t function; /* of the names of functions */
    char *path;        /* of what is slower: the call path that grew most; NULL: none */
};

struct rp_check_result {
    const struct rp_check_settings *settings;
    struct rp_compared_runs runs; /* the last one is the new one */
    struct rp_checked *things;
    struct rp_gate_item *items; /* of each thing */
    size_t count;
    double *bases; /* that the items point into */
    size_t slower_count;
    enum rp_verdict verdict;
    char reason[256]; /* why there is no verdict; "" */
};

/* "wall time", "cpu_time", or the name of the function. */
const char *rp_checked_name(const struct rp_check_result *result, size_t number);
const char *rp_checked_unit(const struct rp_check_result *result, size_t number);

/* Growth of an item, and the one from which on it would have been named; relative, or unknown. */
double rp_checked_growth(const struct rp_gate_item *item);
double rp_checked_detectable(const struct rp_gate_item *item);

/* Order of display: what is slower first, the surest first. */
void rp_check_sort(struct rp_check_result *result);

void rp_check_text(const struct rp_check_result *result, const struct rp_terminal *terminal);
enum rp_status rp_check_json(const struct rp_check_result *result, FILE *out,
                             struct rp_error *error);
enum rp_status rp_check_junit(const struct rp_check_result *result, const char *path,
                              struct rp_error *error);

#endif

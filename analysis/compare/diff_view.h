/* diff_view.h: what a diff found, and the forms that show it; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_DIFF_VIEW_H
#define RANKPROF_ANALYSIS_COMPARE_DIFF_VIEW_H

#include <jansson.h>

#include "analysis/compare/compared_run.h"
#include "analysis/compare/diff.h"
#include "analysis/report/terminal.h"

enum rp_change_state { RP_CHANGED, RP_CHANGE_NEW, RP_CHANGE_GONE };

/* A function or call path; values are exclusive. */
struct rp_change {
    uint32_t number; /* of the names */
    enum rp_change_state state;
    struct rp_compared_value before, after;
    bool sure; /* more than counting samples makes two runs differ */
};

/* By how much they changed, most first; those without any value are left out. */
struct rp_changes {
    struct rp_change *list;
    size_t count;
};

struct rp_diff {
    const struct rp_diff_settings *settings;
    struct rp_compared_runs runs; /* the old one, the new one */
    struct rp_changes functions, paths;
    struct rp_differing_fact *facts;
    size_t fact_count;
};

/* What changed between the two runs that `diff` has. RP_E_NOMEM. */
enum rp_status rp_diff_find(struct rp_diff *diff, struct rp_error *error);
void rp_diff_release(struct rp_diff *diff);

double rp_change_of(const struct rp_change *change);

/* "changed", "new", "gone" */
const char *rp_change_state_name(enum rp_change_state state);

void rp_diff_text(const struct rp_diff *diff, const struct rp_terminal *terminal);

/* With `most` functions and call paths, and what the others are together. NULL without memory. */
json_t *rp_diff_json_object(const struct rp_diff *diff, size_t most);
enum rp_status rp_diff_json(const struct rp_diff *diff, FILE *out, struct rp_error *error);

#endif

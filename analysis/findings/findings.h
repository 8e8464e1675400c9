/* findings.h: what to fix first: the rules applied to a profile.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_FINDINGS_H
#define RANKPROF_ANALYSIS_FINDINGS_FINDINGS_H

#include "analysis/findings/rules.h"
#include "analysis/findings/scope.h"
#include "analysis/findings/sheets.h"

struct rp_job_finding {
    const struct rp_rule *rule; /* its name is the kind of the finding */
    char *text;
    char *evidence[RP_RULE_EVIDENCE];
    size_t evidence_count;
    char *hint;         /* "" for none */
    double recoverable; /* share of the wall time; RP_UNKNOWN */
    uint32_t *ranks;    /* numbers, rising */
    size_t rank_count;
    uint32_t *nodes; /* rows of /nodes, rising */
    size_t node_count;
    uint32_t function; /* of the profile, RP_NO_ROW: none */
    size_t others;     /* things that the rule holds for as well, and that are not told */
};

/* A rule that cannot be tried here, and the name that it asks for. */
struct rp_untried_rule {
    const struct rp_rule *rule;
    const char *name;
};

struct rp_job_findings {
    struct rp_job_finding *list; /* by what can be recovered, most first; not known ones last */
    size_t count;
    struct rp_untried_rule *untried;
    size_t untried_count;
    size_t tried; /* rules, each for all its things */
};

/* Applies the rules of the kind finding, which are bound by that. RP_E_NOMEM. */
enum rp_status rp_findings_make(struct rp_job_findings *out, struct rp_rules *rules,
                                const struct rp_sheets *sheets,
                                const struct rp_metric_groups *groups, struct rp_error *error);
void rp_findings_release(struct rp_job_findings *findings);

/* ---- for what makes findings ---- */

/* The things that one finding is about. */
struct rp_finding_subjects {
    const size_t *rows; /* of the scope's sheet; the first is the one that the sentence is about */
    size_t count;
    size_t others;
    double recoverable;
};

/* Adds a finding of a bound rule. RP_E_NOMEM. */
enum rp_status rp_findings_add(struct rp_job_findings *findings, const struct rp_rule *rule,
                               struct rp_scope *scope, const struct rp_finding_subjects *subjects);
enum rp_status rp_findings_add_untried(struct rp_job_findings *findings, const struct rp_rule *rule,
                                       const char *name);
void rp_findings_sort(struct rp_job_findings *findings);

#endif

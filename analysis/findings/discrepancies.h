/* discrepancies.h: nodes, ranks and software that should be equal and are not.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Hardware is compared by what synchronisation cannot make equal, as the rules of the kind
 * "compare" say; with the chance that any of all comparisons errs bounded to RP_DISCREPANCY_RISK.
 * Software is compared text by text; what most ranks have is taken for right.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_DISCREPANCIES_H
#define RANKPROF_ANALYSIS_FINDINGS_DISCREPANCIES_H

#include "analysis/findings/findings.h"

#define RP_DISCREPANCY_RISK 0.01

enum rp_discrepancy_kind {
    RP_DISCREPANCY_HARDWARE,
    RP_DISCREPANCY_SOFTWARE,
    RP_DISCREPANCY_BINDING
};

struct rp_discrepancy {
    enum rp_discrepancy_kind kind;
    char *what;      /* name of the rule, key of the identity, or module */
    char *value;     /* as text, with its unit */
    char *usual;     /* what most have */
    char *text;      /* a sentence */
    uint32_t *ranks; /* numbers, rising */
    size_t rank_count;
    uint32_t *nodes; /* rows of /nodes, rising: where these ranks are */
    size_t node_count;
    bool whole_nodes;  /* all ranks of these nodes differ: it is a matter of the node */
    double difference; /* relative to the usual; of software: unknown */
    double score;      /* distance by the one that would just have been told; unknown: software */
};

/* One rule, compared: also when all are equal, what would have been seen is known. */
struct rp_comparison {
    const struct rp_rule *rule;
    size_t compared; /* ranks with a value */
    size_t outlying;
    double middle;     /* of the ranks */
    double detectable; /* relative difference of a rank that would have been told; or unknown */
    double detectable_node;
};

struct rp_discrepancies {
    struct rp_discrepancy *list; /* hardware first, the largest score first */
    size_t count;
    struct rp_comparison *comparisons;
    size_t comparison_count;
};

/*
 * Makes the discrepancies, and adds findings for those whose rule says what could be recovered.
 * RP_E_NOMEM.
 */
enum rp_status rp_discrepancies_make(struct rp_discrepancies *out, struct rp_job_findings *findings,
                                     struct rp_rules *rules, const struct rp_sheets *sheets,
                                     const struct rp_metric_groups *groups, struct rp_error *error);
void rp_discrepancies_release(struct rp_discrepancies *discrepancies);

/* "hardware" */
const char *rp_discrepancy_kind_name(enum rp_discrepancy_kind kind);

/* ---- the parts ---- */

enum rp_status rp_discrepancies_add_hardware(struct rp_discrepancies *out,
                                             struct rp_job_findings *findings,
                                             struct rp_rules *rules, const struct rp_sheets *sheets,
                                             const struct rp_metric_groups *groups);
enum rp_status rp_discrepancies_add_software(struct rp_discrepancies *out,
                                             const struct rp_sheets *sheets);

/*
 * Adds one of the ranks with members[row of the sheet of ranks] set; texts are taken over, also on
 * failure, and may be NULL when there was no memory for them.
 */
enum rp_status rp_discrepancies_add(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                    struct rp_discrepancy *made, const bool *members);

/* Gives the one that was added last another sentence, which is taken over. */
void rp_discrepancies_say(struct rp_discrepancies *out, char *text);

#endif

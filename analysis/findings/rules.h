/* rules.h: the rules by which findings and discrepancies are made, read from text files.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The language is described in data/README.md. A rule that cannot be read is a problem, named with
 * file and line, and left out.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_RULES_H
#define RANKPROF_ANALYSIS_FINDINGS_RULES_H

#include "analysis/findings/entry_file.h"
#include "analysis/findings/sheet.h"
#include "analysis/findings/template.h"

#define RP_RULE_EVIDENCE 4u /* lines of a finding at most */

enum rp_rule_kind {
    RP_RULE_FINDING, /* what is so, and what could be won */
    RP_RULE_COMPARE  /* what should be equal for all ranks */
};

struct rp_rule {
    char *name;
    enum rp_rule_kind kind;
    enum rp_sort sort;
    char *file; /* and line: for problems that show when it is used */
    unsigned line;
    struct rp_expression when;    /* of a comparison: for which ranks; none: for all */
    struct rp_expression value;   /* of a comparison */
    struct rp_expression recover; /* share of the wall time; none: not known */
    double least;       /* of a finding: what is worth telling; of a comparison: how far */
    unsigned most;      /* findings of it at most */
    bool together;      /* all that it holds for are one finding */
    const char *format; /* of the value of a comparison */
    char *cause;        /* of a comparison: what a smaller value is: "less CPU time" */
    struct rp_template say;
    struct rp_template evidence[RP_RULE_EVIDENCE];
    size_t evidence_count;
    struct rp_template hint;
};

struct rp_rules {
    struct rp_rule *list;
    size_t count;
};

/*
 * Adds the rule of an entry, in the place of one of the same name, or switches one off. What is
 * wrong with it is a problem, and it is left out. RP_E_NOMEM.
 */
enum rp_status rp_rules_add(struct rp_rules *rules, const struct rp_entry *entry,
                            struct rp_problems *problems);
void rp_rules_release(struct rp_rules *rules);

/*
 * Tells all expressions of the rule where its names are to be found. False with the first name
 * that `find` does not know.
 */
bool rp_rule_bind(struct rp_rule *rule, rp_name_find *find, void *context, const char **unknown);

#endif

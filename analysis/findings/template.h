/* template.h: sentences with expressions in them, as rules of findings say them.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   rank {rank} takes {most:time} in {name}, {most / mean:factor} the mean
 *
 * What stands in braces is a text that the thing has, or an expression and, behind a colon, how
 * its value is written: time, share, factor, count, bytes, hertz, rank or number.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_TEMPLATE_H
#define RANKPROF_ANALYSIS_FINDINGS_TEMPLATE_H

#include "analysis/findings/expression.h"

/* What a sentence may ask for besides numbers. */
#define RP_TEMPLATE_TEXTS(_)                                                                       \
    _(name)  /* of the function, call or node */                                                   \
    _(path)  /* "main > solve > stencil" */                                                        \
    _(rank)  /* "3" */                                                                             \
    _(ranks) /* "3, 5-9": all that it is about */                                                  \
    _(where) /* "rank 3 (node n2)", "node n2" */                                                   \
    _(place) /* "solve.c:21", or the module */

enum rp_template_text {
#define RP_TEMPLATE_ENUM(name) RP_TEXT_##name,
    RP_TEMPLATE_TEXTS(RP_TEMPLATE_ENUM)
#undef RP_TEMPLATE_ENUM
        RP_TEXT_COUNT
};

struct rp_template_piece {
    char *literal; /* or NULL */
    enum rp_template_text text;
    bool is_text;
    struct rp_expression expression;
    void (*format)(char *text, size_t bytes, double value);
};

/* Zeroed, it is the empty sentence. */
struct rp_template {
    struct rp_template_piece *pieces;
    size_t count;
};

/* RP_E_USAGE with a sentence. */
enum rp_status rp_template_parse(struct rp_template *out, const char *text, struct rp_error *error);
void rp_template_release(struct rp_template *sentence);

/* As rp_expression_bind(), for all expressions in it. */
bool rp_template_bind(struct rp_template *sentence, rp_name_find *find, void *context,
                      const char **unknown);

/* The sentence for one thing, to be freed; `texts` by enum rp_template_text. NULL: no memory. */
char *rp_template_fill(const struct rp_template *sentence, const char *const *texts,
                       rp_name_value *value, void *context);

/* How a value is written by the name of a format: "time"; false when there is none. */
bool rp_format_value(char *text, size_t bytes, const char *format, double value);

#endif

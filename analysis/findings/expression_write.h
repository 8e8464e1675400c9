/* expression_write.h: the instructions of an expression, as its parser finds them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_EXPRESSION_WRITE_H
#define RANKPROF_ANALYSIS_FINDINGS_EXPRESSION_WRITE_H

#include "analysis/findings/expression.h"

struct rp_expression_writer {
    struct rp_expression *out;
    size_t capacity; /* of its code */
    unsigned height; /* of the stack, after what was written so far */
};

/* What the functions below return when there is no memory; otherwise what is wrong, or NULL. */
extern const char rp_expression_no_memory[];

/* Adds an instruction; it replaces `taken` values by one. */
const char *rp_expression_put(struct rp_expression_writer *writer,
                              const struct rp_instruction *instruction, unsigned taken);

/* Adds the value of a name, which is given its place among the names of the expression. */
const char *rp_expression_put_name(struct rp_expression_writer *writer, const char *name,
                                   size_t length);

#endif

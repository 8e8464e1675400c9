/* expression.h: arithmetic over named numbers, as rules of findings and groups of counters use it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The grammar is in data/README.md. A number may be unknown: what is computed from it is unknown,
 * and so is a comparison; "and" and "or" are those of Kleene's three-valued logic, so a condition
 * holds only where it is known to. Dividing by zero gives unknown.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_EXPRESSION_H
#define RANKPROF_ANALYSIS_FINDINGS_EXPRESSION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define RP_EXPRESSION_STACK 48u /* values that an expression may need at once */

/* The unknown number, and how to tell it. */
#define RP_UNKNOWN ((double)NAN)
static inline bool rp_is_known(double value)
{
    return isfinite(value);
}

enum rp_operation {
    RP_DO_NUMBER,
    RP_DO_NAME,
    RP_DO_NEGATE,
    RP_DO_NOT,
    RP_DO_ADD,
    RP_DO_SUBTRACT,
    RP_DO_MULTIPLY,
    RP_DO_DIVIDE,
    RP_DO_LESS,
    RP_DO_LESS_EQUAL,
    RP_DO_GREATER,
    RP_DO_GREATER_EQUAL,
    RP_DO_EQUAL,
    RP_DO_DIFFERENT,
    RP_DO_AND,
    RP_DO_OR,
    RP_DO_MIN,
    RP_DO_MAX,
    RP_DO_ABS,
    RP_DO_SQRT,
    RP_DO_LOG2,
    RP_DO_KNOWN,
    RP_DO_IF,
    RP_OPERATION_COUNT
};

struct rp_instruction {
    enum rp_operation operation;
    uint32_t name; /* of NAME: number in the expression's names */
    double number; /* of NUMBER */
};

/* For a machine with a stack, operands before their operation. Zeroed, it is none. */
struct rp_expression {
    struct rp_instruction *code;
    size_t count;
    char **names; /* each once */
    size_t name_count;
    uint32_t *places; /* of the names, as rp_expression_bind() was told */
};

/* RP_E_USAGE with a sentence that says what is wrong and at which character. */
enum rp_status rp_expression_parse(struct rp_expression *out, const char *text,
                                   struct rp_error *error);
void rp_expression_release(struct rp_expression *expression); /* a zeroed one is allowed */

/*
 * Asks for the place of each name, once, before values are asked for by place. `find` returns
 * false for a name that it does not know; the first such name is then stored in *unknown.
 */
typedef bool rp_name_find(void *context, const char *name, uint32_t *place);
bool rp_expression_bind(struct rp_expression *expression, rp_name_find *find, void *context,
                        const char **unknown);

/* The value of a bound expression. */
typedef double rp_name_value(void *context, uint32_t place);
double rp_expression_value(const struct rp_expression *expression, rp_name_value *value,
                           void *context);

#endif

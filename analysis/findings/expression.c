/* expression.c: works out what an expression is worth.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/expression.h"

#include <stdlib.h>

/* What may be wanted of an operation: how many values it takes off the stack. */
static const unsigned char operands[RP_OPERATION_COUNT] = {
    [RP_DO_NUMBER] = 0, [RP_DO_NAME] = 0,       [RP_DO_NEGATE] = 1,   [RP_DO_NOT] = 1,
    [RP_DO_ADD] = 2,    [RP_DO_SUBTRACT] = 2,   [RP_DO_MULTIPLY] = 2, [RP_DO_DIVIDE] = 2,
    [RP_DO_LESS] = 2,   [RP_DO_LESS_EQUAL] = 2, [RP_DO_GREATER] = 2,  [RP_DO_GREATER_EQUAL] = 2,
    [RP_DO_EQUAL] = 2,  [RP_DO_DIFFERENT] = 2,  [RP_DO_AND] = 2,      [RP_DO_OR] = 2,
    [RP_DO_MIN] = 2,    [RP_DO_MAX] = 2,        [RP_DO_ABS] = 1,      [RP_DO_SQRT] = 1,
    [RP_DO_LOG2] = 1,   [RP_DO_KNOWN] = 1,      [RP_DO_IF] = 3,
};

static double truth(bool value)
{
    return value ? 1 : 0;
}

/* Kleene: what is false decides "and", what is true decides "or", whatever the other is. */
static double both(double a, double b)
{
    if (a == 0 || b == 0)
        return 0;
    return rp_is_known(a) && rp_is_known(b) ? 1 : RP_UNKNOWN;
}

static double either(double a, double b)
{
    if ((rp_is_known(a) && a != 0) || (rp_is_known(b) && b != 0))
        return 1;
    return rp_is_known(a) && rp_is_known(b) ? 0 : RP_UNKNOWN;
}

static double of_one(enum rp_operation operation, double a)
{
    switch (operation) {
    case RP_DO_NEGATE:
        return -a;
    case RP_DO_NOT:
        return truth(a == 0);
    case RP_DO_ABS:
        return fabs(a);
    case RP_DO_SQRT:
        return a < 0 ? RP_UNKNOWN : sqrt(a);
    default:
        return a > 0 ? log2(a) : RP_UNKNOWN;
    }
}

static double of_two(enum rp_operation operation, double a, double b)
{
    switch (operation) {
    case RP_DO_ADD:
        return a + b;
    case RP_DO_SUBTRACT:
        return a - b;
    case RP_DO_MULTIPLY:
        return a * b;
    case RP_DO_DIVIDE:
        return b == 0 ? RP_UNKNOWN : a / b;
    case RP_DO_LESS:
        return truth(a < b);
    case RP_DO_LESS_EQUAL:
        return truth(a <= b);
    case RP_DO_GREATER:
        return truth(a > b);
    case RP_DO_GREATER_EQUAL:
        return truth(a >= b);
    case RP_DO_EQUAL:
        return truth(a == b);
    case RP_DO_DIFFERENT:
        return truth(a != b);
    case RP_DO_MIN:
        return a < b ? a : b;
    default:
        return a > b ? a : b;
    }
}

/* `values` are the operands, in their order. */
static double apply(enum rp_operation operation, const double *values)
{
    switch (operation) {
    case RP_DO_AND:
        return both(values[0], values[1]);
    case RP_DO_OR:
        return either(values[0], values[1]);
    case RP_DO_KNOWN:
        return truth(rp_is_known(values[0]));
    case RP_DO_IF:
        if (!rp_is_known(values[0]))
            return RP_UNKNOWN;
        return values[0] != 0 ? values[1] : values[2];
    default:
        break;
    }
    if (!rp_is_known(values[0]))
        return RP_UNKNOWN;
    if (operands[operation] == 1)
        return of_one(operation, values[0]);
    return rp_is_known(values[1]) ? of_two(operation, values[0], values[1]) : RP_UNKNOWN;
}

double rp_expression_value(const struct rp_expression *expression, rp_name_value *value,
                           void *context)
{
    double stack[RP_EXPRESSION_STACK] = {0};
    size_t used = 0;

    for (size_t i = 0; i < expression->count; i++) {
        const struct rp_instruction *it = &expression->code[i];
        double result = it->number;

        if (it->operation == RP_DO_NAME)
            result = value(context, expression->places[it->name]);
        used -= operands[it->operation];
        if (operands[it->operation] > 0)
            result = apply(it->operation, stack + used);
        stack[used++] = rp_is_known(result) ? result : RP_UNKNOWN;
    }
    return used == 1 ? stack[0] : RP_UNKNOWN;
}

bool rp_expression_bind(struct rp_expression *expression, rp_name_find *find, void *context,
                        const char **unknown)
{
    for (size_t i = 0; i < expression->name_count; i++) {
        if (!find(context, expression->names[i], &expression->places[i])) {
            *unknown = expression->names[i];
            return false;
        }
    }
    return true;
}

void rp_expression_release(struct rp_expression *expression)
{
    for (size_t i = 0; i < expression->name_count; i++)
        free(expression->names[i]);
    free(expression->names);
    free(expression->places);
    free(expression->code);
    *expression = (struct rp_expression){0};
}

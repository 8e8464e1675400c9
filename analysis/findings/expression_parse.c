/* expression_parse.c: reads an expression from text: a parser by recursive descent.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Text comes from files of users, so nothing is believed: nesting, length and the height of the
 * stack are bounded, and what is wrong is said with its place.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/expression_write.h"

#define MOST_DEPTH      24u
#define MOST_NAME_BYTES 256u

struct parser {
    const char *text;
    const char *at;
    struct rp_expression_writer writer;
    unsigned depth; /* of brackets and signs */
    struct rp_error *error;
};

static bool parse_or(struct parser *parser);

/* ---- what went wrong ---- */

static bool refuse(struct parser *parser, const char *what)
{
    rp_error_set(parser->error, RP_E_USAGE, "%s at character %zu of '%s'", what,
                 (size_t)(parser->at - parser->text) + 1, parser->text);
    return false;
}

static bool no_memory(struct parser *parser)
{
    rp_error_set(parser->error, RP_E_NOMEM, "cannot keep an expression: out of memory");
    return false;
}

/* ---- what comes next ---- */

static void skip_blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\t')
        parser->at++;
}

static bool begins_name(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool continues_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == ':';
}

static size_t name_length(const char *text)
{
    size_t length = 0;

    while (begins_name(*text) && continues_name(text[length]))
        length++;
    return length;
}

/* Takes `sign` when it is next; a word only as a whole. */
static bool take(struct parser *parser, const char *sign)
{
    const size_t length = strlen(sign);

    skip_blanks(parser);
    if (begins_name(*sign) && name_length(parser->at) != length)
        return false;
    if (strncmp(parser->at, sign, length) != 0)
        return false;
    parser->at += length;
    return true;
}

/* ---- what is written ---- */

/* `problem`: of the writer, NULL when all went well. */
static bool written(struct parser *parser, const char *problem)
{
    if (!problem)
        return true;
    return problem == rp_expression_no_memory ? no_memory(parser) : refuse(parser, problem);
}

/* `taken` values are replaced by one. */
static bool put(struct parser *parser, const struct rp_instruction *instruction, unsigned taken)
{
    return written(parser, rp_expression_put(&parser->writer, instruction, taken));
}

static bool put_operation(struct parser *parser, enum rp_operation operation, unsigned taken)
{
    const struct rp_instruction instruction = {.operation = operation};

    return put(parser, &instruction, taken);
}

static bool put_name(struct parser *parser, const char *name, size_t length)
{
    return written(parser, rp_expression_put_name(&parser->writer, name, length));
}

/* ---- numbers ---- */

static const struct suffix {
    const char *text;
    double factor;
} suffixes[] = {
    {"%", 1e-2},  {"Ki", 1024}, {"Mi", 1048576}, {"Gi", 1073741824}, {"ns", 1e-9},
    {"us", 1e-6}, {"ms", 1e-3}, {"min", 60},     {"s", 1},           {"h", 3600},
    {"k", 1e3},   {"M", 1e6},   {"G", 1e9},      {"T", 1e12},        {"B", 1},
};

static bool parse_suffix(struct parser *parser, double *factor)
{
    const size_t length = *parser->at == '%' ? 1 : name_length(parser->at);

    *factor = 1;
    for (size_t i = 0; length > 0 && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (strncmp(suffixes[i].text, parser->at, length) != 0 || suffixes[i].text[length])
            continue;
        *factor = suffixes[i].factor;
        parser->at += length;
        return true;
    }
    return length == 0 ? true : refuse(parser, "there is no such unit");
}

/* Decimal digits only: what strtod() takes besides (inf, nan, 0x) is no number here. */
static bool parse_number(struct parser *parser)
{
    struct rp_instruction instruction = {.operation = RP_DO_NUMBER};
    const char *end = parser->at;
    double factor = 1;
    char digits[64];

    while (isdigit((unsigned char)*end) || *end == '.')
        end++;
    if ((*end == 'e' || *end == 'E') &&
        (isdigit((unsigned char)end[1]) ||
         ((end[1] == '-' || end[1] == '+') && isdigit((unsigned char)end[2]))))
        for (end += 2; isdigit((unsigned char)*end);)
            end++;
    if ((size_t)(end - parser->at) >= sizeof(digits))
        return refuse(parser, "the number is too long");
    memcpy(digits, parser->at, (size_t)(end - parser->at));
    digits[end - parser->at] = '\0';
    instruction.number = strtod(digits, NULL);
    parser->at = end;
    if (!parse_suffix(parser, &factor))
        return false;
    instruction.number *= factor;
    return rp_is_known(instruction.number) ? put(parser, &instruction, 0)
                                           : refuse(parser, "the number is too large");
}

/* ---- functions and names ---- */

static const struct function {
    const char *name;
    enum rp_operation operation;
    unsigned least, most; /* arguments; min and max take many, two by two */
} functions[] = {
    {"min", RP_DO_MIN, 2, 16},  {"max", RP_DO_MAX, 2, 16},  {"abs", RP_DO_ABS, 1, 1},
    {"sqrt", RP_DO_SQRT, 1, 1}, {"log2", RP_DO_LOG2, 1, 1}, {"known", RP_DO_KNOWN, 1, 1},
    {"if", RP_DO_IF, 3, 3},
};

static bool parse_call(struct parser *parser, const struct function *function)
{
    unsigned arguments = 0;

    do {
        if (!parse_or(parser))
            return false;
        arguments++;
        if (function->most > 3 && arguments > 1 && !put_operation(parser, function->operation, 2))
            return false;
    } while (arguments < function->most && take(parser, ","));
    if (arguments < function->least)
        return refuse(parser, "an argument is missing");
    if (!take(parser, ")"))
        return refuse(parser, "')' is missing");
    return function->most > 3 || put_operation(parser, function->operation, function->most);
}

static bool parse_name(struct parser *parser)
{
    const char *name = parser->at;
    const size_t length = name_length(name);

    if (length > MOST_NAME_BYTES)
        return refuse(parser, "the name is too long");
    parser->at += length;
    if (!take(parser, "("))
        return put_name(parser, name, length);
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (strlen(functions[i].name) == length && strncmp(functions[i].name, name, length) == 0)
            return parse_call(parser, &functions[i]);
    }
    parser->at = name;
    return refuse(parser, "there is no such function");
}

/* 'page-faults': a name that may hold any character but the quote. */
static bool parse_quoted(struct parser *parser)
{
    const char *name = parser->at + 1;
    const size_t length = strcspn(name, "'");

    if (!name[length] || length == 0 || length > MOST_NAME_BYTES)
        return refuse(parser, "a name in quotes does not end, is empty or too long");
    parser->at = name + length + 1;
    return put_name(parser, name, length);
}

/* ---- the levels of the grammar, the tightest first ---- */

static bool parse_primary(struct parser *parser)
{
    skip_blanks(parser);
    if (isdigit((unsigned char)*parser->at) ||
        (*parser->at == '.' && isdigit((unsigned char)parser->at[1])))
        return parse_number(parser);
    if (begins_name(*parser->at))
        return parse_name(parser);
    if (*parser->at == '\'')
        return parse_quoted(parser);
    if (!take(parser, "("))
        return refuse(parser, "a number, a name or '(' is missing");
    return parse_or(parser) && (take(parser, ")") || refuse(parser, "')' is missing"));
}

static bool deeper(struct parser *parser, bool (*parse)(struct parser *parser))
{
    bool parsed = false;

    if (++parser->depth > MOST_DEPTH)
        return refuse(parser, "the expression is too deep");
    parsed = parse(parser);
    parser->depth--;
    return parsed;
}

static bool parse_unary(struct parser *parser)
{
    if (take(parser, "-"))
        return deeper(parser, parse_unary) && put_operation(parser, RP_DO_NEGATE, 1);
    return parse_primary(parser);
}

/* Operators of one level, taken from the left to the right. */
struct level {
    bool (*tighter)(struct parser *parser);
    struct {
        const char *sign;
        enum rp_operation operation;
    } operators[6];
    bool once; /* a < b < c is refused */
};

static bool parse_level(struct parser *parser, const struct level *level)
{
    bool again = true;

    if (!level->tighter(parser))
        return false;
    while (again) {
        again = false;
        for (size_t i = 0; i < 6 && level->operators[i].sign && !again; i++) {
            if (!take(parser, level->operators[i].sign))
                continue;
            if (!level->tighter(parser) || !put_operation(parser, level->operators[i].operation, 2))
                return false;
            again = true;
        }
        if (again && level->once)
            return true;
    }
    return true;
}

static bool parse_product(struct parser *parser)
{
    static const struct level level = {
        parse_unary, {{"*", RP_DO_MULTIPLY}, {"/", RP_DO_DIVIDE}}, false};

    return parse_level(parser, &level);
}

static bool parse_sum(struct parser *parser)
{
    static const struct level level = {
        parse_product, {{"+", RP_DO_ADD}, {"-", RP_DO_SUBTRACT}}, false};

    return parse_level(parser, &level);
}

static bool parse_comparison(struct parser *parser)
{
    static const struct level level = {parse_sum,
                                       {{"<=", RP_DO_LESS_EQUAL},
                                        {"<", RP_DO_LESS},
                                        {">=", RP_DO_GREATER_EQUAL},
                                        {">", RP_DO_GREATER},
                                        {"==", RP_DO_EQUAL},
                                        {"!=", RP_DO_DIFFERENT}},
                                       true};

    return parse_level(parser, &level);
}

static bool parse_not(struct parser *parser)
{
    if (take(parser, "not"))
        return deeper(parser, parse_not) && put_operation(parser, RP_DO_NOT, 1);
    return parse_comparison(parser);
}

static bool parse_and(struct parser *parser)
{
    static const struct level level = {parse_not, {{"and", RP_DO_AND}}, false};

    return parse_level(parser, &level);
}

static bool parse_or_here(struct parser *parser)
{
    static const struct level level = {parse_and, {{"or", RP_DO_OR}}, false};

    return parse_level(parser, &level);
}

static bool parse_or(struct parser *parser)
{
    return deeper(parser, parse_or_here);
}

enum rp_status rp_expression_parse(struct rp_expression *out, const char *text,
                                   struct rp_error *error)
{
    struct rp_error found = {.status = RP_OK};
    struct rp_expression made = {0};
    struct parser parser = {.text = text, .at = text, .writer.out = &made, .error = &found};
    bool parsed = parse_or(&parser);

    if (parsed) {
        skip_blanks(&parser);
        parsed = *parser.at == '\0' || refuse(&parser, "an operator is missing");
    }
    if (parsed) {
        *out = made;
        return RP_OK;
    }
    rp_expression_release(&made);
    if (error)
        *error = found;
    return found.status;
}

/* expression_write.c: writes the instructions of an expression, within the bounds of its machine.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/expression_write.h"

#include <stdlib.h>
#include <string.h>

#define MOST_INSTRUCTIONS 4096u

const char rp_expression_no_memory[] = "out of memory";

static bool grow(struct rp_expression_writer *writer)
{
    const size_t capacity = writer->capacity ? 2 * writer->capacity : 16;
    struct rp_instruction *code = realloc(writer->out->code, capacity * sizeof(*code));

    if (!code)
        return false;
    writer->out->code = code;
    writer->capacity = capacity;
    return true;
}

const char *rp_expression_put(struct rp_expression_writer *writer,
                              const struct rp_instruction *instruction, unsigned taken)
{
    if (writer->out->count == MOST_INSTRUCTIONS)
        return "the expression is too long";
    if (writer->out->count == writer->capacity && !grow(writer))
        return rp_expression_no_memory;
    writer->height += 1 - taken;
    if (writer->height > RP_EXPRESSION_STACK)
        return "the expression is too deep";
    writer->out->code[writer->out->count++] = *instruction;
    return NULL;
}

/* Takes the name over. */
static bool add_name(struct rp_expression *out, char *name)
{
    const size_t count = out->name_count + 1;
    char **names = name ? realloc(out->names, count * sizeof(*names)) : NULL;
    uint32_t *places = NULL;

    if (names)
        out->names = names;
    places = names ? realloc(out->places, count * sizeof(*places)) : NULL;
    if (!places) {
        free(name);
        return false;
    }
    out->places = places;
    out->places[out->name_count] = 0;
    out->names[out->name_count++] = name;
    return true;
}

static bool is_name(const char *known, const char *name, size_t length)
{
    return strncmp(known, name, length) == 0 && known[length] == '\0';
}

const char *rp_expression_put_name(struct rp_expression_writer *writer, const char *name,
                                   size_t length)
{
    struct rp_instruction instruction = {.operation = RP_DO_NAME};
    const struct rp_expression *out = writer->out;

    while (instruction.name < out->name_count &&
           !is_name(out->names[instruction.name], name, length))
        instruction.name++;
    if (instruction.name == out->name_count && !add_name(writer->out, strndup(name, length)))
        return rp_expression_no_memory;
    return rp_expression_put(writer, &instruction, 0);
}

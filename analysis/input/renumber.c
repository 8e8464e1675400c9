/* renumber.c: gives rows of the cluster file the job's numbers instead of one process's own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/renumber.h"

#include <string.h>

static const struct {
    const char *group;
    enum rp_named named;
} groups[] = {
    {"contexts", RP_NAMED_CONTEXT}, {"modules", RP_NAMED_MODULE}, {"metrics", RP_NAMED_METRIC},
    {"nodes", RP_NAMED_NODE},       {"gpus", RP_NAMED_GPU},       {"sensors", RP_NAMED_SENSOR},
    {"nodes", RP_NAMED_NODE},       {"ranks", RP_NAMED_RANK},
};

static enum rp_named named_by(const struct rp_schema_column *column)
{
    const char *const group = rp_schema_target(column);

    if (rp_schema_is_text(column))
        return RP_NAMED_TEXT;
    for (size_t i = 0; group && i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (strcmp(groups[i].group, group) == 0)
            return groups[i].named;
    }
    return RP_NAMED_COUNT;
}

void rp_references_of(struct rp_references *out, const struct rp_schema_table *schema)
{
    out->count = 0;
    for (size_t i = 0; i < schema->column_count; i++) {
        const struct rp_schema_column *const column = &schema->columns[i];
        const enum rp_named named = named_by(column);

        if (named == RP_NAMED_COUNT)
            continue;
        out->columns[out->count].offset = column->offset;
        out->columns[out->count].bytes = rp_schema_type_bytes(column->type);
        out->columns[out->count++].named = named;
    }
}

uint32_t rp_reference_get(const struct rp_references *references, size_t number, const void *row)
{
    const char *const place = (const char *)row + references->columns[number].offset;
    uint32_t whole = 0;
    uint16_t half = 0;

    if (references->columns[number].bytes == sizeof(half)) {
        memcpy(&half, place, sizeof(half));
        return half;
    }
    memcpy(&whole, place, sizeof(whole));
    return whole;
}

static void put(const struct rp_references *references, size_t number, char *row, uint32_t value)
{
    const uint16_t half = (uint16_t)value;
    char *const place = row + references->columns[number].offset;

    if (references->columns[number].bytes == sizeof(half))
        memcpy(place, &half, sizeof(half));
    else
        memcpy(place, &value, sizeof(value));
}

void rp_renumber(const struct rp_references *references, const struct rp_numbers *numbers,
                 void *rows, size_t row_bytes, size_t count)
{
    for (size_t column = 0; column < references->count; column++) {
        const uint32_t *const map = numbers->of[references->columns[column].named];

        for (size_t i = 0; map && i < count; i++) {
            char *const row = (char *)rows + i * row_bytes;
            const uint32_t own = rp_reference_get(references, column, row);

            if (own != RP_NO_ROW)
                put(references, column, row, map[own]);
        }
    }
}

bool rp_is_by_rank(const struct rp_schema_table *schema)
{
    const char *const target = rp_schema_target(&schema->columns[0]);

    if (strncmp(schema->group, "summary/", strlen("summary/")) == 0)
        return false;
    return strcmp(schema->group, "ranks") == 0 || (target && strcmp(target, "ranks") == 0);
}

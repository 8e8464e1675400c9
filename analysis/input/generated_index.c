/* generated_index.c: finds the functions that a program made at run time, by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/generated_index.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const struct rp_rank_generated *left = a;
    const struct rp_rank_generated *right = b;

    if (left->module != right->module)
        return left->module < right->module ? -1 : 1;
    return left->start == right->start ? 0 : left->start < right->start ? -1 : 1;
}

enum rp_status rp_generated_index_init(struct rp_generated_index *out,
                                       const struct rp_rank_file *file)
{
    struct rp_generated_index index = {.rows =
                                           calloc(file->generated_count + 1, sizeof(*index.rows))};

    if (!index.rows)
        return RP_E_NOMEM;
    for (size_t i = 0; i < file->generated_count; i++) {
        if (file->generated[i].name != 0)
            index.rows[index.count++] = file->generated[i];
    }
    qsort(index.rows, index.count, sizeof(*index.rows), compare);
    *out = index;
    return RP_OK;
}

void rp_generated_index_release(struct rp_generated_index *index)
{
    free(index->rows);
    *index = (struct rp_generated_index){0};
}

/* How many functions begin at the address of the context or before it. */
static size_t count_before(const struct rp_generated_index *index,
                           const struct rp_rank_context *context)
{
    size_t low = 0;
    size_t high = index->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct rp_rank_generated *row = &index->rows[middle];

        if (row->module < context->module ||
            (row->module == context->module && row->start <= context->offset))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct rp_rank_generated *rp_generated_index_find(const struct rp_generated_index *index,
                                                        const struct rp_rank_context *context)
{
    const size_t before = count_before(index, context);
    const struct rp_rank_generated *const row = before > 0 ? &index->rows[before - 1] : NULL;

    if (!row || row->module != context->module || context->offset - row->start >= row->bytes)
        return NULL;
    return row;
}

bool rp_generated_is_map(const struct rp_rank_file *file, const struct rp_rank_module *module)
{
    static const char prefix[] = RP_CODE_MAP_PREFIX;
    const char *path = rp_rank_file_text(file, module->path);

    return *rp_rank_file_text(file, module->build_id) == '\0' &&
           strncmp(path, prefix, sizeof(prefix) - 1) == 0;
}

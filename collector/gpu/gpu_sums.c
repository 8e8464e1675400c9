/* gpu_sums.c: adds up times of GPUs by class until a slice ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_sums.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256u /* a power of two */

static uint64_t hash_of(const struct rp_rank_gpu_time *row)
{
    uint64_t bits = (uint64_t)row->context << 32 | row->thread;

    bits ^= (uint64_t)row->class << 56 ^ (uint64_t)row->number << 20 ^ row->gpu;
    bits *= UINT64_C(0x9e3779b97f4a7c15);
    return bits >> 20;
}

static bool is_same(const struct rp_rank_gpu_time *left, const struct rp_rank_gpu_time *right)
{
    return left->class == right->class && left->context == right->context &&
           left->thread == right->thread && left->number == right->number &&
           left->gpu == right->gpu;
}

static struct rp_rank_gpu_time *place_of(const struct rp_gpu_sums *sums,
                                         const struct rp_rank_gpu_time *row)
{
    size_t at = hash_of(row) & (sums->capacity - 1);

    while (sums->rows[at].class != 0 && !is_same(&sums->rows[at], row))
        at = (at + 1) & (sums->capacity - 1);
    return &sums->rows[at];
}

static enum rp_status grow(struct rp_gpu_sums *sums)
{
    struct rp_gpu_sums wider = {.used = sums->used,
                                .capacity = sums->capacity ? sums->capacity * 2 : FIRST_CAPACITY};

    wider.rows = calloc(wider.capacity, sizeof(*wider.rows));
    if (!wider.rows)
        return RP_E_NOMEM;
    for (size_t i = 0; i < sums->capacity; i++)
        if (sums->rows[i].class != 0)
            *place_of(&wider, &sums->rows[i]) = sums->rows[i];
    free(sums->rows);
    *sums = wider;
    return RP_OK;
}

enum rp_status rp_gpu_sums_add(struct rp_gpu_sums *sums, const struct rp_rank_gpu_time *row)
{
    struct rp_rank_gpu_time *place;

    if (row->count == 0 && row->time_ns == 0)
        return RP_OK;
    if ((sums->used + 1) * 2 > sums->capacity && grow(sums) != RP_OK)
        return RP_E_NOMEM;
    place = place_of(sums, row);
    if (place->class == 0) {
        *place = *row;
        sums->used++;
    } else {
        place->count += row->count;
        place->time_ns += row->time_ns;
    }
    return RP_OK;
}

enum rp_status rp_gpu_sums_write(struct rp_gpu_sums *sums, struct rp_rank_writer *writer)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sums->capacity; i++)
        if (sums->rows[i].class != 0)
            status = rp_rank_writer_add_gpu_time(writer, &sums->rows[i]);
    if (sums->used > 0)
        memset(sums->rows, 0, sums->capacity * sizeof(*sums->rows));
    sums->used = 0;
    return status;
}

void rp_gpu_sums_release(struct rp_gpu_sums *sums)
{
    free(sums->rows);
    *sums = (struct rp_gpu_sums){0};
}

/* text_pool.c: the different texts that one process holds, by number.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/text_pool.h"

#include <string.h>

enum rp_status rp_text_pool_init(struct rp_text_pool *pool)
{
    uint32_t none;

    *pool = (struct rp_text_pool){.places.row_bytes = sizeof(struct rp_text_place),
                                  .bytes.row_bytes = 1};
    return rp_text_pool_add(pool, "", &none);
}

void rp_text_pool_release(struct rp_text_pool *pool)
{
    rp_key_table_release(&pool->numbers);
    rp_rows_release(&pool->places);
    rp_rows_release(&pool->bytes);
}

enum rp_status rp_text_pool_add(struct rp_text_pool *pool, const char *text, uint32_t *out)
{
    const size_t bytes = strlen(text) + 1;
    const struct rp_text_place place = {
        .key = rp_key_of(text, bytes), .offset = pool->bytes.count, .bytes = bytes};
    uint32_t number = 0;
    void *copy = NULL;
    enum rp_status status = rp_key_table_number(&pool->numbers, &place.key, &number);

    if (status == RP_OK && number == pool->places.count) {
        status = rp_rows_extend(&pool->bytes, bytes, &copy);
        if (status == RP_OK) {
            memcpy(copy, text, bytes);
            status = rp_rows_add(&pool->places, &place);
        }
    }
    if (status == RP_OK)
        *out = number;
    return status;
}

void rp_text_pool_use(struct rp_text_pool *pool, uint32_t number)
{
    ((struct rp_text_place *)pool->places.rows)[number].used = true;
}

const struct rp_text_place *rp_text_pool_place(const struct rp_text_pool *pool, uint32_t number)
{
    return (const struct rp_text_place *)pool->places.rows + number;
}

const char *rp_text_pool_at(const struct rp_text_pool *pool, uint32_t number)
{
    return (const char *)pool->bytes.rows + rp_text_pool_place(pool, number)->offset;
}

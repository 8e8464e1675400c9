/* text_gather.c: gives all processes all rows, with the texts that the rows name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/text_gather.h"

#include <string.h>

static char *cell(const struct rp_rows *rows, size_t row, size_t offset)
{
    return (char *)rows->rows + row * rows->row_bytes + offset;
}

static enum rp_status pack(const struct rp_text_columns *columns, const struct rp_text_pool *pool,
                           const struct rp_rows *rows, struct rp_rows *bytes)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < rows->count * columns->count; i++) {
        uint32_t number = 0;
        void *place = NULL;
        const struct rp_text_place *text = NULL;

        memcpy(&number, cell(rows, i / columns->count, columns->offsets[i % columns->count]),
               sizeof(number));
        text = rp_text_pool_place(pool, number);
        status = rp_rows_extend(bytes, text->bytes, &place);
        if (status == RP_OK)
            memcpy(place, rp_text_pool_at(pool, number), text->bytes);
    }
    return status;
}

static enum rp_status unpack(const struct rp_text_columns *columns, struct rp_text_pool *pool,
                             struct rp_rows *rows, size_t first, const char *bytes)
{
    enum rp_status status = RP_OK;

    for (size_t i = first * columns->count; status == RP_OK && i < rows->count * columns->count;
         i++) {
        uint32_t number = 0;

        status = rp_text_pool_add(pool, bytes, &number);
        memcpy(cell(rows, i / columns->count, columns->offsets[i % columns->count]), &number,
               sizeof(number));
        bytes += strlen(bytes) + 1;
    }
    return status;
}

enum rp_status rp_text_gather(struct rp_team *team, const struct rp_text_columns *columns,
                              struct rp_text_pool *pool, const struct rp_rows *own,
                              struct rp_rows *all, struct rp_error *error)
{
    const size_t first = all->count;
    struct rp_rows own_bytes = {.row_bytes = 1};
    struct rp_rows all_bytes = {.row_bytes = 1};
    enum rp_status status = pack(columns, pool, own, &own_bytes);

    status = rp_team_gather(team, &own_bytes, &all_bytes, status, error);
    if (status == RP_OK)
        status = rp_team_gather(team, own, all, RP_OK, error);
    if (status == RP_OK)
        status = rp_team_agree(team, unpack(columns, pool, all, first, all_bytes.rows), error);
    rp_rows_release(&own_bytes);
    rp_rows_release(&all_bytes);
    return status;
}

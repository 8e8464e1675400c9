/* text_pool.h: the different texts that one process holds, by number.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_TEAM_TEXT_POOL_H
#define RANKPROF_ANALYSIS_TEAM_TEXT_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/team/key.h"
#include "analysis/team/rows.h"

struct rp_text_pool {
    struct rp_key_table numbers;
    struct rp_rows places; /* of struct rp_text_place, by number */
    struct rp_rows bytes;
};

struct rp_text_place {
    struct rp_key key;
    size_t offset;
    size_t bytes; /* the final NUL included */
    bool used;    /* it will be in the cluster file */
};

/* Makes an empty pool, in which number 0 is "". */
enum rp_status rp_text_pool_init(struct rp_text_pool *pool);
void rp_text_pool_release(struct rp_text_pool *pool); /* a zeroed pool is allowed */

/* The number of `text`, added if it is new. */
enum rp_status rp_text_pool_add(struct rp_text_pool *pool, const char *text, uint32_t *out);

void rp_text_pool_use(struct rp_text_pool *pool, uint32_t number);

/* Valid until the next addition. */
const char *rp_text_pool_at(const struct rp_text_pool *pool, uint32_t number);
const struct rp_text_place *rp_text_pool_place(const struct rp_text_pool *pool, uint32_t number);

#endif

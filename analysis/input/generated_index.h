/* generated_index.h: finds the functions that a program made at run time, by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_GENERATED_INDEX_H
#define RANKPROF_ANALYSIS_INPUT_GENERATED_INDEX_H

#include <stdbool.h>

#include "format/rank_reader.h"

/* A copy of the rows of /generated that are used, by module and start. */
struct rp_generated_index {
    struct rp_rank_generated *rows;
    size_t count;
};

enum rp_status rp_generated_index_init(struct rp_generated_index *out,
                                       const struct rp_rank_file *file);
void rp_generated_index_release(struct rp_generated_index *index); /* a zeroed one is allowed */

/* The function that holds the address of a context; NULL: the program has not told. */
const struct rp_rank_generated *rp_generated_index_find(const struct rp_generated_index *index,
                                                        const struct rp_rank_context *context);

/* Is the module a program's map of its generated code, and no file with code in it? */
bool rp_generated_is_map(const struct rp_rank_file *file, const struct rp_rank_module *module);

#endif

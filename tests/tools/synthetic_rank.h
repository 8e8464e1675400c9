/* synthetic_rank.h: writes a rank file of a job that never ran, as a collector would.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_RANK_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_RANK_H

#include "common/error.h"
#include "tests/tools/synthetic_functions.h"
#include "tests/tools/synthetic_rows.h"

/* What tells a rank from others in its identity; all texts are equally long for all ranks. */
struct synthetic_names {
    char node[16], rank[16];
};
void synthetic_name(struct synthetic_names *out, uint32_t rank);

enum rp_status synthetic_rank_write(const struct synthetic_rows *rows,
                                    const struct synthetic_module *module, const char *path,
                                    struct rp_error *error);

#endif

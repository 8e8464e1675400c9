/* stack_names.h: the names of calling contexts of rank files, looked up in the modules' own files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_LIVE_STACK_NAMES_H
#define RANKPROF_ANALYSIS_LIVE_STACK_NAMES_H

#include "analysis/team/rows.h"
#include "format/rank_reader.h"

/* Modules that were opened, for all ranks. */
struct rp_stack_names {
    struct rp_rows modules;
};

void rp_stack_names_init(struct rp_stack_names *names);
void rp_stack_names_release(struct rp_stack_names *names);

/* Stores the name of a context, valid until the next call. */
enum rp_status rp_stack_names_find(struct rp_stack_names *names, const struct rp_rank_file *file,
                                   uint32_t context, const char **out);

#endif

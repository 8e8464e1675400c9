/* rank_input.h: reads a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_RANK_INPUT_H
#define RANKPROF_ANALYSIS_INPUT_RANK_INPUT_H

#include "analysis/input/roster.h"
#include "format/rank_reader.h"

/* Open an input; a part that was finished meanwhile is found under its final name. */
enum rp_status rp_rank_input_open(struct rp_rank_reader **out, const struct rp_inputs *inputs,
                                  size_t file, struct rp_error *error);

enum rp_status rp_rank_input_look(struct rp_rank_look *out, const struct rp_inputs *inputs,
                                  size_t file, struct rp_error *error);

/* What the file says of `key` in its identity; "" when it says nothing. */
const char *rp_rank_input_identity(const struct rp_rank_file *file, const char *key);

/*
 * Adds everything of row `rank` of the roster to the share; a file that cannot be opened after all
 * is put down as unread. What cannot be read of it is remarked on and left out; only lack of memory
 * or of temporary space is a failure.
 */
enum rp_status rp_rank_input_read(struct rp_share *share, const struct rp_inputs *inputs,
                                  const struct rp_roster *roster, uint32_t rank);

#endif

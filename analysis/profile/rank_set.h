/* rank_set.h: a choice of ranks written as "0-63,137".
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_RANK_SET_H
#define RANKPROF_ANALYSIS_PROFILE_RANK_SET_H

#include <stdbool.h>
#include <stdint.h>

/* True when `list` is a list of ranks and ranges. */
bool rp_rank_set_valid(const char *list);

/* `list` must be valid; NULL holds every rank. */
bool rp_rank_set_holds(const char *list, uint32_t rank);

/* Reads "3" or "3-7" with what separates it from the next, and moves *list behind it. */
bool rp_rank_set_next(const char **list, uint32_t *first, uint32_t *last);

#endif

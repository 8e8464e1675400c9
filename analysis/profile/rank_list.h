/* rank_list.h: numbers of ranks as people write them: "0-63, 137".
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_RANK_LIST_H
#define RANKPROF_ANALYSIS_PROFILE_RANK_LIST_H

#include <stddef.h>
#include <stdint.h>

/*
 * "0-63, 137" of rising numbers, with `separator` where ", " stands; what is more than some `most`
 * ranges becomes "and 12 more". To be freed; NULL when out of memory.
 */
char *rp_rank_list(const uint32_t *ranks, size_t count, size_t most, const char *separator);

#endif

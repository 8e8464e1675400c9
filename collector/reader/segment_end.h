/* segment_end.h: what an agent said of its process as that ended.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each function returns false when the process did not come to say it, as one that was killed.
 */
#ifndef RANKPROF_COLLECTOR_READER_SEGMENT_END_H
#define RANKPROF_COLLECTOR_READER_SEGMENT_END_H

#include <stdbool.h>
#include <stdint.h>

#include "common/segment.h"

/* The header as it was left. */
bool rp_segment_end_fetch(int segment, struct rp_segment_header *out);

/* What the kernel had accounted to it: RP_PROC_USAGE_COUNT sums; false also if they cannot be true.
 */
bool rp_segment_end_usage(int segment, uint64_t *sums);

bool rp_segment_end_exit_status(int segment, int32_t *status);

#endif

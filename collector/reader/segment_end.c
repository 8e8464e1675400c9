/* segment_end.c: what an agent said of its process as that ended.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/segment_end.h"

#include "collector/reader/segment_copy.h"

/* More than a process counts: two weeks of page faults as fast as they come, or of bytes. */
#define USAGE_LIMIT (UINT64_C(1) << 54)

bool rp_segment_end_fetch(int segment, struct rp_segment_header *out)
{
    return rp_segment_fetch(segment, out, 0, sizeof(*out)) && out->state == RP_PROCESS_DETACHED;
}

bool rp_segment_end_usage(int segment, uint64_t *sums)
{
    struct rp_segment_header last;

    if (!rp_segment_end_fetch(segment, &last))
        return false;
    for (size_t i = 0; i < RP_PROC_USAGE_COUNT; i++) {
        sums[i] = last.end_usage[i];
        if (sums[i] > USAGE_LIMIT)
            return false;
    }
    return true;
}

bool rp_segment_end_exit_status(int segment, int32_t *status)
{
    struct rp_segment_header last;

    if (!rp_segment_end_fetch(segment, &last))
        return false;
    *status = last.exit_status & 0xff;
    return true;
}

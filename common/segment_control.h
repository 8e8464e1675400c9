/* segment_control.h: what the collector asks of a running process: the one part that it writes.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The collector is the only writer, by pwrite(2); threads of the application look at it whenever
 * they are sampled. A look that meets the middle of a write may see a part of it: whatever it sees
 * is kept within bounds, and `change`, which is written last, is another one at the next look.
 */
#ifndef RANKPROF_COMMON_SEGMENT_CONTROL_H
#define RANKPROF_COMMON_SEGMENT_CONTROL_H

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>

/* Where in the segment it lies: on a page of its own behind the header. */
#define RP_SEGMENT_CONTROL_OFFSET UINT64_C(65536)

struct rp_segment_control {
    _Atomic uint32_t change;    /* another number whenever what follows is; 0: nothing is asked */
    _Atomic uint32_t off;       /* not 0: no samples are to be taken */
    _Atomic uint64_t period_ns; /* asked distance of samples; 0: that of the header */
};
_Static_assert(sizeof(struct rp_segment_control) == 16, "segment control is ABI");

#endif

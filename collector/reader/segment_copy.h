/* segment_copy.h: fetches parts of an application's segment into memory of our own.
 * SPDX-License-Identifier: Apache-2.0
 *
 * pread(2), not mmap(2): a file that the application shrinks gives a short read, not SIGBUS; what
 * was checked cannot change before it is used; and reading a page that was never written does not
 * allocate it, as touching a shared mapping does. The price is one copy of the rows in use: 0.45 ms
 * for 64 threads of 2000 contexts and 3 metrics, where a mapping takes 0.13 ms once its pages are
 * in, and 11 ms to bring them in.
 */
#ifndef RANKPROF_COLLECTOR_READER_SEGMENT_COPY_H
#define RANKPROF_COLLECTOR_READER_SEGMENT_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/segment.h"
#include "common/status.h"

/* Copies [offset, offset + bytes) of the segment; false when not all of it is there. */
bool rp_segment_fetch(int file, void *out, uint64_t offset, size_t bytes);

/* The header, checked: RP_E_DAMAGED when it cannot be true, RP_E_VERSION when it is another's. */
enum rp_status rp_segment_fetch_layout(int file, struct rp_segment_header *out);

/* Writes what is asked, `change` last; nothing happens when the file is no longer so long. */
void rp_segment_ask(int file, const struct rp_segment_control *asked);

/* Memory that is used again for each fetch. Zeroed, it is empty. */
struct rp_scratch {
    void *memory;
    size_t bytes;
};

/* At least `bytes` of it, contents undefined; NULL when out of memory. */
void *rp_scratch_get(struct rp_scratch *scratch, size_t bytes);
void rp_scratch_release(struct rp_scratch *scratch);

#endif

/* segment_copy.c: fetches parts of an application's segment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/segment_copy.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

bool rp_segment_fetch(int file, void *out, uint64_t offset, size_t bytes)
{
    size_t done = 0;

    while (done < bytes) {
        const ssize_t got = pread(file, (char *)out + done, bytes - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

void *rp_scratch_get(struct rp_scratch *scratch, size_t bytes)
{
    if (bytes > scratch->bytes) {
        void *const memory = malloc(bytes * 2);

        if (!memory)
            return NULL;
        free(scratch->memory);
        scratch->memory = memory;
        scratch->bytes = bytes * 2;
    }
    return scratch->memory;
}

void rp_scratch_release(struct rp_scratch *scratch)
{
    free(scratch->memory);
    scratch->memory = NULL;
    scratch->bytes = 0;
}

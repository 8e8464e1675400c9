/* segment_copy.c: fetches parts of an application's segment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/segment_copy.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/context_tree.h"

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

enum rp_status rp_segment_fetch_layout(int file, struct rp_segment_header *out)
{
    struct stat info;

    if (fstat(file, &info) != 0 || info.st_size <= 0 ||
        !rp_segment_fetch(file, out, 0, sizeof(*out)))
        return RP_E_DAMAGED;
    if (out->magic == RP_SEGMENT_MAGIC && out->version != RP_SEGMENT_VERSION)
        return RP_E_VERSION;
    return rp_segment_plausible(out, (uint64_t)info.st_size) ? RP_OK : RP_E_DAMAGED;
}

static void store(int file, const void *bytes, uint64_t offset, size_t count)
{
    struct stat about;

    /* A file that was cut short must not grow again: what is read beyond its end would be true. */
    if (fstat(file, &about) != 0 || about.st_size < (off_t)(offset + count))
        return;
    while (pwrite(file, bytes, count, (off_t)offset) < 0 && errno == EINTR)
        ;
}

void rp_segment_ask(int file, const struct rp_segment_control *asked)
{
    const size_t first = offsetof(struct rp_segment_control, off);

    store(file, (const char *)asked + first, RP_SEGMENT_CONTROL_OFFSET + first,
          sizeof(*asked) - first);
    store(file, &asked->change, RP_SEGMENT_CONTROL_OFFSET, sizeof(asked->change));
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

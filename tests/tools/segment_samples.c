/* segment_samples.c: how many samples the agent itself has counted in a segment.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: segment_samples PATH...
 * A PATH is a segment, such as /proc/COLLECTOR/fd/NUMBER. Prints the sum over all their threads.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/segment.h"

static uint64_t count(int file)
{
    struct rp_segment_header header;
    struct rp_segment_thread slot;
    uint64_t samples = 0;

    if (pread(file, &header, sizeof(header), 0) != sizeof(header) ||
        header.magic != RP_SEGMENT_MAGIC)
        return 0;
    for (uint32_t i = 0; i < header.thread_count && i < header.thread_capacity; i++) {
        const off_t at = (off_t)(header.threads_offset + i * sizeof(slot));

        if (pread(file, &slot, sizeof(slot), at) == sizeof(slot))
            samples += slot.samples;
    }
    return samples;
}

int main(int argc, char **argv)
{
    uint64_t samples = 0;

    for (int i = 1; i < argc; i++) {
        const int file = open(argv[i], O_RDONLY | O_CLOEXEC);

        if (file < 0) {
            perror(argv[i]);
            return 1;
        }
        samples += count(file);
        close(file);
    }
    printf("%" PRIu64 "\n", samples);
    return 0;
}

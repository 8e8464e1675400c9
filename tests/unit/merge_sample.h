/* merge_sample.h: writes the rank files of a job with known truth, for the tests of the merge.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each rank has two threads and the contexts
 *
 *   [all] - main - work - (an address in no module, another one on each rank)
 *                - extra, on odd ranks only
 *
 * which even and odd ranks write in different order. In each slice each thread of rank r adds
 * 1000 * (r + 1) to the cpu_time of work and 1 to its samples, 7 to that of extra and 5 to that of
 * the address. PAPI_X is counted on even ranks, 3 in main, and refused on odd ones. Its ticks tell
 * of a meeting to which higher ranks come later, working meanwhile, and of a message to the next
 * rank.
 */
#ifndef RANKPROF_TESTS_UNIT_MERGE_SAMPLE_H
#define RANKPROF_TESTS_UNIT_MERGE_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#define MERGE_SAMPLE_MAIN  UINT64_C(0x1000) /* in the module of build-id aa11 */
#define MERGE_SAMPLE_WORK  UINT64_C(0x2000) /* in the module of build-id bb22 */
#define MERGE_SAMPLE_EXTRA UINT64_C(0x3000) /* in aa11 again */

#define MERGE_SAMPLE_THREADS  2u
#define MERGE_SAMPLE_SLICE_NS UINT64_C(1000000000)
#define MERGE_SAMPLE_START_NS UINT64_C(1700000000000000000) /* on the real-time clock */

struct merge_sample {
    const char *job;
    uint32_t rank;
    uint32_t ranks;
    uint32_t slices;
    bool open; /* leaves PATH.part behind, as a killed collector does */
};

/* False when it cannot be written. */
bool merge_sample_write(const char *path, const struct merge_sample *sample);

#endif

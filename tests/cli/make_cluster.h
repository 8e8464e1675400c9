/* make_cluster.h: what the parts of make_cluster share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_MAKE_CLUSTER_H
#define RANKPROF_TESTS_MAKE_CLUSTER_H

#include "common/context_kind.h"
#include "format/cluster_file.h"

#define RANKS     4u
#define SAMPLE_NS UINT64_C(10000000)
#define PLACES    16u /* contexts at most */
#define START_NS  UINT64_C(1700000000000000000)

enum metric { SAMPLES, CPU_TIME, PAGE_FAULTS, CYCLES, INSTRUCTIONS, OPERATIONS, MISSES, METRICS };

struct frame {
    const char *name;
    const char *file;
    uint32_t line;
};

/* A context: parent, function (or -1 and a kind), line, samples of ranks 0 to 2 and of rank 3. */
struct place {
    uint32_t parent;
    int function;
    uint32_t line;
    uint64_t samples, samples_of_last;
    enum rp_context_kind kind;
};

struct kind {
    const char *name;
    const struct frame *frames;
    size_t frame_count;
    const struct place *places;
    size_t place_count;
};

extern const struct kind cluster_kinds[]; /* ended by a NULL name */

struct heap {
    char bytes[8192];
    size_t used;
};

struct output {
    const struct kind *kind;
    struct rp_cluster_writer *writer;
    struct rp_error error;
    struct heap heap;
    unsigned percent[PLACES]; /* of the usual time */
};

/* The offset of a text. */
uint32_t make_put(struct heap *heap, const char *text);

void make_table(struct output *output, enum rp_cluster_table table, const void *rows, size_t count);
#define WRITE(output, table, rows, count) make_table(output, RP_CLUSTER_TABLE_##table, rows, count)

/* The tables of GPUs of the kind "gpu". */
void make_gpus(struct output *output);

#endif

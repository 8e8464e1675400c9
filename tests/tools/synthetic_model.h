/* synthetic_model.h: a job that never ran: which rank has which values, as functions of a seed.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Nothing is stored by rank, so a job may have any number of them. How sparse it is was taken from
 * real jobs (LAMMPS and HPCC, 8 ranks, merged: 8 and 9 % of all (rank, context, metric) have a
 * value; a slice of a rank file: 0.5 to 3 %): a rank has values in `contexts_per_rank` contexts,
 * half of them the same on all ranks, the others drawn from the rest. A slice has four fifths of
 * the first half and two fifths of the second.
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_MODEL_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define SYNTHETIC_MOST_METRICS 8u
#define SYNTHETIC_SAMPLES      0u
#define SYNTHETIC_CPU_TIME     1u
#define SYNTHETIC_SAMPLE_NS    UINT64_C(10000000)
#define SYNTHETIC_SLICE_NS     UINT64_C(10000000000)
#define SYNTHETIC_START_NS     UINT64_C(1700000000000000000)
#define SYNTHETIC_NODE_RANKS   64u

struct synthetic_settings {
    uint32_t ranks;
    uint32_t contexts; /* of the job, the root among them */
    uint32_t contexts_per_rank;
    uint32_t metrics;
    uint32_t slices;
    uint32_t threads;
    uint32_t straggler; /* rank */
    uint32_t slower;    /* how many times as long it takes in the slow function */
    uint64_t seed;
};

/* A calling context of the job; the root is number 0, a parent's number is smaller. */
struct synthetic_context {
    uint32_t parent;
    uint32_t depth;
    uint32_t function; /* number of a function of synthetic_functions.h */
    uint32_t call;     /* which place of the function; tells apart contexts of one parent */
};

struct synthetic_job {
    struct synthetic_settings settings;
    struct synthetic_context *contexts;
    uint32_t common; /* contexts 1 to this number have values on all ranks */
    uint32_t slow_function;
};

extern const char *const synthetic_metric_names[SYNTHETIC_MOST_METRICS];
const char *synthetic_metric_unit(uint32_t metric);

/* False when out of memory. */
bool synthetic_job_init(struct synthetic_job *job, const struct synthetic_settings *settings);
void synthetic_job_release(struct synthetic_job *job);

/* Has the rank values in this context at all, and in this slice? */
bool synthetic_has(const struct synthetic_job *job, uint32_t rank, uint32_t context);
bool synthetic_has_in_slice(const struct synthetic_job *job, uint32_t rank, uint32_t context,
                            uint32_t slice);

/* Threads that share such values: contexts that all ranks have are run by all threads. */
bool synthetic_runs(const struct synthetic_job *job, uint32_t rank, uint32_t context,
                    uint32_t thread);

/* What grew in a slice, above zero. */
struct synthetic_place {
    uint32_t rank, context, slice, thread;
};
uint64_t synthetic_delta(const struct synthetic_job *job, const struct synthetic_place *place,
                         uint32_t metric);

/* Time of the rank in collective calls, of a slice. */
uint64_t synthetic_collective_ns(const struct synthetic_job *job, uint32_t rank, uint32_t slice);

#endif

/* synthetic_model.c: a job that never ran: which rank has which values, as functions of a seed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_model.h"

#include <stdlib.h>

#include "tests/tools/synthetic_functions.h"

#define DEEPEST      24u
#define NEAREST      20u /* a parent is one of so many contexts before */
#define SLOW_CONTEXT 7u  /* one that all ranks have; its function is the slow one */
#define SLOW_SAMPLES 100u
#define JITTER_BITS  20u
#define PER_FUNCTION 4u /* contexts of a function, on average */
#define THOUSAND     1000u
#define IN_SLICE     800u /* in thousandths, of what all ranks have */
#define AGAIN        200u /* of the others: once more in another slice than their own */

const char *const synthetic_metric_names[SYNTHETIC_MOST_METRICS] = {
    "samples",     "cpu_time",    "PAPI_TOT_INS", "PAPI_TOT_CYC",
    "PAPI_L2_DCM", "PAPI_L3_TCM", "PAPI_BR_MSP",  "page-faults",
};

const char *synthetic_metric_unit(uint32_t metric)
{
    return metric == SYNTHETIC_CPU_TIME ? "ns" : "count";
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t scatter(uint64_t word)
{
    word += UINT64_C(0x9e3779b97f4a7c15);
    word = (word ^ (word >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94d049bb133111eb);
    return word ^ (word >> 31);
}

static uint64_t draw(const struct synthetic_job *job, uint64_t what, uint32_t rank,
                     uint32_t context)
{
    return scatter(scatter(job->settings.seed + what) ^ ((uint64_t)rank << 32 | context));
}

/* ---- the tree ---- */

static void place_context(struct synthetic_job *job, uint32_t number)
{
    struct synthetic_context *const it = &job->contexts[number];
    const uint64_t random = draw(job, 1, 0, number);
    const uint32_t functions = job->settings.contexts / PER_FUNCTION < SYNTHETIC_FUNCTIONS
                                   ? job->settings.contexts / PER_FUNCTION + 1
                                   : SYNTHETIC_FUNCTIONS;

    it->parent = number < 2
                     ? 0
                     : number - 1 - (uint32_t)(random % (number < NEAREST ? number - 1 : NEAREST));
    while (job->contexts[it->parent].depth >= DEEPEST)
        it->parent = job->contexts[it->parent].parent;
    it->depth = number == 0 ? 0 : job->contexts[it->parent].depth + 1;
    it->function = (uint32_t)((random >> 32) % functions);
    it->call = number;
}

bool synthetic_job_init(struct synthetic_job *job, const struct synthetic_settings *settings)
{
    *job = (struct synthetic_job){.settings = *settings};
    job->contexts = calloc(settings->contexts, sizeof(*job->contexts));
    if (!job->contexts)
        return false;
    for (uint32_t i = 0; i < settings->contexts; i++)
        place_context(job, i);
    job->common = settings->contexts_per_rank / 2;
    job->slow_function = job->contexts[job->common < SLOW_CONTEXT ? 1 : SLOW_CONTEXT].function;
    return true;
}

void synthetic_job_release(struct synthetic_job *job)
{
    free(job->contexts);
    job->contexts = NULL;
}

/* ---- sparsity ---- */

bool synthetic_has(const struct synthetic_job *job, uint32_t rank, uint32_t context)
{
    const uint32_t others = job->settings.contexts - 1 - job->common;
    const uint32_t drawn = job->settings.contexts_per_rank - job->common;

    if (context == 0 || context <= job->common)
        return context != 0;
    return draw(job, 2, rank, context) % others < drawn;
}

bool synthetic_has_in_slice(const struct synthetic_job *job, uint32_t rank, uint32_t context,
                            uint32_t slice)
{
    const uint64_t random = draw(job, 3 + ((uint64_t)slice << 8), rank, context) % THOUSAND;

    if (!synthetic_has(job, rank, context))
        return false;
    if (draw(job, 4, rank, context) % job->settings.slices == slice)
        return true; /* at least once */
    return random < (context <= job->common ? IN_SLICE : AGAIN);
}

bool synthetic_runs(const struct synthetic_job *job, uint32_t rank, uint32_t context,
                    uint32_t thread)
{
    return context <= job->common || draw(job, 5, rank, context) % job->settings.threads == thread;
}

/* ---- values ---- */

static uint64_t samples_of(const struct synthetic_job *job, const struct synthetic_place *place,
                           uint64_t random)
{
    const bool slow = job->contexts[place->context].function == job->slow_function &&
                      place->context <= job->common;
    const uint64_t usual = (slow ? SLOW_SAMPLES : 1) + random % 4;

    return slow && place->rank == job->settings.straggler ? usual * job->settings.slower : usual;
}

uint64_t synthetic_delta(const struct synthetic_job *job, const struct synthetic_place *place,
                         uint32_t metric)
{
    const uint64_t random =
        draw(job, 6 + ((uint64_t)place->slice << 8) + ((uint64_t)place->thread << 40), place->rank,
             place->context);
    const uint64_t samples = samples_of(job, place, random >> 60);
    const uint64_t jitter = scatter(random + metric) >> (64 - JITTER_BITS);

    if (metric == SYNTHETIC_SAMPLES)
        return samples;
    return samples * SYNTHETIC_SAMPLE_NS * metric + jitter;
}

uint64_t synthetic_collective_ns(const struct synthetic_job *job, uint32_t rank, uint32_t slice)
{
    const uint64_t usual = SYNTHETIC_SLICE_NS / 5;
    const uint64_t jitter = draw(job, 7, rank, slice) >> (64 - JITTER_BITS);

    return rank == job->settings.straggler ? jitter : usual + jitter;
}

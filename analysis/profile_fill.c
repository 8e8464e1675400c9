/* profile_fill.c: adds up the values of the chosen ranks, one rank at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"

/* One rank's values, spread over contexts and functions; cleared for each. */
struct lane {
    uint64_t *self;    /* by context */
    uint64_t *total;   /* by context, inclusive */
    uint64_t *samples; /* by context */
    uint64_t *function_self;
    bool *is_metric; /* by row of the file's metrics */
    bool *is_samples;
};

static void release_lane(struct lane *lane)
{
    free(lane->self);
    free(lane->total);
    free(lane->samples);
    free(lane->function_self);
    free(lane->is_metric);
    free(lane->is_samples);
}

static bool init_lane(struct lane *lane, const struct rp_profile *profile)
{
    const struct rp_cluster_file *file = profile->file;
    const size_t contexts = profile->context_count + 1;

    *lane = (struct lane){
        .self = calloc(contexts, sizeof(uint64_t)),
        .total = calloc(contexts, sizeof(uint64_t)),
        .samples = calloc(contexts, sizeof(uint64_t)),
        .function_self = calloc(profile->function_count, sizeof(uint64_t)),
        .is_metric = calloc(file->metric_count + 1, sizeof(bool)),
        .is_samples = calloc(file->metric_count + 1, sizeof(bool)),
    };
    if (!lane->self || !lane->total || !lane->samples || !lane->function_self || !lane->is_metric ||
        !lane->is_samples) {
        release_lane(lane);
        return false;
    }
    for (size_t row = 0; row < file->metric_count; row++) {
        const char *name = rp_cluster_file_text(file, file->metric_rows[row].name);

        lane->is_metric[row] = strcmp(name, profile->metric) == 0;
        lane->is_samples[row] = strcmp(name, "samples") == 0;
    }
    return true;
}

/* The first value of `row` of /ranks: values are sorted by rank. */
static size_t first_value(const struct rp_cluster_file *file, uint32_t row)
{
    size_t low = 0;
    size_t high = file->value_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (file->value_rows[middle].rank < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Leaves the rank's own values in the lane. */
static void load_rank(struct lane *lane, const struct rp_profile *profile,
                      const struct rp_profile_rank *rank)
{
    const struct rp_cluster_file *file = profile->file;
    const uint32_t row = (uint32_t)(rank->row - file->rank_rows);
    const size_t bytes = profile->context_count * sizeof(uint64_t);

    memset(lane->self, 0, bytes);
    memset(lane->samples, 0, bytes);
    memset(lane->function_self, 0, profile->function_count * sizeof(uint64_t));
    for (size_t i = first_value(file, row); i < file->value_count; i++) {
        const struct rp_cluster_value *value = &file->value_rows[i];

        if (value->rank != row)
            break;
        if (lane->is_metric[value->metric])
            lane->self[value->context] += value->value;
        if (lane->is_samples[value->metric])
            lane->samples[value->context] += value->value;
    }
    for (size_t i = 0; i < profile->context_count; i++)
        lane->function_self[profile->contexts[i].function] += lane->self[i];
}

static void add_contexts(struct lane *lane, struct rp_profile *profile,
                         struct rp_profile_rank *rank)
{
    memcpy(lane->total, lane->self, profile->context_count * sizeof(uint64_t));
    for (size_t i = profile->context_count; i-- > 1;)
        lane->total[profile->contexts[i].parent] += lane->total[i];
    for (size_t i = 0; i < profile->context_count; i++) {
        struct rp_profile_context *context = &profile->contexts[i];
        struct rp_profile_function *function = &profile->functions[context->function];

        context->self += lane->self[i];
        context->total += lane->total[i];
        context->samples += lane->samples[i];
        function->samples += lane->samples[i];
        if (context->outermost)
            function->total += lane->total[i];
        rank->value += lane->self[i];
        rank->samples += lane->samples[i];
    }
    profile->value += rank->value;
    profile->samples += rank->samples;
}

static void add_functions(const struct lane *lane, struct rp_profile *profile,
                          const struct rp_profile_rank *rank)
{
    for (size_t i = 0; i < profile->function_count; i++) {
        struct rp_profile_function *function = &profile->functions[i];

        function->self += lane->function_self[i];
        if (lane->function_self[i] > function->self_max) {
            function->self_max = lane->function_self[i];
            function->worst_rank = rank->row->rank;
        }
    }
}

/* Needs the means, so it is a second pass over the ranks. */
static void find_difference(const struct lane *lane, const struct rp_profile *profile,
                            struct rp_profile_rank *rank)
{
    for (size_t i = 0; i < profile->function_count; i++) {
        const double mean = (double)profile->functions[i].self / (double)profile->rank_count;
        const double difference = (double)lane->function_self[i] - mean;

        if (fabs(difference) > fabs(rank->difference)) {
            rank->difference = difference;
            rank->differs = (uint32_t)i;
        }
    }
}

static void add_ranks(struct lane *lane, struct rp_profile *profile)
{
    for (size_t i = 0; i < profile->rank_count; i++) {
        load_rank(lane, profile, &profile->ranks[i]);
        add_contexts(lane, profile, &profile->ranks[i]);
        add_functions(lane, profile, &profile->ranks[i]);
    }
    for (size_t i = 0; i < profile->rank_count; i++) {
        load_rank(lane, profile, &profile->ranks[i]);
        find_difference(lane, profile, &profile->ranks[i]);
    }
}

static void count_inclusive_samples(struct rp_profile *profile)
{
    struct rp_profile_context *contexts = profile->contexts;

    for (size_t i = 0; i < profile->context_count; i++)
        contexts[i].total_samples = contexts[i].samples;
    for (size_t i = profile->context_count; i-- > 1;)
        contexts[contexts[i].parent].total_samples += contexts[i].total_samples;
    for (size_t i = 0; i < profile->context_count; i++) {
        if (contexts[i].outermost)
            profile->functions[contexts[i].function].total_samples += contexts[i].total_samples;
    }
}

enum rp_status rp_profile_fill(struct rp_profile *profile, struct rp_error *error)
{
    struct lane lane;
    enum rp_status status = RP_OK;

    profile->context_count = profile->file->context_count;
    profile->function_count = profile->file->function_count + RP_CONTEXT_KIND_COUNT;
    profile->contexts = calloc(profile->context_count + 1, sizeof(*profile->contexts));
    profile->functions = calloc(profile->function_count, sizeof(*profile->functions));
    if (!profile->contexts || !profile->functions || !init_lane(&lane, profile))
        return rp_error_set(error, RP_E_NOMEM, "cannot keep %zu contexts: out of memory",
                            profile->context_count);
    status = rp_profile_name_functions(profile, error);
    if (status == RP_OK) {
        add_ranks(&lane, profile);
        count_inclusive_samples(profile);
        status = rp_profile_place_functions(profile, error);
    }
    release_lane(&lane);
    return status;
}

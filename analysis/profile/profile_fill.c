/* profile_fill.c: adds up the values of the chosen ranks, one rank at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/profile_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/context_kind.h"

/* One rank's values by function; only those that the rank has are cleared for the next one. */
struct lane {
    uint64_t *self;    /* by function */
    uint32_t *touched; /* the functions with a value */
    size_t touched_count;
    bool *is_metric; /* by row of the file's metrics */
    bool *is_samples;
};

static void release_lane(struct lane *lane)
{
    free(lane->self);
    free(lane->touched);
    free(lane->is_metric);
    free(lane->is_samples);
}

static bool init_lane(struct lane *lane, const struct rp_profile *profile)
{
    const struct rp_cluster_file *file = profile->file;

    *lane = (struct lane){
        .self = calloc(profile->function_count, sizeof(uint64_t)),
        .touched = calloc(profile->function_count, sizeof(uint32_t)),
        .is_metric = calloc(file->metric_count + 1, sizeof(bool)),
        .is_samples = calloc(file->metric_count + 1, sizeof(bool)),
    };
    if (!lane->self || !lane->touched || !lane->is_metric || !lane->is_samples) {
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

static void clear_lane(struct lane *lane)
{
    for (size_t i = 0; i < lane->touched_count; i++)
        lane->self[lane->touched[i]] = 0;
    lane->touched_count = 0;
}

static void add_to_lane(struct lane *lane, uint32_t function, uint64_t value)
{
    if (lane->self[function] == 0 && value > 0)
        lane->touched[lane->touched_count++] = function;
    lane->self[function] += value;
}

/* Adds a value to the lane; the first time to the profile, too. */
static void take_value(struct lane *lane, struct rp_profile *profile, struct rp_profile_rank *rank,
                       const struct rp_cluster_value *value, bool add)
{
    struct rp_profile_context *context = &profile->contexts[value->context];

    if (!rp_profile_holds(profile, value->context))
        return;
    if (lane->is_metric[value->metric])
        add_to_lane(lane, context->function, value->value);
    if (!add)
        return;
    context->self += lane->is_metric[value->metric] ? value->value : 0;
    context->samples += lane->is_samples[value->metric] ? value->value : 0;
    rank->value += lane->is_metric[value->metric] ? value->value : 0;
    rank->samples += lane->is_samples[value->metric] ? value->value : 0;
}

static void add_functions(const struct lane *lane, struct rp_profile *profile,
                          const struct rp_profile_rank *rank)
{
    for (size_t i = 0; i < lane->touched_count; i++) {
        struct rp_profile_function *function = &profile->functions[lane->touched[i]];
        const uint64_t value = lane->self[lane->touched[i]];

        function->self += value;
        if (value > function->self_max) {
            function->self_max = value;
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
        const double difference = (double)lane->self[i] - mean;

        if (fabs(difference) > fabs(rank->difference)) {
            rank->difference = difference;
            rank->differs = (uint32_t)i;
        }
    }
}

/* What is done with a rank when all its values are in the lane. */
static void finish_rank(const struct lane *lane, struct rp_profile *profile,
                        struct rp_profile_rank *rank, bool add)
{
    if (!add) {
        find_difference(lane, profile, rank);
        return;
    }
    add_functions(lane, profile, rank);
    profile->value += rank->value;
    profile->samples += rank->samples;
}

/* Values are sorted by rank, as the chosen ranks are: one pass over both. */
static void pass(struct lane *lane, struct rp_profile *profile, bool add)
{
    const struct rp_cluster_file *file = profile->file;
    const struct rp_cluster_value *value = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_value);
    value = rp_cluster_scan_next(&scan);
    for (size_t i = 0; i < profile->rank_count; i++) {
        struct rp_profile_rank *const rank = &profile->ranks[i];
        const uint32_t row = (uint32_t)(rank->row - file->rank_rows);

        clear_lane(lane);
        for (; value && value->rank <= row; value = rp_cluster_scan_next(&scan)) {
            if (value->rank == row)
                take_value(lane, profile, rank, value, add);
        }
        finish_rank(lane, profile, rank, add);
    }
    rp_cluster_scan_end(&scan);
}

/* The second pass needs the means of the first. */
static void add_ranks(struct lane *lane, struct rp_profile *profile)
{
    pass(lane, profile, true);
    pass(lane, profile, false);
}

static void add_inclusive(struct rp_profile *profile)
{
    struct rp_profile_context *contexts = profile->contexts;

    for (size_t i = 0; i < profile->context_count; i++) {
        contexts[i].total = contexts[i].self;
        contexts[i].total_samples = contexts[i].samples;
    }
    for (size_t i = profile->context_count; i-- > 1;) {
        contexts[contexts[i].parent].total += contexts[i].total;
        contexts[contexts[i].parent].total_samples += contexts[i].total_samples;
    }
    for (size_t i = 0; i < profile->context_count; i++) {
        struct rp_profile_function *function = &profile->functions[contexts[i].function];

        function->samples += contexts[i].samples;
        if (contexts[i].outermost) {
            function->total += contexts[i].total;
            function->total_samples += contexts[i].total_samples;
        }
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
        add_inclusive(profile);
        status = rp_profile_place_functions(profile, error);
    }
    release_lane(&lane);
    return status;
}

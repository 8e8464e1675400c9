/* profile.c: makes the model of a report: chooses metric and ranks, then has it filled.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/profile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/profile_fill.h"
#include "analysis/profile/rank_set.h"
#include "common/event_name.h"
#include "common/nearest.h"

/* ---- which metric ---- */

static const char *metric_name(const struct rp_cluster_file *file, size_t row)
{
    return rp_cluster_file_text(file, file->metric_rows[row].name);
}

/* The first time that was counted: the sampler's own metric. NULL when there is none. */
static const char *sampled_time(const struct rp_cluster_file *file)
{
    for (size_t row = 0; row < file->metric_count; row++) {
        const struct rp_cluster_metric *metric = &file->metric_rows[row];

        if (metric->counted_ranks > 0 &&
            strcmp(rp_cluster_file_text(file, metric->unit), "ns") == 0)
            return metric_name(file, row);
    }
    return file->metric_count > 0 ? metric_name(file, 0) : NULL;
}

static enum rp_status unknown_metric(const struct rp_cluster_file *file, const char *name,
                                     struct rp_error *error)
{
    struct rp_nearest nearest = {.word = name};

    for (size_t row = 0; row < file->metric_count; row++)
        rp_nearest_offer(&nearest, metric_name(file, row));
    if (nearest.name)
        return rp_error_set(error, RP_E_USAGE,
                            "this profile has no metric '%s'; the nearest is '%s'", name,
                            nearest.name);
    return rp_error_set(error, RP_E_USAGE,
                        "this profile has no metric '%s'; '--view quality' lists those it has",
                        name);
}

static bool is_metric(const char *metric, const char *name)
{
    return strcmp(metric, name) == 0;
}

/* An event that was sampled on may be called by its name without the period. */
static bool is_event(const char *metric, const char *name)
{
    const size_t length = rp_event_name_length(metric);

    return strlen(name) == length && strncmp(metric, name, length) == 0;
}

/* The one that was counted, if any was; NULL when none is called so. */
static const struct rp_cluster_metric *
find_metric(const struct rp_cluster_file *file, const char *name,
            bool (*is_called)(const char *metric, const char *name))
{
    const struct rp_cluster_metric *found = NULL;

    for (size_t row = 0; row < file->metric_count; row++) {
        const struct rp_cluster_metric *metric = &file->metric_rows[row];

        if (is_called(metric_name(file, row), name) && (!found || metric->counted_ranks > 0))
            found = metric;
    }
    return found;
}

static enum rp_status nothing_sampled(const struct rp_cluster_file *file, struct rp_error *error)
{
    uint64_t refused = 0, damaged = 0;

    for (size_t row = 0; row < file->rank_count; row++) {
        refused += file->rank_rows[row].refused_processes;
        damaged += file->rank_rows[row].damaged;
    }
    if (refused + damaged == 0)
        return rp_error_set(error, RP_E_NOT_FOUND,
                            "nothing was sampled in this job: no process of it could be attached "
                            "(statically linked and setuid programs cannot be)");
    return rp_error_set(error, RP_E_NOT_FOUND,
                        "no sample of this job is left: %" PRIu64 " processes could not be "
                        "followed, and %" PRIu64 " entries of the memory shared with them were "
                        "damaged before they were read",
                        refused, damaged);
}

static enum rp_status choose_metric(struct rp_profile *profile, const char *wanted,
                                    struct rp_error *error)
{
    const struct rp_cluster_file *file = profile->file;
    const char *name = wanted ? wanted : sampled_time(file);
    const struct rp_cluster_metric *found = NULL;

    if (!name)
        return nothing_sampled(file, error);
    found = find_metric(file, name, is_metric);
    if (!found)
        found = find_metric(file, name, is_event);
    if (!found)
        return unknown_metric(file, name, error);
    if (found->counted_ranks == 0 && wanted)
        return rp_error_set(error, RP_E_UNSUPPORTED, "'%s' was %s on every rank: %s", name,
                            found->dead_ranks > 0 ? "dead" : "refused",
                            rp_cluster_file_text(file, found->reason));
    profile->metric = rp_cluster_file_text(file, found->name);
    profile->unit = rp_cluster_file_text(file, found->unit);
    return RP_OK;
}

/* ---- which ranks ---- */

static enum rp_status choose_ranks(struct rp_profile *profile, const char *list,
                                   struct rp_error *error)
{
    const struct rp_cluster_file *file = profile->file;

    if (list && !rp_rank_set_valid(list))
        return rp_error_set(error, RP_E_USAGE, "'%s' is no list of ranks such as 0-63,137", list);
    profile->ranks = calloc(file->rank_count + 1, sizeof(*profile->ranks));
    profile->chosen = calloc(file->rank_count + 1, sizeof(*profile->chosen));
    if (!profile->ranks || !profile->chosen)
        return rp_error_set(error, RP_E_NOMEM, "cannot keep %zu ranks: out of memory",
                            file->rank_count);
    for (size_t row = 0; row < file->rank_count; row++) {
        const struct rp_cluster_rank *rank = &file->rank_rows[row];
        struct rp_profile_rank *chosen = &profile->ranks[profile->rank_count];

        if (!rp_rank_set_holds(list, rank->rank))
            continue;
        profile->chosen[row] = true;
        chosen->row = rank;
        chosen->node = rank->node < file->node_count
                           ? rp_cluster_file_text(file, file->node_rows[rank->node].name)
                           : "";
        profile->rank_count++;
    }
    if (profile->rank_count > 0)
        return RP_OK;
    return rp_error_set(error, list ? RP_E_USAGE : RP_E_DAMAGED,
                        "none of the ranks %s is in this profile", list ? list : "of the job");
}

/* ---- the whole ---- */

enum rp_status rp_profile_new(struct rp_profile **out, const struct rp_cluster_file *file,
                              const struct rp_profile_settings *settings, struct rp_error *error)
{
    struct rp_profile *profile = calloc(1, sizeof(*profile));
    enum rp_status status = RP_OK;

    if (!profile)
        return rp_error_set(error, RP_E_NOMEM, "cannot make a profile: out of memory");
    profile->file = file;
    status = choose_metric(profile, settings->metric, error);
    if (status == RP_OK)
        status = choose_ranks(profile, settings->ranks, error);
    if (status == RP_OK)
        status = rp_profile_choose_region(profile, settings->region, error);
    if (status == RP_OK)
        status = rp_profile_fill(profile, error);
    if (status != RP_OK) {
        rp_profile_free(profile);
        return status;
    }
    *out = profile;
    return RP_OK;
}

void rp_profile_free(struct rp_profile *profile)
{
    if (!profile)
        return;
    free(profile->functions);
    free(profile->contexts);
    free(profile->ranks);
    free(profile->chosen);
    free(profile->within);
    free(profile);
}

double rp_profile_imbalance(const struct rp_profile *profile,
                            const struct rp_profile_function *function)
{
    if (function->self == 0)
        return 0;
    return (double)function->self_max * (double)profile->rank_count / (double)function->self;
}

double rp_profile_share(const struct rp_profile *profile, uint64_t value)
{
    return profile->value == 0 ? 0 : (double)value / (double)profile->value;
}

static int by_self(const void *left, const void *right, void *context)
{
    const struct rp_profile *profile = context;
    const struct rp_profile_function *a = &profile->functions[*(const uint32_t *)left];
    const struct rp_profile_function *b = &profile->functions[*(const uint32_t *)right];

    if (a->self != b->self)
        return a->self < b->self ? 1 : -1;
    if (a->total != b->total)
        return a->total < b->total ? 1 : -1;
    return strcmp(a->name, b->name);
}

uint32_t *rp_profile_order(const struct rp_profile *profile)
{
    uint32_t *order = calloc(profile->function_count + 1, sizeof(*order));

    if (!order)
        return NULL;
    for (size_t i = 0; i < profile->function_count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, profile->function_count, sizeof(*order), by_self, (void *)(uintptr_t)profile);
    return order;
}

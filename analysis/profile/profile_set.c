/* profile_set.c: the profiles of one file by every metric that was counted.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/profile_set.h"

#include <stdlib.h>
#include <string.h>

size_t rp_profile_set_find(const struct rp_profile_set *set, const char *metric)
{
    size_t at = 0;

    while (at < set->count && strcmp(set->profiles[at]->metric, metric) != 0)
        at++;
    return at;
}

static enum rp_status add(struct rp_profile_set *set, const struct rp_cluster_file *file,
                          const struct rp_profile_settings *settings, struct rp_error *error)
{
    const enum rp_status status = rp_profile_new(&set->profiles[set->count], file, settings, error);

    set->count += status == RP_OK;
    return status;
}

/* Metrics that share a name are one, and what nobody counted is none. */
static enum rp_status add_others(struct rp_profile_set *set, const struct rp_cluster_file *file,
                                 const char *ranks, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    for (size_t row = 0; status == RP_OK && row < file->metric_count; row++) {
        const char *name = rp_cluster_file_text(file, file->metric_rows[row].name);
        const struct rp_profile_settings other = {.metric = name, .ranks = ranks};

        if (file->metric_rows[row].counted_ranks > 0 &&
            rp_profile_set_find(set, name) == set->count)
            status = add(set, file, &other, error);
    }
    return status;
}

enum rp_status rp_profile_set_init(struct rp_profile_set *set, const struct rp_cluster_file *file,
                                   const struct rp_profile_settings *settings,
                                   struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *set = (struct rp_profile_set){
        .profiles = calloc(file->metric_count + 1, sizeof(struct rp_profile *)),
    };
    if (!set->profiles)
        return rp_error_set(error, RP_E_NOMEM, "cannot keep %zu metrics: out of memory",
                            file->metric_count);
    status = add(set, file, settings, error);
    if (status == RP_OK)
        status = add_others(set, file, settings->ranks, error);
    if (status != RP_OK)
        rp_profile_set_release(set);
    return status;
}

void rp_profile_set_release(struct rp_profile_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        rp_profile_free(set->profiles[i]);
    free(set->profiles);
    *set = (struct rp_profile_set){0};
}

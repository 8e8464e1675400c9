/* profile_region.c: narrows a profile to the contexts of one region.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/profile/profile_fill.h"
#include "analysis/profile/region_path.h"

static enum rp_status refuse(const struct rp_cluster_file *file, const char *name,
                             struct rp_error *error)
{
    for (uint32_t i = 0; i < file->context_count; i++)
        if (rp_region_is(file, i))
            return rp_error_set(error, RP_E_USAGE,
                                "this profile has no region '%s'; '--view regions' lists those it "
                                "has",
                                name);
    return rp_error_set(error, RP_E_USAGE,
                        "this profile has no region '%s': its program names none, as rankprof.h "
                        "tells how",
                        name);
}

/* A parent's row is smaller than its child's. */
enum rp_status rp_profile_choose_region(struct rp_profile *profile, const char *name,
                                        struct rp_error *error)
{
    const struct rp_cluster_file *file = profile->file;
    bool found = false;

    if (!name)
        return RP_OK;
    profile->within = calloc(file->context_count + 1, sizeof(*profile->within));
    if (!profile->within)
        return rp_error_set(error, RP_E_NOMEM, "cannot keep %zu contexts: out of memory",
                            file->context_count);
    for (uint32_t i = 1; i < file->context_count; i++) {
        const bool is_it = rp_region_is(file, i) && rp_region_is_called(file, i, name);

        profile->within[i] = is_it || profile->within[file->context_rows[i].parent];
        found = found || is_it;
    }
    return found ? RP_OK : refuse(file, name, error);
}

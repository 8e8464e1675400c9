/* same_functions.c: functions that are the same by name, though they come from different builds.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/same_functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text_map.h"

char *rp_module_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *ending = strstr(base, ".so");

    return ending && (ending[3] == '.' || !ending[3])
               ? strndup(base, (size_t)(ending - base) + strlen(".so"))
               : strdup(base);
}

/* A name that holds no address of its own: "app!0x1200" is another function in another build. */
static bool has_name(const struct rp_profile_function *function)
{
    return *function->module && function->resolved;
}

static enum rp_status number(struct rp_text_map *map, const struct rp_profile_function *function,
                             uint32_t own, uint32_t *out)
{
    char *module = rp_module_name(function->module);
    char *key = NULL;
    enum rp_status status = RP_OK;

    if (!module || asprintf(&key, "%s\n%s", module, function->name) < 0) {
        free(module);
        return RP_E_NOMEM;
    }
    if (!rp_text_map_find(map, key, out)) {
        *out = own;
        status = rp_text_map_add(map, key, own);
    }
    free(key);
    free(module);
    return status;
}

uint32_t *rp_same_functions(const struct rp_profile *profile)
{
    uint32_t *same_as = calloc(profile->function_count + 1, sizeof(*same_as));
    struct rp_text_map map = {0};
    enum rp_status status = same_as ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < profile->function_count; i++) {
        same_as[i] = (uint32_t)i;
        if (has_name(&profile->functions[i]))
            status = number(&map, &profile->functions[i], (uint32_t)i, &same_as[i]);
    }
    rp_text_map_release(&map);
    if (status == RP_OK)
        return same_as;
    free(same_as);
    return NULL;
}

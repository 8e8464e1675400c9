/* region_path.c: the path of regions that a calling context lies in, by name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/region_path.h"

#include <stdio.h>
#include <string.h>

#include "common/context_kind.h"

#define DEEPEST 64u

bool rp_region_is(const struct rp_cluster_file *file, uint32_t context)
{
    return file->context_rows[context].kind == RP_CONTEXT_REGION;
}

static const char *name_of(const struct rp_cluster_file *file, uint32_t context)
{
    const uint32_t function = file->context_rows[context].function;

    return function < file->function_count
               ? rp_cluster_file_text(file, file->function_rows[function].name)
               : "[unnamed]";
}

void rp_region_path(const struct rp_cluster_file *file, uint32_t context, char *path, size_t bytes)
{
    uint32_t names[DEEPEST];
    size_t depth = 0;
    size_t at = 0;

    for (; rp_region_is(file, context) && depth < DEEPEST;
         context = file->context_rows[context].parent)
        names[depth++] = context;
    path[0] = '\0';
    while (depth > 0 && at < bytes) {
        const int wrote = snprintf(path + at, bytes - at, "%s%s", at > 0 ? " > " : "",
                                   name_of(file, names[--depth]));

        at += wrote > 0 ? (size_t)wrote : 0;
    }
}

bool rp_region_is_called(const struct rp_cluster_file *file, uint32_t context, const char *name)
{
    char path[RP_REGION_PATH_BYTES];

    if (strcmp(name_of(file, context), name) == 0)
        return true;
    rp_region_path(file, context, path, sizeof(path));
    return strcmp(path, name) == 0;
}

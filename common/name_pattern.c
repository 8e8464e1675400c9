/* name_pattern.c: names of which one may stand for all that begin like it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/name_pattern.h"

#include <string.h>

bool rp_name_fits(const char *pattern, const char *name, size_t bytes)
{
    const size_t wanted = strlen(pattern);

    if (pattern[wanted - 1] == '*')
        return bytes >= wanted - 1 && strncmp(name, pattern, wanted - 1) == 0;
    return bytes == wanted && strncmp(name, pattern, wanted) == 0;
}

bool rp_name_fits_any(const char *const *patterns, size_t count, const char *name, size_t bytes)
{
    for (size_t i = 0; i < count; i++)
        if (rp_name_fits(patterns[i], name, bytes))
            return true;
    return false;
}

/* mapped.c: libraries that the process has loaded already, by the beginning of their names.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "gpu/mapped.h"

#include <link.h>
#include <stdio.h>
#include <string.h>

static int take_if_wanted(struct dl_phdr_info *object, size_t bytes, void *argument)
{
    struct rp_mapped *const wanted = argument;
    const char *const slash = strrchr(object->dlpi_name, '/');
    const char *const name = slash ? slash + 1 : object->dlpi_name;

    (void)bytes;
    if (strncmp(name, wanted->name, strlen(wanted->name)) != 0)
        return 0;
    return snprintf(wanted->path, sizeof(wanted->path), "%s", object->dlpi_name) <
           (int)sizeof(wanted->path);
}

bool rp_mapped_find(struct rp_mapped *wanted)
{
    return dl_iterate_phdr(take_if_wanted, wanted) == 1;
}

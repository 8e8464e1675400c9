/* module_finder_snapshot.c: finds the object at an address among those of the last refresh.
 * SPDX-License-Identifier: Apache-2.0
 *
 * For C libraries without _dl_find_object. An object is unknown until dlopen has returned.
 */
#include "collector/agent/modules/module_registry.h"

static bool is_available(void)
{
    return true;
}

const struct rp_module_finder rp_module_finder_snapshot = {"dl_iterate_phdr", is_available,
                                                           rp_modules_mapped};

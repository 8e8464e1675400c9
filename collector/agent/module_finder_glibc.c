/* module_finder_glibc.c: finds the object at an address by _dl_find_object (glibc 2.35 or newer).
 * SPDX-License-Identifier: Apache-2.0
 *
 * It is lock-free and async-signal-safe, knows every namespace, and knows an object before the
 * object's constructors run, which no hook on dlopen can.
 */
#include "collector/agent/module_registry.h"

/* Its result, spelled out so that a build on an older C library runs on a newer one. */
struct find_object_result {
    unsigned long long flags;
    void *map_start, *map_end;
    struct link_map *link_map;
    void *eh_frame_hdr;
    unsigned long long reserved[10];
};

/* Weak: NULL where the C library has none. */
extern int find_object(void *address, struct find_object_result *result) __asm__("_dl_find_object")
    __attribute__((weak));

static bool is_available(void)
{
    return find_object != NULL;
}

static const struct rp_module *find_glibc(struct rp_modules *modules, uintptr_t address)
{
    struct find_object_result result;
    struct rp_elf_image image;
    if (find_object((void *)address, &result) != 0)
        return rp_modules_vdso(modules, address);
    const uintptr_t low = (uintptr_t)result.map_start;
    const struct rp_module *module = rp_modules_checked(modules, low, result.eh_frame_hdr);
    if (module != NULL)
        return module;
    const struct link_map *map = result.link_map;
    if (rp_elf_image_at(low, map->l_addr, map->l_name, &image) != RP_OK)
        return NULL; /* the next refresh gets its program headers from the loader */
    return rp_modules_add(modules, &image);
}

const struct rp_module_finder rp_module_finder_glibc = {"_dl_find_object", is_available,
                                                        find_glibc};

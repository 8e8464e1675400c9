/* module_finder_glibc.c: finds the object at an address by _dl_find_object (glibc 2.35 or newer).
 * SPDX-License-Identifier: Apache-2.0
 *
 * It is lock-free and async-signal-safe, knows every namespace, and knows an object before the
 * object's constructors run, which no hook on dlopen can.
 */
#include "collector/agent/modules/module_registry.h"

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

/*
 * Where the object's ELF header may be. The range found is one segment only when the kernel mapped
 * a program whose segments have holes between them (linked for pages of 2 MiB, for example); the
 * header is then at the load address, unless the program was linked at a fixed one.
 */
static size_t starts_of(const struct find_object_result *result, uintptr_t starts[2])
{
    starts[0] = (uintptr_t)result->map_start;
    starts[1] = result->link_map->l_addr;
    return starts[1] != 0 && starts[1] != starts[0] ? 2 : 1;
}

static const struct rp_module *find_glibc(struct rp_modules *modules, uintptr_t address)
{
    struct find_object_result result;
    struct rp_elf_image image;
    uintptr_t starts[2];
    if (find_object((void *)address, &result) != 0)
        return rp_modules_vdso(modules, address);
    const struct link_map *map = result.link_map;
    const size_t count = starts_of(&result, starts);
    for (size_t i = 0; i < count; i++) {
        const struct rp_module *module =
            rp_modules_checked(modules, starts[i], result.eh_frame_hdr);
        if (module != NULL)
            return module;
    }
    for (size_t i = 0; i < count; i++) {
        if (rp_elf_image_at(starts[i], map->l_addr, map->l_name, &image) == RP_OK)
            return rp_modules_add(modules, &image);
    }
    return rp_modules_mapped(modules, address); /* as the loader listed it */
}

const struct rp_module_finder rp_module_finder_glibc = {"_dl_find_object", is_available,
                                                        find_glibc};

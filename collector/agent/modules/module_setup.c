/* module_setup.c: makes the registry of modules and keeps it up with dlopen and dlclose.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Apart from the registry because none of this may run in a signal handler.
 */
#include <sys/auxv.h>
#include <sys/mman.h>

#include "collector/agent/modules/module_registry.h"

static const struct rp_module_finder *const finders[] = {
    &rp_module_finder_glibc,
    &rp_module_finder_snapshot,
};

static int meet_listed(struct dl_phdr_info *info, size_t bytes, void *argument)
{
    const struct rp_elf_image image = {info->dlpi_phdr, info->dlpi_phnum, info->dlpi_addr,
                                       info->dlpi_name};
    (void)bytes;
    rp_modules_meet(argument, &image);
    return 0;
}

/* The address that the kernel linked the object's first byte to, mostly 0. */
static uintptr_t linked_address(const struct rp_elf_image *image)
{
    for (size_t i = 0; i < image->header_count; i++) {
        if (image->headers[i].p_type == PT_LOAD)
            return image->headers[i].p_vaddr - image->headers[i].p_offset;
    }
    return 0;
}

/* Not every C library lists it. */
static void meet_vdso(struct rp_modules *modules)
{
    struct rp_elf_image image;
    const uintptr_t low = getauxval(AT_SYSINFO_EHDR);
    if (low == 0 || rp_elf_image_at(low, 0, "linux-vdso.so.1", &image) != RP_OK)
        return;
    image.bias = low - linked_address(&image);
    rp_modules_meet(modules, &image);
    rp_modules_set_vdso(modules, low);
}

static void list_mapped(struct rp_modules *modules)
{
    dl_iterate_phdr(meet_listed, modules);
    meet_vdso(modules);
}

void rp_modules_loaded(struct rp_modules *modules)
{
    rp_modules_refresh(modules, list_mapped);
}

void rp_modules_unloaded(struct rp_modules *modules)
{
    rp_modules_expire(modules);
    rp_modules_refresh(modules, list_mapped);
}

enum rp_status rp_modules_init_with(struct rp_modules **out, const struct rp_module_finder *finder,
                                    rp_module_hook hook, void *argument)
{
    if (!finder->is_available())
        return RP_E_UNSUPPORTED;
    void *memory = mmap(NULL, rp_modules_bytes(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return RP_E_NOMEM;
    struct rp_modules *modules = rp_modules_place(memory, finder, hook, argument);
    rp_modules_refresh(modules, list_mapped);
    *out = modules;
    return RP_OK;
}

enum rp_status rp_modules_init(struct rp_modules **out, rp_module_hook hook, void *argument)
{
    enum rp_status status = RP_E_UNSUPPORTED;
    for (size_t i = 0; i < sizeof finders / sizeof finders[0] && status == RP_E_UNSUPPORTED; i++)
        status = rp_modules_init_with(out, finders[i], hook, argument);
    return status;
}

/* module_registry.h: what the finders of modules need from the registry.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_MODULE_REGISTRY_H
#define RANKPROF_COLLECTOR_AGENT_MODULE_REGISTRY_H

#include "collector/agent/module_elf.h"

/* A way to learn which object holds an address; the first one that opens is taken. */
struct rp_module_finder {
    const char *name;
    bool (*open)(void); /* not in a handler; false when this C library does not have it */
    /* Async-signal-safe and lock-free. */
    const struct rp_module *(*find)(struct rp_modules *modules, uintptr_t address);
};

extern const struct rp_module_finder rp_module_finder_glibc, rp_module_finder_snapshot;

/* rp_modules_init with one finder given; RP_E_UNSUPPORTED when it does not open. */
enum rp_status rp_modules_init_with(struct rp_modules **out, const struct rp_module_finder *finder,
                                    rp_module_hook hook, void *argument);

/* The entry of the image, made if there is none; NULL when it is no module or all are in use. */
const struct rp_module *rp_modules_add(struct rp_modules *modules,
                                       const struct rp_elf_image *image);

/* The entry at `low`, if it was checked since the last object was unloaded; else NULL. */
const struct rp_module *rp_modules_checked(struct rp_modules *modules, uintptr_t low,
                                           const void *eh_frame_hdr);

/* The entry that was mapped at the last refresh and holds the address; NULL: none. */
const struct rp_module *rp_modules_mapped(struct rp_modules *modules, uintptr_t address);

/* The vDSO's entry when it holds the address, else NULL. */
const struct rp_module *rp_modules_vdso(struct rp_modules *modules, uintptr_t address);

#endif

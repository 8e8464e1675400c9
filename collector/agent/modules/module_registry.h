/* module_registry.h: what finders and set-up of modules need from the registry.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_REGISTRY_H
#define RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_REGISTRY_H

#include "collector/agent/modules/module_elf.h"
#include "collector/agent/unwind/unwind_rows.h"

/* A way to learn which object holds an address; the first that is available is taken. */
struct rp_module_finder {
    const char *name;
    bool (*is_available)(void);
    /* Async-signal-safe and lock-free. */
    const struct rp_module *(*find)(struct rp_modules *modules, uintptr_t address);
};

extern const struct rp_module_finder rp_module_finder_glibc, rp_module_finder_snapshot;

/* rp_modules_init with one finder given; RP_E_UNSUPPORTED when it is not available. */
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

/* Lists what is mapped now, by a call of rp_modules_meet for each object. Not in a handler. */
typedef void rp_modules_list(struct rp_modules *modules);

void rp_modules_meet(struct rp_modules *modules, const struct rp_elf_image *image);

/* What is registered and not listed is unmapped from then on. Never waits for another thread. */
void rp_modules_refresh(struct rp_modules *modules, rp_modules_list *list);

/* Every entry must be checked again before a look-up returns it. */
void rp_modules_expire(struct rp_modules *modules);

/* The size of a registry, and a registry in that much zeroed memory. */
size_t rp_modules_bytes(void);
struct rp_modules *rp_modules_place(void *zeroed, const struct rp_module_finder *finder,
                                    rp_module_hook hook, void *argument);

/* Tells that the module at the address is the vDSO. */
void rp_modules_set_vdso(struct rp_modules *modules, uintptr_t address);

/* The vDSO's entry when it holds the address, else NULL. */
const struct rp_module *rp_modules_vdso(struct rp_modules *modules, uintptr_t address);

/* The rows remembered for all modules of the registry. */
struct rp_row_cache *rp_modules_row_cache(struct rp_modules *modules);

/* The module with this id, if it is sure to be where the address is now; else NULL. */
const struct rp_module *rp_modules_holding(struct rp_modules *modules, uint32_t id,
                                           uintptr_t address);

#endif

/* module.c: the registry of mapped ELF objects.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Memory order, in this file only. An entry is claimed by adding to `claimed`, filled, and then
 * published by a release store to its `state` or to a slot of the hash; readers load those with
 * acquire, so they see a whole entry or none. Nobody ever waits for anybody: a handler that
 * interrupts a registration makes a second entry of the same object, and one of the two stays
 * without a look-up that finds it.
 */
#include "collector/agent/modules/module.h"

#include <stdatomic.h>

#include "collector/agent/modules/module_registry.h"

enum {
    SLOTS = 2 * RP_MODULES_MAX, /* a power of two */
    PAGE_SHIFT = 12,
};

enum state { UNPUBLISHED, MAPPED, UNMAPPED };

/* Apart from the entries, so that a search by address reads little memory. */
struct range {
    uintptr_t low, high;
    _Atomic uint32_t state;
    _Atomic uint32_t checked; /* the generation in which it was last seen to be this object */
    uint32_t refresh;         /* the last refresh that met it; the refreshing thread's */
};

struct rp_modules {
    const struct rp_module_finder *finder;
    rp_module_hook hook;
    void *argument;
    const struct rp_module *vdso;
    _Atomic uint32_t claimed; /* entries; passes RP_MODULES_MAX at most by the threads there */
    _Atomic uint32_t refused;
    _Atomic uint32_t generation;   /* times that objects may have been unloaded */
    _Atomic uint32_t requests;     /* refreshes wanted and not finished */
    uint32_t refreshes;            /* the refreshing thread's */
    _Atomic uint32_t slots[SLOTS]; /* hash of the entries' low: id + 1, or 0 */
    struct rp_row_cache row_cache;
    struct range ranges[RP_MODULES_MAX];
    struct rp_module entries[RP_MODULES_MAX];
    char paths[RP_MODULES_MAX][RP_MODULE_PATH_BYTES];
};

uint32_t rp_module_count(struct rp_modules *modules)
{
    const uint32_t claimed = atomic_load_explicit(&modules->claimed, memory_order_relaxed);
    return claimed < RP_MODULES_MAX ? claimed : RP_MODULES_MAX;
}

uint32_t rp_modules_refused(struct rp_modules *modules)
{
    return atomic_load_explicit(&modules->refused, memory_order_relaxed);
}

static enum state state_of(struct rp_modules *modules, uint32_t id)
{
    return (enum state)atomic_load_explicit(&modules->ranges[id].state, memory_order_acquire);
}

const struct rp_module *rp_module_at(struct rp_modules *modules, uint32_t id)
{
    if (id >= RP_MODULES_MAX || state_of(modules, id) == UNPUBLISHED)
        return NULL;
    return &modules->entries[id];
}

static uint32_t generation_of(struct rp_modules *modules)
{
    return atomic_load_explicit(&modules->generation, memory_order_acquire);
}

/* A new entry may stand for another object at the place of an old one. */
uint64_t rp_modules_epoch(struct rp_modules *modules)
{
    const uint32_t claimed = atomic_load_explicit(&modules->claimed, memory_order_acquire);
    return (uint64_t)generation_of(modules) << 32 | claimed;
}

/* Puts the id where a search for its `low` meets it first, over an older object's at that place. */
static void set_slot(struct rp_modules *modules, uint32_t id)
{
    const uintptr_t low = modules->entries[id].low;
    for (uint32_t i = 0; i < SLOTS; i++) {
        _Atomic uint32_t *slot = &modules->slots[((low >> PAGE_SHIFT) + i) % SLOTS];
        uint32_t old = atomic_load_explicit(slot, memory_order_acquire);
        while (old == 0 || modules->entries[old - 1].low == low) {
            if (atomic_compare_exchange_weak_explicit(slot, &old, id + 1, memory_order_release,
                                                      memory_order_acquire))
                return;
        }
    }
}

static const struct rp_module *find_slot(struct rp_modules *modules, uintptr_t low)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        const uint32_t value = atomic_load_explicit(
            &modules->slots[((low >> PAGE_SHIFT) + i) % SLOTS], memory_order_acquire);
        if (value == 0)
            return NULL;
        if (modules->entries[value - 1].low == low)
            return &modules->entries[value - 1];
    }
    return NULL;
}

const struct rp_module *rp_modules_checked(struct rp_modules *modules, uintptr_t low,
                                           const void *eh_frame_hdr)
{
    const struct rp_module *module = find_slot(modules, low);
    if (module == NULL || module->eh_frame_hdr != eh_frame_hdr)
        return NULL;
    const uint32_t checked =
        atomic_load_explicit(&modules->ranges[module->id].checked, memory_order_acquire);
    return checked == generation_of(modules) ? module : NULL;
}

const struct rp_module *rp_modules_holding(struct rp_modules *modules, uint32_t id,
                                           uintptr_t address)
{
    if (id >= RP_MODULES_MAX || state_of(modules, id) != MAPPED)
        return NULL;
    const struct range *range = &modules->ranges[id];
    const bool is_sure =
        atomic_load_explicit(&range->checked, memory_order_acquire) == generation_of(modules);
    return is_sure && address >= range->low && address < range->high ? &modules->entries[id] : NULL;
}

const struct rp_module *rp_modules_mapped(struct rp_modules *modules, uintptr_t address)
{
    const uint32_t count = rp_module_count(modules);
    for (uint32_t i = 0; i < count; i++) {
        const struct range *range = &modules->ranges[i];
        if (state_of(modules, i) == MAPPED && address >= range->low && address < range->high)
            return &modules->entries[i];
    }
    return NULL;
}

const struct rp_module *rp_modules_vdso(struct rp_modules *modules, uintptr_t address)
{
    const struct rp_module *vdso = modules->vdso;
    return vdso != NULL && address >= vdso->low && address < vdso->high ? vdso : NULL;
}

static bool find_same(struct rp_modules *modules, const struct rp_module *wanted, uint32_t *id)
{
    const uint32_t count = rp_module_count(modules);
    for (uint32_t i = 0; i < count; i++) {
        const bool is_published = state_of(modules, i) != UNPUBLISHED;
        if (is_published && rp_module_is_same(&modules->entries[i], wanted)) {
            *id = i;
            return true;
        }
    }
    return false;
}

/* Takes a free entry; asks first, so that `claimed` cannot wrap however often it is full. */
static bool claim(struct rp_modules *modules, uint32_t *out)
{
    uint32_t id = RP_MODULES_MAX;
    if (rp_module_count(modules) < RP_MODULES_MAX)
        id = atomic_fetch_add_explicit(&modules->claimed, 1, memory_order_relaxed);
    if (id >= RP_MODULES_MAX) {
        atomic_fetch_add_explicit(&modules->refused, 1, memory_order_relaxed);
        return false;
    }
    *out = id;
    return true;
}

static void fill(struct rp_modules *modules, const struct rp_module *description, uint32_t id)
{
    struct rp_module *entry = &modules->entries[id];
    char *path = modules->paths[id];
    memcpy(path, description->path, strnlen(description->path, RP_MODULE_PATH_BYTES - 1));
    *entry = *description;
    entry->id = id;
    entry->path = path;
    modules->ranges[id].low = entry->low;
    modules->ranges[id].high = entry->high;
    if (modules->hook != NULL)
        modules->hook(entry, modules->argument);
}

const struct rp_module *rp_modules_add(struct rp_modules *modules, const struct rp_elf_image *image)
{
    const uint32_t generation = generation_of(modules);
    struct rp_module description;
    uint32_t id;
    if (rp_elf_describe(image, &description) != RP_OK)
        return NULL;
    if (!find_same(modules, &description, &id)) {
        if (!claim(modules, &id))
            return NULL;
        fill(modules, &description, id);
    }
    struct range *range = &modules->ranges[id];
    atomic_store_explicit(&range->checked, generation, memory_order_release);
    atomic_store_explicit(&range->state, MAPPED, memory_order_release);
    set_slot(modules, id);
    return &modules->entries[id];
}

const struct rp_module *rp_module_find(struct rp_modules *modules, uintptr_t address)
{
    return modules->finder->find(modules, address);
}

void rp_modules_meet(struct rp_modules *modules, const struct rp_elf_image *image)
{
    const struct rp_module *module = rp_modules_add(modules, image);
    if (module != NULL)
        modules->ranges[module->id].refresh = modules->refreshes;
}

void rp_modules_set_vdso(struct rp_modules *modules, uintptr_t address)
{
    modules->vdso = rp_modules_mapped(modules, address);
}

/* What was registered and is not met by the list has been unmapped. */
static void refresh_once(struct rp_modules *modules, rp_modules_list *list)
{
    modules->refreshes++;
    const uint32_t count = rp_module_count(modules);
    list(modules);
    for (uint32_t i = 0; i < count; i++) {
        struct range *range = &modules->ranges[i];
        if (range->refresh != modules->refreshes && state_of(modules, i) == MAPPED)
            atomic_store_explicit(&range->state, UNMAPPED, memory_order_release);
    }
}

/*
 * One thread refreshes at a time. One that comes meanwhile leaves its request and goes on: the
 * refreshing one does not stop before a whole refresh has followed the last request.
 */
void rp_modules_refresh(struct rp_modules *modules, rp_modules_list *list)
{
    if (atomic_fetch_add_explicit(&modules->requests, 1, memory_order_acq_rel) != 0)
        return;
    uint32_t served;
    do {
        served = atomic_load_explicit(&modules->requests, memory_order_acquire);
        refresh_once(modules, list);
    } while (!atomic_compare_exchange_strong_explicit(&modules->requests, &served, 0,
                                                      memory_order_acq_rel, memory_order_acquire));
}

void rp_modules_expire(struct rp_modules *modules)
{
    atomic_fetch_add_explicit(&modules->generation, 1, memory_order_acq_rel);
}

struct rp_row_cache *rp_modules_row_cache(struct rp_modules *modules)
{
    return &modules->row_cache;
}

size_t rp_modules_bytes(void)
{
    return sizeof(struct rp_modules);
}

struct rp_modules *rp_modules_place(void *zeroed, const struct rp_module_finder *finder,
                                    rp_module_hook hook, void *argument)
{
    struct rp_modules *modules = zeroed;
    modules->finder = finder;
    modules->hook = hook;
    modules->argument = argument;
    return modules;
}

/* module.h: the registry of mapped ELF objects: which module holds an address.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Entries are appended, never changed, moved or freed, so a pointer or an id of one stays good
 * after the object is unmapped. Objects that follow one another at one address get entries of
 * their own; an object that comes back where it was, with the same content, may get its old one.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_H
#define RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/agent/unwind/cfi.h"
#include "common/status.h"

enum { RP_MODULE_PATH_BYTES = 1024, RP_MODULE_BUILD_ID_BYTES = 20, RP_MODULES_MAX = 2048 };

struct rp_module {
    uintptr_t low, high;               /* mapped range [low, high) */
    uintptr_t bias;                    /* run-time address minus ELF virtual address */
    uintptr_t text_low, text_high;     /* its executable part; equal when it has none */
    const void *eh_frame_hdr;          /* or NULL */
    const void *dynamic, *dynamic_end; /* its dynamic section, or NULL */
    struct rp_cfi_section cfi;         /* frames is NULL when the module has no usable one */
    uint64_t fingerprint;              /* of program headers and unwind table: tells builds apart */
    uint32_t id;                       /* index in the registry */
    uint32_t build_id_bytes;           /* 0 when the module has none; longer ones are cut */
    uint8_t build_id[RP_MODULE_BUILD_ID_BYTES];
    const char *path; /* the loader's name, cut when very long; "" for the program itself */
};

struct rp_modules;

/*
 * Called once for each new entry, before any look-up returns it, possibly in a signal handler:
 * must be async-signal-safe. When two threads meet a new module at once, each may make an entry;
 * one of the two is then never returned by a look-up.
 */
typedef void (*rp_module_hook)(const struct rp_module *module, void *argument);

/*
 * Makes the registry and registers what is mapped now. Not in a signal handler. `hook` may be
 * NULL. There is no release: handlers may use it until the process ends.
 */
enum rp_status rp_modules_init(struct rp_modules **out, rp_module_hook hook, void *argument);

/*
 * The module that holds the address, registered if it is new; NULL when there is none.
 * Async-signal-safe, lock-free, keeps errno.
 */
const struct rp_module *rp_module_find(struct rp_modules *modules, uintptr_t address);

/* Call both before and after every dlclose: what is known must be checked again. */
void rp_modules_unloaded(struct rp_modules *modules);

/* Call after every dlopen. Not in a signal handler. */
void rp_modules_loaded(struct rp_modules *modules);

/*
 * As long as this number is the same, an address that had a module has the same one. Read it before
 * the look-ups. Async-signal-safe.
 */
uint64_t rp_modules_epoch(struct rp_modules *modules);

/* Ids are below this number. */
uint32_t rp_module_count(struct rp_modules *modules);

/* The entry of an id, or NULL: not filled yet. Async-signal-safe. */
const struct rp_module *rp_module_at(struct rp_modules *modules, uint32_t id);

/* Times that a module was met which found no free entry. */
uint32_t rp_modules_refused(struct rp_modules *modules);

#endif

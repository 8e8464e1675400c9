/* generated.c: names the code that a process has made at run time, when the process tells of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/generated.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/reader/code_map.h"

#define MOST_WAITING (UINT32_C(1) << 16) /* addresses: as many as a thread has contexts */
#define FEW_WAITING  64u

struct rp_generated {
    struct rp_unify *unify;
    struct rp_code_map *map;
    uid_t owner;
    uint32_t module; /* row of /modules; RP_NO_ROW: none yet */
    uint64_t *waiting;
    size_t count, capacity;
    bool has_new;                  /* addresses since the last time */
    uint64_t told_start, told_end; /* of the function that was told last */
};

static uid_t owner_of(pid_t pid)
{
    struct stat info;
    char folder[32];

    snprintf(folder, sizeof(folder), "/proc/%d", (int)pid);
    return stat(folder, &info) == 0 ? info.st_uid : getuid();
}

enum rp_status rp_generated_new(struct rp_generated **out, pid_t pid, struct rp_unify *unify)
{
    struct rp_generated *const generated = calloc(1, sizeof(*generated));
    char path[64];
    enum rp_status status = RP_E_NOMEM;

    snprintf(path, sizeof(path), RP_CODE_MAP_PREFIX "%d.map", (int)pid);
    if (generated) {
        generated->owner = owner_of(pid);
        generated->unify = unify;
        generated->module = RP_NO_ROW;
        status = rp_code_map_new(&generated->map, path);
    }
    if (status != RP_OK) {
        free(generated);
        return status;
    }
    *out = generated;
    return RP_OK;
}

void rp_generated_free(struct rp_generated *generated)
{
    if (!generated)
        return;
    rp_code_map_free(generated->map);
    free(generated->waiting);
    free(generated);
}

/* What does not fit stays without a name. */
static void wait_for(struct rp_generated *generated, uint64_t address)
{
    const size_t larger = generated->capacity ? generated->capacity * 2 : FEW_WAITING;
    uint64_t *waiting = generated->waiting;

    if (generated->count == MOST_WAITING)
        return;
    if (generated->count == generated->capacity) {
        waiting = realloc(waiting, larger * sizeof(*waiting));
        if (!waiting)
            return;
        generated->waiting = waiting;
        generated->capacity = larger;
    }
    waiting[generated->count++] = address;
    generated->has_new = true;
}

enum rp_status rp_generated_module(struct rp_generated *generated, uint64_t address, uint32_t *row)
{
    enum rp_status status = RP_OK;

    if (generated->module == RP_NO_ROW)
        status = rp_unify_module(generated->unify, rp_code_map_path(generated->map), "",
                                 &generated->module);
    if (status != RP_OK)
        return status;
    wait_for(generated, address);
    *row = generated->module;
    return RP_OK;
}

static bool is_told(const struct rp_generated *generated, uint64_t address)
{
    return address >= generated->told_start && address < generated->told_end;
}

static enum rp_status tell(struct rp_generated *generated, const struct rp_code_function *function)
{
    struct rp_rank_writer *const writer = rp_unify_writer(generated->unify);
    struct rp_rank_generated row = {
        .module = generated->module, .start = function->start, .bytes = function->bytes};
    enum rp_status status = rp_rank_writer_string(writer, function->name, &row.name);

    if (status == RP_OK)
        status = rp_rank_writer_add_generated(writer, &row);
    generated->told_start = function->start;
    generated->told_end = function->start + function->bytes;
    return status;
}

static int compare(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a == b ? 0 : a < b ? -1 : 1;
}

enum rp_status rp_generated_tell(struct rp_generated *generated)
{
    enum rp_status status = RP_OK;
    size_t left = 0;

    if (generated->count == 0 ||
        (!rp_code_map_read(generated->map, generated->owner) && !generated->has_new))
        return RP_OK;
    generated->has_new = false;
    qsort(generated->waiting, generated->count, sizeof(*generated->waiting), compare);
    generated->told_start = generated->told_end = 0;
    for (size_t i = 0; status == RP_OK && i < generated->count; i++) {
        const uint64_t address = generated->waiting[i];
        struct rp_code_function function;

        if (is_told(generated, address))
            continue;
        if (rp_code_map_find(generated->map, address, &function))
            status = tell(generated, &function);
        else
            generated->waiting[left++] = address;
    }
    generated->count = left;
    return status;
}

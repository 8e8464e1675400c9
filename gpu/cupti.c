/* cupti.c: the functions of CUPTI, found at run time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Two CUPTIs in one process do not work, so one that is there already is taken before any other.
 */
#include "gpu/cupti.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/mapped.h"

/* Where a library of a CUDA installation may lie, seen from its top folder. */
static const char *const folders[] = {"lib64", "extras/CUPTI/lib64", "lib",
                                      "targets/x86_64-linux/lib", "targets/sbsa-linux/lib"};

/* And seen from the folder of libcudart: in toolkits, in Python's packages of CUDA 13 and 12. */
static const char *const beside_runtime[] = {".", "../../cuda_cupti/lib", "../extras/CUPTI/lib64"};

static const char *const names[] = {"libcupti.so.13", "libcupti.so.12", "libcupti.so"};

struct search {
    int driver;   /* major version of the driver */
    void *handle; /* what was found */
    bool too_new; /* for the driver: something was found and left */
    bool is_over; /* one is there, and no other may be loaded */
};

static bool is_usable(void *handle, struct search *search)
{
    rp_cupti_result (*get_version)(uint32_t *) = NULL;
    uint32_t version = 0;

    *(void **)&get_version = dlsym(handle, "cuptiGetVersion");
    if (!get_version || get_version(&version) != RP_CUPTI_OK)
        return false;
    /* 18 of CUDA 12.0 to 28 of 12.9.1; since 13.0 the version of CUDA. */
    if (version >= 100000 && (int)(version / 10000) > search->driver)
        search->too_new = true;
    return version < 100000 || (int)(version / 10000) <= search->driver;
}

static bool try_path(struct search *search, const char *path, int flags)
{
    void *const handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL | flags);

    if (!handle)
        return false;
    if (is_usable(handle, search)) {
        search->handle = handle;
        return true;
    }
    dlclose(handle);
    return false;
}

/* All names in one folder. */
static bool try_folder(struct search *search, const char *top, const char *folder)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[PATH_MAX];

        if (snprintf(path, sizeof(path), "%s/%s/%s", top, folder, names[i]) < (int)sizeof(path) &&
            try_path(search, path, 0))
            return true;
    }
    return false;
}

static bool find_mapped(struct search *search)
{
    struct rp_mapped present = {.name = "libcupti.so"};

    search->is_over = rp_mapped_find(&present);
    return search->is_over && try_path(search, present.path, RTLD_NOLOAD);
}

static bool find_wanted(struct search *search)
{
    const char *const path = getenv("RANKPROF_CUPTI");

    return path && *path && try_path(search, path, 0);
}

static bool find_beside_runtime(struct search *search)
{
    struct rp_mapped runtime = {.name = "libcudart.so"};
    char *slash;

    if (!rp_mapped_find(&runtime))
        return false;
    slash = strrchr(runtime.path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof(beside_runtime) / sizeof(beside_runtime[0]); i++)
        if (try_folder(search, runtime.path, beside_runtime[i]))
            return true;
    return false;
}

static bool find_by_name(struct search *search)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (try_path(search, names[i], 0))
            return true;
    return false;
}

static bool find_installed(struct search *search)
{
    const char *const tops[] = {getenv("CUDA_HOME"),  getenv("CUDA_PATH"),  "/usr/local/cuda",
                                "/usr/local/cuda-13", "/usr/local/cuda-12", "/opt/cuda"};

    for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++)
        for (size_t j = 0; tops[i] && j < sizeof(folders) / sizeof(folders[0]); j++)
            if (try_folder(search, tops[i], folders[j]))
                return true;
    return false;
}

static bool resolve(struct rp_cupti *out, void *handle, char *reason, size_t bytes)
{
    const struct {
        void **place;
        const char *name;
        bool needed;
    } calls[] = {
#define NEEDED(name, arguments) {(void **)&out->name, #name, true},
#define WANTED(name, arguments) {(void **)&out->name, #name, false},
#include "gpu/cupti_calls.def"
#undef NEEDED
#undef WANTED
    };

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        *calls[i].place = dlsym(handle, calls[i].name);
        if (*calls[i].place || !calls[i].needed)
            continue;
        snprintf(reason, bytes, "this version of libcupti lacks %s", calls[i].name);
        return false;
    }
    return out->cuptiGetVersion(&out->version) == RP_CUPTI_OK;
}

/* In this order. */
static bool (*const finders[])(struct search *search) = {
    find_mapped, find_wanted, find_beside_runtime, find_by_name, find_installed};

bool rp_cupti_load(struct rp_cupti *out, int driver, char *reason, size_t bytes)
{
    struct search search = {.driver = driver / 1000};
    bool found = false;

    for (size_t i = 0; !found && !search.is_over && i < sizeof(finders) / sizeof(finders[0]); i++)
        found = finders[i](&search);
    if (found)
        return resolve(out, search.handle, reason, bytes);
    snprintf(reason, bytes,
             search.too_new ? "libcupti is newer than the driver (CUDA %d)"
                            : "libcupti.so was not found; RANKPROF_CUPTI may name it (CUDA %d)",
             driver / 1000);
    return false;
}

const char *rp_cupti_text(const struct rp_cupti *cupti, rp_cupti_result result)
{
    const char *text = NULL;

    if (cupti->cuptiGetResultString(result, &text) != RP_CUPTI_OK || !text)
        return "unknown error";
    return text;
}

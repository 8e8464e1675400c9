/* markers.c: regions that a program marks for another profiler are regions for us too.
 * SPDX-License-Identifier: Apache-2.0
 *
 * We stand in front of the functions of PAPI's high-level interface, of LIKWID and of Caliper, note
 * the region and call the library's own. Caliper's return nothing, which their callers know.
 */
#include <dlfcn.h>
#include <stdatomic.h>

#include "include/rankprof/rankprof.h"

extern const struct rankprof_regions rankprof_regions;

/* begin, end */
#define MARKERS(_)                                                                                 \
    _(PAPI_hl_region_begin, PAPI_hl_region_end)                                                    \
    _(likwid_markerStartRegion, likwid_markerStopRegion)                                           \
    _(cali_begin_region, cali_end_region)

typedef int marker(const char *region);

/* In what the calling library is linked with: not all see what a plugin was loaded with. */
static marker *find_beside(const void *caller, const char *symbol)
{
    marker *found = NULL;
    void *library = NULL;
    Dl_info info;

    if (dladdr(caller, &info) != 0)
        library = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    if (library) {
        *(void **)&found = dlsym(library, symbol);
        dlclose(library); /* the caller keeps it */
    }
    return found;
}

/* Calls the library's own. */
static int go_on(_Atomic(marker *) *known, const char *symbol, const char *region,
                 const void *caller)
{
    marker *next = atomic_load_explicit(known, memory_order_relaxed);

    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, symbol);
    if (!next)
        next = find_beside(caller, symbol);
    atomic_store_explicit(known, next, memory_order_relaxed);
    return next ? next(region) : 0;
}

/* The library's own work is not the region's. */
#define DEFINE_MARKER(begin_name, end_name)                                                        \
    __attribute__((visibility("default"))) int begin_name(const char *region);                     \
    int begin_name(const char *region)                                                             \
    {                                                                                              \
        static _Atomic(marker *) next;                                                             \
        const int result = go_on(&next, #begin_name, region, __builtin_return_address(0));         \
                                                                                                   \
        rankprof_regions.begin(region, 0);                                                         \
        return result;                                                                             \
    }                                                                                              \
    __attribute__((visibility("default"))) int end_name(const char *region);                       \
    int end_name(const char *region)                                                               \
    {                                                                                              \
        static _Atomic(marker *) next;                                                             \
                                                                                                   \
        rankprof_regions.end(region);                                                              \
        return go_on(&next, #end_name, region, __builtin_return_address(0));                       \
    }

MARKERS(DEFINE_MARKER)

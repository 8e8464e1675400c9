/* rankprof.h: names parts of a program, for its profile to tell them apart.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   #include <rankprof/rankprof.h>
 *
 *   rankprof_phase_begin("solve");
 *   for (int step = 0; step < steps; step++) {
 *       rankprof_iteration_begin("step");
 *       ...
 *       rankprof_iteration_end("step");
 *   }
 *   rankprof_phase_end("solve");
 *
 * All that runs between begin and end belongs to the region, on this thread; and on all threads
 * that have begun none themselves, where it is the first thread of the process that began it.
 * Regions lie within each other. The end of a region also ends those within it; one that has not
 * begun is ignored. Of a name 63 bytes count. There may be 255 paths of regions, each of 32 names:
 * what is beyond belongs to the region outside of it.
 *
 * Nothing is to be linked: the profiler is found while the program runs. Without it a call is a
 * comparison. C99 and C++11, for compilers that know GNU C, on systems with dlsym(3); elsewhere the
 * calls are there and do nothing. (Before glibc 2.34 dlsym needs -ldl.) Not to be called in a
 * signal handler.
 */
#ifndef RANKPROF_RANKPROF_H
#define RANKPROF_RANKPROF_H

#include <stddef.h>

/* What the profiler offers; its members stay, and others may come behind them. */
struct rankprof_regions {
    unsigned version; /* RANKPROF_REGIONS_VERSION, or higher */
    void (*begin)(const char *name, int is_iteration);
    void (*end)(const char *name);
};

#define RANKPROF_REGIONS_VERSION 1u
#define RANKPROF_REGIONS_SYMBOL  "rankprof_regions" /* a struct rankprof_regions */

#if defined(__GNUC__) && defined(__linux__) && !defined(RANKPROF_DISABLE)
#include <dlfcn.h>

/* NULL: there is no profiler. */
static inline const struct rankprof_regions *rankprof_find_regions(void)
{
    static const struct rankprof_regions none = {0, NULL, NULL};
    static const struct rankprof_regions *known = NULL;
    const struct rankprof_regions *found = __atomic_load_n(&known, __ATOMIC_RELAXED);

    if (!found) {
        /* NULL is RTLD_DEFAULT, which <dlfcn.h> does not tell to every program. */
        found = (const struct rankprof_regions *)dlsym(NULL, RANKPROF_REGIONS_SYMBOL);
        if (!found)
            found = &none;
        __atomic_store_n(&known, found, __ATOMIC_RELAXED);
    }
    return found->version >= RANKPROF_REGIONS_VERSION ? found : NULL;
}
#else
static inline const struct rankprof_regions *rankprof_find_regions(void)
{
    return NULL;
}
#endif

/* A part of the run, such as set-up, solve and output. */
static inline void rankprof_phase_begin(const char *name)
{
    const struct rankprof_regions *const regions = rankprof_find_regions();

    if (regions)
        regions->begin(name, 0);
}

/* One pass of a loop: passes are counted, and told together under the name. */
static inline void rankprof_iteration_begin(const char *name)
{
    const struct rankprof_regions *const regions = rankprof_find_regions();

    if (regions)
        regions->begin(name, 1);
}

static inline void rankprof_phase_end(const char *name)
{
    const struct rankprof_regions *const regions = rankprof_find_regions();

    if (regions)
        regions->end(name);
}

static inline void rankprof_iteration_end(const char *name)
{
    rankprof_phase_end(name);
}

#endif

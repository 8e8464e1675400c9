/* context_kind.h: what a calling context stands for; one list for segment, files and reports.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_CONTEXT_KIND_H
#define RANKPROF_COMMON_CONTEXT_KIND_H

#include <stdbool.h>
#include <stdint.h>

/* Name, value (stored in files, never reused), text shown to people (NULL: named otherwise). */
#define RP_CONTEXT_KIND_LIST(_)                                                                    \
    _(RP_CONTEXT_NONE, 0, "[unused row]")                                                          \
    _(RP_CONTEXT_ROOT, 1, "[all]")                                                                 \
    _(RP_CONTEXT_CODE, 2, NULL)                                                                    \
    _(RP_CONTEXT_PARTIAL, 3, "[partial stack]")                                                    \
    _(RP_CONTEXT_UNSAMPLED, 4, "[not sampled]")                                                    \
    _(RP_CONTEXT_MPI, 5, NULL)                                                                     \
    _(RP_CONTEXT_REGION, 6, NULL)                                                                  \
    _(RP_CONTEXT_GPU, 7, NULL)                                                                     \
    _(RP_CONTEXT_INTERPRETED, 8, NULL)                                                             \
    _(RP_CONTEXT_OFF_CPU, 9, "[off CPU]")                                                          \
    _(RP_CONTEXT_GENERATED, 10, NULL)                                                              \
    _(RP_CONTEXT_INLINED, 11, NULL)

enum rp_context_kind {
#define RP_CONTEXT_KIND_ENUM(name, value, text) name = value,
    RP_CONTEXT_KIND_LIST(RP_CONTEXT_KIND_ENUM)
#undef RP_CONTEXT_KIND_ENUM
        RP_CONTEXT_KIND_COUNT
};

/* Is `offset` of such a context a text, its name, and not an address? */
static inline bool rp_context_is_named(unsigned kind)
{
    return kind == RP_CONTEXT_MPI || kind == RP_CONTEXT_REGION || kind == RP_CONTEXT_GPU ||
           kind == RP_CONTEXT_INTERPRETED || kind == RP_CONTEXT_GENERATED ||
           kind == RP_CONTEXT_INLINED;
}

/* In the segment: its name and, after the NUL, its file are a text; its line stands above. */
static inline uint32_t rp_context_text(uint64_t offset)
{
    return (uint32_t)offset;
}

static inline uint32_t rp_context_line(uint64_t offset)
{
    return (uint32_t)(offset >> 32);
}

/*
 * ROOT has no parent. REGIONs stand between it and all others, which have no region otherwise.
 * PARTIAL is a child of ROOT or of a region, UNSAMPLED of ROOT: the first holds the stacks that
 * could not be followed to the start of their thread; the second what the kernel accounted and no
 * sample saw: before the first and after the last sample of a thread, the start and the end of a
 * program, and threads that could not be sampled. OFF_CPU is a child of ROOT too: the time in which
 * threads did not run, by the kernel, wherever they were. A CODE context is an address: (module,
 * offset), where offset is an ELF virtual address; for a caller it lies inside the call
 * instruction, so it needs no adjustment to be looked up. An MPI, REGION or GPU context is the name
 * of a function, region or kernel: its offset is a text, in the heap of the segment or of the file.
 * The metrics of an MPI context are those of calls, those of a REGION its time and how often it
 * began. A GPU context stands only in files, below the calling context of its launch. An
 * INTERPRETED context is a function of an interpreter at a line of its source, and stands in place
 * of the native frame that runs it. In cluster files only: a GENERATED context is a function that
 * the program made at run time, as the program's own map names it; INLINED contexts are the
 * functions that the compiler put into the one of the CODE context above them, by debug
 * information.
 */

#endif

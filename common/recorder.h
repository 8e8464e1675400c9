/* recorder.h: how other modules in the application's process record what its threads do.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The agent owns the segment and gives these functions to the modules that are loaded beside it
 * (mpi, gpu). A thread records for itself alone, between begin and end; no sample is taken
 * meanwhile, for the handler and a recorder must not meet in the tree. Nothing here waits.
 */
#ifndef RANKPROF_COMMON_RECORDER_H
#define RANKPROF_COMMON_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/context_tree.h"
#include "common/segment.h"
#include "common/tick_log.h"

#define RP_RECORDER_VERSION 4u

/* What `rankprof run` was asked of GPUs. */
struct rp_gpu_settings {
    bool on;
    bool stacks;         /* each launch with its calling context */
    bool graph_nodes;    /* each kernel of a graph, not the graph as a whole */
    double budget;       /* share of the wall time that we may take; 0: any */
    double instructions; /* share of the time in which instructions are sampled; 0: never */
};

/* A frame of the calling thread that has called one of ours: what it will go on with. */
struct rp_caller {
    uintptr_t pc; /* the return address */
    uintptr_t sp, fp;
};

/*
 * Of the function in which it stands. It gets a frame pointer by that, and what it saves there is
 * its caller's.
 */
#define RP_CALLER                                                                                  \
    ((struct rp_caller){(uintptr_t)__builtin_return_address(0), (uintptr_t)__builtin_dwarf_cfa(),  \
                        *(const uintptr_t *)__builtin_frame_address(0)})

/* Where one thread records; the agent's, and the thread's own between begin and end. */
struct rp_recorder {
    struct rp_context_tree *tree;
    struct rp_segment_header *header;
    struct rp_segment_ledger *ledger; /* of the thread */
    struct rp_tick_log *ticks;        /* the same */
    uint32_t slot;                    /* of the thread */
    uint32_t call_metric; /* row of the first metric of RP_CALL_METRICS; 0: there are none */
    uint64_t life;        /* another one after fork, and whenever the slot gets another thread */
};

struct rp_recorder_interface {
    uint32_t version; /* RP_RECORDER_VERSION */
    uint32_t bytes;   /* of this struct */
    /* The calling thread's; NULL when it is not profiled: nothing is to be recorded then. */
    struct rp_recorder *(*begin)(void);
    /* The calling context of the caller, a frame of the calling thread; or, where calls of MPI are
     * to be told without it, the thread's region. */
    uint32_t (*caller)(struct rp_recorder *recorder, const struct rp_caller *caller);
    void (*end)(struct rp_recorder *recorder);
    /* Says that the code around `address` is rankprof's: left out of all stacks. Once a module. */
    void (*own)(const void *address);
    /* A text in the segment, to be named by contexts; RP_STRING_NONE when there is no room. */
    uint32_t (*text)(struct rp_segment_header *header, const char *text);
    /* The calling context of the calling thread; frames of rankprof's modules are left out. */
    uint32_t (*path)(struct rp_recorder *recorder);
    const struct rp_gpu_settings *(*gpu_settings)(void);
    /* The number of the module that holds the code at `address`, as contexts name it. */
    uint16_t (*module)(const void *address);
    /* The segment's area for GPUs, mapped for good; NULL: none. *header: its segment. */
    struct rp_gpu_area *(*gpu_area)(struct rp_segment_header **header);
    /* Do calls of MPI_Pcontrol give a name? */
    bool (*pcontrol_names)(void);
};

/*
 * Exported by the agent. NULL when the agent is of another version or runs without a collector.
 * A module that is loaded beside it refers to it weakly.
 */
const struct rp_recorder_interface *rankprof_recorder(uint32_t version);

#endif

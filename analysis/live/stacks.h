/* stacks.h: where all threads of a job are, or were last: gathered, judged and shown.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Read straight from the rank files, without a merge, so that it is quick on a large job. Names are
 * numbers in one pool.
 */
#ifndef RANKPROF_ANALYSIS_LIVE_STACKS_H
#define RANKPROF_ANALYSIS_LIVE_STACKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "analysis/team/text_pool.h"
#include "common/error.h"
#include "format/rank_tables.h"

/* A thread as it was noted. */
struct rp_stack_thread {
    uint32_t rank;
    int32_t tid;
    uint32_t name;
    uint16_t kind;         /* enum rp_stack_kind */
    uint16_t state;        /* letter of proc(5), or 0 */
    double for_s;          /* in the call, or since it was seen there */
    uint32_t call;         /* name of the MPI function it is in; 0: it is in none */
    uint16_t awaits;       /* enum rp_tick_kind, or 0; and what of: */
    uint32_t communicator; /* name */
    uint64_t number;
    uint32_t peer;
    int32_t tag;
    size_t first_frame; /* row of the frames, names from the outermost on */
    size_t frame_count;
};

/* How far a rank has come on a communicator. */
struct rp_stack_group {
    uint32_t rank;
    uint32_t communicator; /* name */
    uint32_t size;         /* processes; 0: not known */
    uint64_t done;         /* calls of all its members that the rank has behind it */
};

struct rp_stack_rank {
    uint32_t rank;
    uint32_t node; /* name */
    bool is_running;
    bool is_ended;           /* its file is complete */
    int32_t signal;          /* that killed one of its processes; 0: none */
    int32_t pid;             /* of that */
    uint64_t death_ns;       /* since 1970 */
    uint64_t run_ns;         /* from the start of the session to then */
    uint64_t resident_bytes; /* of the rank, as it was read last before */
    uint64_t oom_kills;      /* counted by its control group since the start */
};

struct rp_stacks {
    struct rp_text_pool names;
    struct rp_rows threads; /* of struct rp_stack_thread, by rank */
    struct rp_rows frames;  /* of uint32_t */
    struct rp_rows groups;  /* of struct rp_stack_group, by rank */
    struct rp_rows ranks;   /* of struct rp_stack_rank, by rank */
    size_t unreadable;      /* files */
    size_t silent;          /* ranks at work that have not answered */
};

/*
 * Reads the stacks that were noted for `command`, or with 0 the newest of each rank. *error names
 * the directory.
 */
enum rp_status rp_stacks_gather(struct rp_stacks *out, const char *directory, uint64_t command,
                                struct rp_error *error);
void rp_stacks_release(struct rp_stacks *stacks); /* a zeroed one is allowed */

const char *rp_stacks_name(const struct rp_stacks *stacks, uint32_t name);

/* Ranks that wait for the same. */
struct rp_stack_wait {
    uint32_t call;
    struct rp_stack_thread of; /* what is awaited, of one of them */
    double for_s;              /* the shortest */
    struct rp_rows waiting;    /* of uint32_t: ranks */
    struct rp_rows missing;    /* the same: those that are waited for */
    uint32_t unknown;          /* members of the communicator that are not known */
};

/* All waits in MPI calls, those with most ranks first: rows of struct rp_stack_wait. */
enum rp_status rp_stack_waits(const struct rp_stacks *stacks, struct rp_rows *out);
void rp_stack_waits_release(struct rp_rows *waits);

/* In seconds: since when nobody is outside of an MPI call; negative: somebody is. */
double rp_stacks_hang_s(const struct rp_stacks *stacks);

/* The main thread of a rank, or the one that calls MPI; NULL: nothing is known. */
const struct rp_stack_thread *rp_stacks_of_rank(const struct rp_stacks *stacks, uint32_t rank);

/* The tree of all stacks. Node 0 is above all. */
struct rp_stack_node {
    uint32_t name;
    uint32_t parent, child, next; /* nodes; 0: none */
    uint32_t threads;
    struct rp_rows ranks; /* of uint32_t, each once, rising */
};
enum rp_status rp_stack_tree(const struct rp_stacks *stacks, struct rp_rows *out);
void rp_stack_tree_release(struct rp_rows *nodes);

/* What `rankprof stacks` was asked for. */
struct rp_stacks_settings {
    const char *directory;
    double wait_s;
    bool last; /* what was noted before, nothing new */
    bool json;
    const char *color; /* auto, always, never */
};

/* Asks, gathers and shows. *partial: some ranks have not answered. */
enum rp_status rp_stacks_show(const struct rp_stacks_settings *settings, FILE *out, FILE *messages,
                              bool *partial, struct rp_error *error);

void rp_stacks_text(const struct rp_stacks *stacks, const struct rp_rows *waits,
                    const struct rp_rows *nodes, const char *color, FILE *out);
void rp_stacks_json(const struct rp_stacks *stacks, const struct rp_rows *waits, FILE *out);

/* "MPI_Recv from rank 0, tag 77": what a thread does, in words; to be freed. */
char *rp_stack_doing(const struct rp_stacks *stacks, const struct rp_stack_thread *thread);

#endif

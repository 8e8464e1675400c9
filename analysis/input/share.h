/* share.h: what one process of a merge holds of rank files and of the cluster file.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Rows are rows of the cluster file from the start. Until the merge has numbered things for all
 * processes, the numbers in them are this share's own: of its contexts, modules, metrics, nodes and
 * texts. Only ranks are known to all from the beginning. Memory is bounded by what ranks have in
 * common; rows by rank lie on disk when they are many.
 */
#ifndef RANKPROF_ANALYSIS_INPUT_SHARE_H
#define RANKPROF_ANALYSIS_INPUT_SHARE_H

#include <stdbool.h>

#include "analysis/input/renumber.h"
#include "analysis/team/rows_sum.h"
#include "analysis/team/spool.h"
#include "analysis/team/text_pool.h"
#include "format/cluster_file.h"

struct rp_share_context {
    struct rp_key key; /* of all that leads to it */
    uint64_t values;   /* rows of /values */
    uint64_t offset;   /* of a named context: number of its name */
    uint32_t parent;   /* its own number for the root */
    uint32_t depth;
    uint32_t module; /* RP_NO_ROW: none */
    uint16_t kind;
};

/* Modules and metrics: one line for what the ranks say of the same thing; ranks count once. */
struct rp_share_module {
    struct rp_key key;
    uint32_t path; /* on the lowest rank */
    uint32_t build_id;
    uint32_t ranks;
    uint32_t last_rank; /* row + 1 of the last rank that was counted */
};

/* The name of contexts that are no code, with the source of interpreted ones; or of a node. */
struct rp_share_name {
    struct rp_key key;
    uint32_t text;
    uint32_t file; /* text; "" for none */
    uint32_t line; /* 0: none */
    uint32_t unused;
};

/* A rank file that could not be read when its turn came. */
struct rp_share_unread {
    uint32_t rank;   /* row of the roster */
    uint32_t reason; /* text */
};

/* What is known of all rank files of this share when they are read. */
struct rp_share_totals {
    uint64_t start_ns; /* the earliest; UINT64_MAX: none could be read */
    uint64_t end_ns;   /* the latest */
    uint64_t partial;  /* ranks */
};

/* A GPU, or an instance of one; ranks that share it count once each. */
struct rp_share_gpu {
    struct rp_key key;              /* of its UUID */
    uint32_t uuid, name, bus, node; /* texts */
    uint64_t memory_bytes;
    uint32_t processors;
    uint32_t capability;
    uint32_t clock_khz;
    uint32_t ranks;
    uint32_t last_rank; /* row + 1 of the last rank that was counted */
    uint32_t unused;
};

struct rp_share_metric {
    struct rp_key key;
    uint32_t name;
    uint32_t unit; /* these two on the lowest rank that counted it, or else refused it */
    uint32_t source;
    uint32_t refusal; /* on the lowest rank that refused it, or where it is dead */
    uint32_t remark;  /* on the lowest rank that counted it and had a remark */
    uint32_t counted_ranks;
    uint32_t refused_ranks;
    uint32_t dead_ranks;
    uint32_t multiplexed_ranks;
    uint32_t position;     /* the smallest row number it has in a rank file */
    uint32_t last_rank[4]; /* row + 1 of the last rank in each of the four counts */
};

struct rp_share {
    struct rp_text_pool texts;
    struct rp_key_table context_keys;
    struct rp_key_table module_keys;
    struct rp_key_table metric_keys;
    struct rp_key_table name_keys;
    struct rp_key_table node_keys;
    struct rp_key_table gpu_keys;
    struct rp_rows contexts; /* of struct rp_share_context, by number; and so on */
    struct rp_rows modules;
    struct rp_rows metrics;
    struct rp_rows names;
    struct rp_rows nodes;
    struct rp_rows gpus;
    struct rp_spool gpu_letters; /* of struct rp_gpu_letter: analysis/input/gpu_union.h */
    struct rp_rows unread;       /* of struct rp_share_unread */
    struct rp_rows rank_nodes;   /* of uint32_t: number of the node of each rank that was read */
    struct rp_rows ticks; /* of struct rp_tick: what is read of the logs of the share's ranks */
    unsigned tick_level;  /* of the ticks that are read, so that there is room for them */
    struct rp_share_totals totals;
    struct rp_rows tables[RP_CLUSTER_TABLE_COUNT];   /* those of the job, this member's part */
    struct rp_spool by_rank[RP_CLUSTER_TABLE_COUNT]; /* the others: rows by rank, in their order */
    bool is_by_rank[RP_CLUSTER_TABLE_COUNT];
    struct rp_references references[RP_CLUSTER_TABLE_COUNT];
    struct rp_spill spill;
};

/* The root is context 0 from the beginning. `output`: as for rp_spill_init(). */
enum rp_status rp_share_init(struct rp_share *share, const char *output);
void rp_share_release(struct rp_share *share); /* a zeroed one is allowed */

/* Each stores the number of the thing, added if new. `rank` is the row of the rank that has it. */
enum rp_status rp_share_context(struct rp_share *share, const struct rp_share_context *context,
                                uint32_t *out); /* key and depth are worked out here */

/*
 * Works out key and depth of a context from its parent's. For a row that takes the place of another
 * one when all were read: rp_share_context() must not be called afterwards.
 */
void rp_share_place_context(const struct rp_share *share, struct rp_share_context *context);

enum rp_status rp_share_module(struct rp_share *share, const char *path, const char *build_id,
                               uint32_t rank, uint32_t *out);

/* `file` is "" and `line` 0 for what has no source. */
enum rp_status rp_share_name(struct rp_share *share, const char *name, const char *file,
                             uint32_t line, uint32_t *out);
enum rp_status rp_share_node(struct rp_share *share, const char *name, uint32_t *out);

/* What a rank says of a GPU. */
struct rp_gpu_claim {
    const char *uuid, *name, *bus, *node;
    uint64_t memory_bytes;
    uint32_t processors, capability, clock_khz;
    uint32_t rank;
};
enum rp_status rp_share_gpu(struct rp_share *share, const struct rp_gpu_claim *claim,
                            uint32_t *out);

/* What one rank file says of a metric. */
struct rp_metric_claim {
    const char *name, *unit, *source, *reason;
    uint32_t rank;
    uint32_t position;
    uint16_t state; /* of the row in the rank file */
    bool multiplexed;
};
enum rp_status rp_share_metric(struct rp_share *share, const struct rp_metric_claim *claim,
                               uint32_t *out);

/* Adds a row of the cluster file; the texts that it names will be in the file. */
enum rp_status rp_share_add(struct rp_share *share, enum rp_cluster_table table, const void *row);

/* Adds the sums of `rows`, which are sorted for it. */
enum rp_status rp_share_add_sums(struct rp_share *share, enum rp_cluster_table table,
                                 struct rp_rows *rows, const struct rp_summing *how);

#endif

/* call_tree.h: the context tree by functions, from the root down or from a function up.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Calling contexts are code addresses; people think in functions, so call sites of the same
 * function are one node here, and direct recursion stays in its node.
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_CALL_TREE_H
#define RANKPROF_ANALYSIS_PROFILE_CALL_TREE_H

#include "analysis/profile/profile.h"

struct rp_call_node {
    uint32_t parent;
    uint32_t function;
    uint32_t first_child;  /* the one with the largest total; RP_NO_ROW: none */
    uint32_t next_sibling; /* the next smaller one; RP_NO_ROW: none */
    uint64_t self;
    uint64_t total;
    uint64_t samples; /* of total */
};

/* Node 0 is the root. A parent's number is smaller than its child's. */
struct rp_call_tree {
    struct rp_call_node *nodes;
    size_t count;
    size_t capacity;
    uint32_t *node_of; /* of each context of the profile; NULL in a tree of callers */
};

/* From the root to the leaves. Numbers of nodes do not depend on the profile's metric. */
enum rp_status rp_call_tree_init_paths(struct rp_call_tree *tree, const struct rp_profile *profile,
                                       struct rp_error *error);

/*
 * The same, but functions with the same same_as[function] are one: builds of a library that differ
 * between ranks, for example.
 */
enum rp_status rp_call_tree_init_same(struct rp_call_tree *tree, const struct rp_profile *profile,
                                      const uint32_t *same_as, struct rp_error *error);

/* From `function` to its callers; a node's total is what the function used on their behalf. */
enum rp_status rp_call_tree_init_callers(struct rp_call_tree *tree,
                                         const struct rp_profile *profile, uint32_t function,
                                         struct rp_error *error);

void rp_call_tree_release(struct rp_call_tree *tree);

/* What a limited display shows of one node's children. */
struct rp_call_rest {
    size_t hidden;  /* children below the limit */
    uint64_t total; /* of them */
};

/*
 * Visits nodes in the order of display, children with less than `least` left out: `visit` gets
 * node and depth; `rest` is called after the children of a node that has hidden ones.
 */
struct rp_call_visitor {
    void (*visit)(void *context, const struct rp_call_node *node, size_t depth);
    void (*rest)(void *context, const struct rp_call_rest *rest, size_t depth); /* may be NULL */
    void *context;
};
void rp_call_tree_walk(const struct rp_call_tree *tree, uint64_t least, size_t most_depth,
                       const struct rp_call_visitor *visitor);

#endif

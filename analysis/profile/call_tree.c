/* call_tree.c: makes and walks the context tree by functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/call_tree.h"

#include <stdlib.h>

#define CALLER_DEPTH 64 /* callers further away than this are not told apart */

static enum rp_status no_memory(struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot keep the call tree: out of memory");
}

static bool add_node(struct rp_call_tree *tree, uint32_t parent, uint32_t function)
{
    if (tree->count == tree->capacity) {
        const size_t capacity = tree->capacity ? 2 * tree->capacity : 256;
        struct rp_call_node *nodes = realloc(tree->nodes, capacity * sizeof(*nodes));

        if (!nodes)
            return false;
        tree->nodes = nodes;
        tree->capacity = capacity;
    }
    tree->nodes[tree->count++] = (struct rp_call_node){.parent = parent,
                                                       .function = function,
                                                       .first_child = RP_NO_ROW,
                                                       .next_sibling = RP_NO_ROW};
    return true;
}

/* The child of `parent` for `function`, the parent itself for direct recursion; added if new. */
static bool find_child(struct rp_call_tree *tree, uint32_t parent, uint32_t function, uint32_t *out)
{
    uint32_t child = tree->nodes[parent].first_child;

    *out = parent;
    if (tree->nodes[parent].function == function)
        return true;
    while (child != RP_NO_ROW && tree->nodes[child].function != function)
        child = tree->nodes[child].next_sibling;
    *out = child;
    if (child != RP_NO_ROW)
        return true;
    *out = (uint32_t)tree->count;
    if (!add_node(tree, parent, function))
        return false;
    tree->nodes[*out].next_sibling = tree->nodes[parent].first_child;
    tree->nodes[parent].first_child = *out;
    return true;
}

/* ---- order of children ---- */

static int by_total(const void *left, const void *right, void *context)
{
    const struct rp_call_node *nodes = context;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    if (nodes[a].total != nodes[b].total)
        return nodes[a].total < nodes[b].total ? -1 : 1;
    return a < b ? 1 : -1;
}

/* Pushing the nodes in rising order to the front of their parents' lists sorts all lists. */
static enum rp_status sort_children(struct rp_call_tree *tree, struct rp_error *error)
{
    uint32_t *order = malloc(tree->count * sizeof(*order));

    if (!order)
        return no_memory(error);
    for (size_t i = 0; i < tree->count; i++) {
        order[i] = (uint32_t)i;
        tree->nodes[i].first_child = RP_NO_ROW;
    }
    qsort_r(order, tree->count, sizeof(*order), by_total, tree->nodes);
    for (size_t i = 0; i < tree->count; i++) {
        struct rp_call_node *node = &tree->nodes[order[i]];

        if (order[i] == 0)
            continue;
        node->next_sibling = tree->nodes[node->parent].first_child;
        tree->nodes[node->parent].first_child = order[i];
    }
    free(order);
    return RP_OK;
}

/* ---- the two trees ---- */

static bool map_contexts(struct rp_call_tree *tree, const struct rp_profile *profile,
                         const uint32_t *same_as)
{
    uint32_t *const node_of = tree->node_of;

    if (!add_node(tree, 0, profile->context_count > 0 ? profile->contexts[0].function : 0))
        return false;
    for (size_t i = 0; i < profile->context_count; i++) {
        const struct rp_profile_context *context = &profile->contexts[i];
        const uint32_t function = same_as ? same_as[context->function] : context->function;

        node_of[i] = 0;
        if (i > 0 && !find_child(tree, node_of[context->parent], function, &node_of[i]))
            return false;
        tree->nodes[node_of[i]].self += context->self;
        tree->nodes[node_of[i]].samples += context->samples;
    }
    return true;
}

enum rp_status rp_call_tree_init_paths(struct rp_call_tree *tree, const struct rp_profile *profile,
                                       struct rp_error *error)
{
    return rp_call_tree_init_same(tree, profile, NULL, error);
}

enum rp_status rp_call_tree_init_same(struct rp_call_tree *tree, const struct rp_profile *profile,
                                      const uint32_t *same_as, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *tree = (struct rp_call_tree){
        .node_of = calloc(profile->context_count + 1, sizeof(*tree->node_of)),
    };
    if (!tree->node_of || !map_contexts(tree, profile, same_as))
        status = no_memory(error);
    for (size_t i = tree->count; status == RP_OK && i-- > 0;) {
        struct rp_call_node *node = &tree->nodes[i];

        node->total += node->self;
        if (i > 0) {
            tree->nodes[node->parent].total += node->total;
            tree->nodes[node->parent].samples += node->samples;
        }
    }
    if (status == RP_OK)
        status = sort_children(tree, error);
    if (status != RP_OK)
        rp_call_tree_release(tree);
    return status;
}

static bool add_callers(struct rp_call_tree *tree, const struct rp_profile *profile, uint32_t leaf)
{
    const struct rp_profile_context *contexts = profile->contexts;
    uint32_t node = 0;
    uint32_t last = RP_NO_ROW; /* a node takes the value once, however deep its recursion is */

    for (uint32_t at = leaf, depth = 0; at != 0 && depth < CALLER_DEPTH; depth++) {
        if (node != last) {
            tree->nodes[node].total += contexts[leaf].total;
            tree->nodes[node].samples += contexts[leaf].total_samples;
            last = node;
        }
        at = contexts[at].parent;
        if (at != 0 && !find_child(tree, node, contexts[at].function, &node))
            return false;
    }
    return true;
}

enum rp_status rp_call_tree_init_callers(struct rp_call_tree *tree,
                                         const struct rp_profile *profile, uint32_t function,
                                         struct rp_error *error)
{
    bool kept = false;
    enum rp_status status = RP_OK;

    *tree = (struct rp_call_tree){0};
    kept = add_node(tree, 0, function);
    for (size_t i = 1; kept && i < profile->context_count; i++) {
        const struct rp_profile_context *context = &profile->contexts[i];

        if (context->function == function && context->outermost && context->total > 0)
            kept = add_callers(tree, profile, (uint32_t)i);
    }
    status = kept ? sort_children(tree, error) : no_memory(error);
    if (status != RP_OK)
        rp_call_tree_release(tree);
    return status;
}

void rp_call_tree_release(struct rp_call_tree *tree)
{
    free(tree->nodes);
    free(tree->node_of);
    *tree = (struct rp_call_tree){0};
}

/* ---- walking ---- */

/* Children are sorted: from the first small one on, all are small. */
static void tell_rest(const struct rp_call_tree *tree, uint32_t first_hidden, size_t depth,
                      const struct rp_call_visitor *visitor)
{
    struct rp_call_rest rest = {0};

    for (uint32_t at = first_hidden; at != RP_NO_ROW; at = tree->nodes[at].next_sibling) {
        rest.hidden += tree->nodes[at].total > 0;
        rest.total += tree->nodes[at].total;
    }
    if (rest.hidden > 0 && visitor->rest)
        visitor->rest(visitor->context, &rest, depth);
}

void rp_call_tree_walk(const struct rp_call_tree *tree, uint64_t least, size_t most_depth,
                       const struct rp_call_visitor *visitor)
{
    uint32_t at = tree->count > 0 ? 0 : RP_NO_ROW;
    size_t depth = 0;

    while (at != RP_NO_ROW) {
        const struct rp_call_node *node = &tree->nodes[at];
        uint32_t next = node->first_child;

        visitor->visit(visitor->context, node, depth);
        if (next != RP_NO_ROW && tree->nodes[next].total >= least && tree->nodes[next].total > 0 &&
            depth < most_depth) {
            at = next;
            depth++;
            continue;
        }
        tell_rest(tree, next, depth + 1, visitor);
        for (;;) {
            if (at == 0)
                return;
            next = tree->nodes[at].next_sibling;
            if (next != RP_NO_ROW && tree->nodes[next].total >= least &&
                tree->nodes[next].total > 0)
                break;
            tell_rest(tree, next, depth, visitor);
            at = tree->nodes[at].parent;
            depth--;
        }
        at = next;
    }
}

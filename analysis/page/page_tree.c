/* page_tree.c: the call tree of the page: the largest nodes, and what the others are together.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/page/page.h"

#define LEAST_SHARE 0.0001 /* of everything, by any metric: smaller nodes cannot be seen */

static int falling(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a < b) - (a > b);
}

/* The largest share of everything that each node has in any metric. */
static double *find_shares(const struct rp_page *page)
{
    const size_t count = page->trees[0].count;
    double *shares = calloc(count + 1, sizeof(*shares));

    for (size_t metric = 0; shares && metric < page->set.count; metric++) {
        const struct rp_call_node *nodes = page->trees[metric].nodes;

        for (size_t i = 0; i < count; i++) {
            const double share =
                nodes[0].total > 0 ? (double)nodes[i].total / (double)nodes[0].total : 0;

            shares[i] = share > shares[i] ? share : shares[i];
        }
    }
    return shares;
}

/* A parent's share is not smaller than its child's, so what is kept is a tree. */
static enum rp_status find_least(const struct rp_page *page, const double *shares, double *out)
{
    const size_t count = page->trees[0].count;
    double *sorted = malloc((count + 1) * sizeof(*sorted));

    if (!sorted)
        return RP_E_NOMEM;
    memcpy(sorted, shares, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), falling);
    *out = LEAST_SHARE;
    if (count > page->limits.nodes && sorted[page->limits.nodes] * (1 + 1e-9) > LEAST_SHARE)
        *out = sorted[page->limits.nodes] * (1 + 1e-9);
    free(sorted);
    return RP_OK;
}

struct walk {
    const struct rp_call_node *nodes; /* of the first metric, which gives the order */
    const double *shares;
    double least;
    struct rp_page_tree *tree;
    uint32_t *leaf; /* by node: where its leaf of merged nodes stands; RP_NO_ROW: it has none */
};

static bool is_kept(const struct walk *walk, uint32_t node)
{
    return node == 0 || walk->shares[node] >= walk->least;
}

static uint32_t add(struct walk *walk, uint32_t node, uint32_t parent, uint32_t function)
{
    walk->tree->nodes[walk->tree->count] =
        (struct rp_page_node){.parent = parent, .node = node, .function = function};
    return (uint32_t)walk->tree->count++;
}

/* The next of the siblings, from `node` on, that is kept. */
static uint32_t next_kept(const struct walk *walk, uint32_t node)
{
    while (node != RP_NO_ROW && !is_kept(walk, node))
        node = walk->nodes[node].next_sibling;
    return node;
}

static bool has_merged(const struct walk *walk, uint32_t parent)
{
    for (uint32_t at = walk->nodes[parent].first_child; at != RP_NO_ROW;
         at = walk->nodes[at].next_sibling) {
        if (!is_kept(walk, at) && walk->shares[at] > 0)
            return true;
    }
    return false;
}

/* The leaf stands after the children. */
static void end_children(struct walk *walk, uint32_t node)
{
    walk->leaf[node] = RP_NO_ROW;
    if (has_merged(walk, node))
        walk->leaf[node] = add(walk, node, walk->tree->shown_as[node], RP_PAGE_MERGED);
}

/* Without recursion, since an application's may be very deep. */
static void place_kept(struct walk *walk)
{
    uint32_t at = 0;

    for (;;) {
        const struct rp_call_node *node = &walk->nodes[at];
        uint32_t next = next_kept(walk, node->first_child);

        walk->tree->shown_as[at] =
            add(walk, at, walk->tree->shown_as[node->parent], node->function);
        while (next == RP_NO_ROW) {
            end_children(walk, at);
            if (at == 0)
                return;
            next = next_kept(walk, walk->nodes[at].next_sibling);
            at = walk->nodes[at].parent;
        }
        at = next;
    }
}

/* A merged node is shown as the leaf of its nearest ancestor that is kept. */
static void place_merged(struct walk *walk, size_t count)
{
    uint32_t *const shown_as = walk->tree->shown_as;

    for (uint32_t i = 1; i < count; i++) {
        const uint32_t parent = walk->nodes[i].parent;

        if (is_kept(walk, i))
            continue;
        shown_as[i] = shown_as[parent];
        if (is_kept(walk, parent) && walk->leaf[parent] != RP_NO_ROW)
            shown_as[i] = walk->leaf[parent];
        if (walk->shares[i] > 0)
            walk->tree->nodes[shown_as[i]].hidden++;
    }
}

static enum rp_status sum_up(struct rp_page_tree *tree, const struct rp_page *page)
{
    tree->self = calloc(page->set.count, sizeof(*tree->self));
    if (!tree->self)
        return RP_E_NOMEM;
    for (size_t metric = 0; metric < page->set.count; metric++) {
        const struct rp_call_tree *from = &page->trees[metric];

        tree->self[metric] = calloc(tree->count, sizeof(**tree->self));
        if (!tree->self[metric])
            return RP_E_NOMEM;
        for (size_t i = 0; i < from->count; i++)
            tree->self[metric][tree->shown_as[i]] += (double)from->nodes[i].self;
    }
    return RP_OK;
}

static enum rp_status build(struct walk *walk, const struct rp_page *page)
{
    const size_t count = page->trees[0].count;
    enum rp_status status = find_least(page, walk->shares, &walk->least);

    if (status != RP_OK)
        return status;
    place_kept(walk);
    place_merged(walk, count);
    return sum_up(walk->tree, page);
}

enum rp_status rp_page_tree_init(struct rp_page_tree *tree, const struct rp_page *page)
{
    const size_t count = page->trees[0].count;
    double *shares = find_shares(page);
    struct walk walk = {
        .nodes = page->trees[0].nodes,
        .shares = shares,
        .tree = tree,
        .leaf = calloc(count + 1, sizeof(*walk.leaf)),
    };
    enum rp_status status = RP_E_NOMEM;

    *tree = (struct rp_page_tree){
        .nodes = calloc(2 * count + 1, sizeof(*tree->nodes)), /* each kept node may have a leaf */
        .shown_as = calloc(count + 1, sizeof(*tree->shown_as)),
    };
    if (shares && walk.leaf && tree->nodes && tree->shown_as)
        status = build(&walk, page);
    free(walk.leaf);
    free(shares);
    if (status != RP_OK)
        rp_page_tree_release(tree, page->set.count);
    return status;
}

void rp_page_tree_release(struct rp_page_tree *tree, size_t metrics)
{
    for (size_t metric = 0; tree->self && metric < metrics; metric++)
        free(tree->self[metric]);
    free(tree->self);
    free(tree->nodes);
    free(tree->shown_as);
    *tree = (struct rp_page_tree){0};
}

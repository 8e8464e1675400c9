/* stack_tree.c: merges the stacks of all threads into one tree, each node with its ranks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/live/stacks.h"

static struct rp_stack_node *at(struct rp_rows *nodes, uint32_t node)
{
    return (struct rp_stack_node *)nodes->rows + node;
}

static enum rp_status add_node(struct rp_rows *nodes, uint32_t parent, uint32_t name)
{
    const uint32_t number = (uint32_t)nodes->count;
    const struct rp_stack_node node = {
        .name = name, .parent = parent, .ranks = {.row_bytes = sizeof(uint32_t)}};
    uint32_t *link = NULL;

    if (rp_rows_add(nodes, &node) != RP_OK)
        return RP_E_NOMEM;
    if (number == 0)
        return RP_OK;
    link = &at(nodes, parent)->child;
    while (*link != 0)
        link = &at(nodes, *link)->next;
    *link = number;
    return RP_OK;
}

static enum rp_status find_child(struct rp_rows *nodes, uint32_t parent, uint32_t name,
                                 uint32_t *out)
{
    for (uint32_t i = at(nodes, parent)->child; i != 0; i = at(nodes, i)->next) {
        if (at(nodes, i)->name == name) {
            *out = i;
            return RP_OK;
        }
    }
    *out = (uint32_t)nodes->count;
    return add_node(nodes, parent, name);
}

/* In its place, for files are read in the order of their names. */
static enum rp_status add_rank(struct rp_rows *ranks, uint32_t rank)
{
    uint32_t *rows = ranks->rows;
    size_t place = ranks->count;

    while (place > 0 && rows[place - 1] > rank)
        place--;
    if (place > 0 && rows[place - 1] == rank)
        return RP_OK;
    if (rp_rows_add(ranks, &rank) != RP_OK)
        return RP_E_NOMEM;
    rows = ranks->rows;
    memmove(rows + place + 1, rows + place, (ranks->count - 1 - place) * sizeof(*rows));
    rows[place] = rank;
    return RP_OK;
}

static enum rp_status add_stack(struct rp_rows *nodes, const struct rp_stacks *stacks,
                                const struct rp_stack_thread *thread)
{
    const uint32_t *const frames = (const uint32_t *)stacks->frames.rows + thread->first_frame;
    uint32_t node = 0;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < thread->frame_count; i++) {
        status = find_child(nodes, node, frames[i], &node);
        if (status == RP_OK)
            status = add_rank(&at(nodes, node)->ranks, thread->rank);
        if (status == RP_OK)
            at(nodes, node)->threads++;
    }
    return status;
}

enum rp_status rp_stack_tree(const struct rp_stacks *stacks, struct rp_rows *out)
{
    const struct rp_stack_thread *const threads = stacks->threads.rows;
    enum rp_status status;

    *out = (struct rp_rows){.row_bytes = sizeof(struct rp_stack_node)};
    status = add_node(out, 0, 0);
    for (size_t i = 0; status == RP_OK && i < stacks->threads.count; i++)
        status = add_stack(out, stacks, &threads[i]);
    if (status != RP_OK)
        rp_stack_tree_release(out);
    return status;
}

void rp_stack_tree_release(struct rp_rows *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++)
        rp_rows_release(&at(nodes, i)->ranks);
    rp_rows_release(nodes);
}

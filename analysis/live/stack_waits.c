/* stack_waits.c: which ranks wait for the same, and for whom.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Members call the collectives of a communicator in the same order, so a rank that has fewer of
 * them behind it, and is in none of that number, has not come to the one that others are in.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/live/stacks.h"
#include "common/segment_mpi.h"
#include "common/segment_tick.h"

#define WORLD "MPI_COMM_WORLD"

const struct rp_stack_thread *rp_stacks_of_rank(const struct rp_stacks *stacks, uint32_t rank)
{
    const struct rp_stack_thread *const threads = stacks->threads.rows;
    const struct rp_stack_thread *first = NULL;

    for (size_t i = 0; i < stacks->threads.count; i++) {
        if (threads[i].rank != rank)
            continue;
        if (threads[i].call != 0)
            return &threads[i];
        if (!first)
            first = &threads[i];
    }
    return first;
}

double rp_stacks_hang_s(const struct rp_stacks *stacks)
{
    const struct rp_stack_rank *const ranks = stacks->ranks.rows;
    double shortest_s = -1;

    if (stacks->unreadable > 0)
        return -1;
    for (size_t i = 0; i < stacks->ranks.count; i++) {
        const struct rp_stack_thread *const thread = rp_stacks_of_rank(stacks, ranks[i].rank);

        if (!thread && ranks[i].is_ended)
            continue;
        if (!thread || thread->call == 0)
            return -1;
        if (shortest_s < 0 || thread->for_s < shortest_s)
            shortest_s = thread->for_s;
    }
    return shortest_s;
}

/* ---- who waits ---- */

static bool is_same(const struct rp_stack_thread *left, const struct rp_stack_thread *right)
{
    return left->call == right->call && left->awaits == right->awaits &&
           left->communicator == right->communicator && left->number == right->number &&
           left->peer == right->peer && left->tag == right->tag;
}

static struct rp_stack_wait *find_wait(struct rp_rows *waits, const struct rp_stack_thread *thread)
{
    struct rp_stack_wait *const rows = waits->rows;

    for (size_t i = 0; i < waits->count; i++)
        if (is_same(&rows[i].of, thread))
            return &rows[i];
    return NULL;
}

static enum rp_status add_rank(struct rp_rows *ranks, uint32_t rank)
{
    const uint32_t *const rows = ranks->rows;

    if (ranks->count > 0 && rows[ranks->count - 1] == rank)
        return RP_OK;
    return rp_rows_add(ranks, &rank);
}

static enum rp_status add_waiting(struct rp_rows *waits, const struct rp_stack_thread *thread)
{
    struct rp_stack_wait *wait = find_wait(waits, thread);

    if (!wait) {
        const struct rp_stack_wait made = {.call = thread->call,
                                           .of = *thread,
                                           .for_s = thread->for_s,
                                           .waiting = {.row_bytes = sizeof(uint32_t)},
                                           .missing = {.row_bytes = sizeof(uint32_t)}};

        if (rp_rows_add(waits, &made) != RP_OK)
            return RP_E_NOMEM;
        wait = find_wait(waits, thread);
    }
    if (thread->for_s < wait->for_s)
        wait->for_s = thread->for_s;
    return add_rank(&wait->waiting, thread->rank);
}

/* ---- for whom ---- */

static const struct rp_stack_group *find_group(const struct rp_stacks *stacks, uint32_t rank,
                                               uint32_t communicator)
{
    const struct rp_stack_group *const groups = stacks->groups.rows;

    for (size_t i = 0; i < stacks->groups.count; i++)
        if (groups[i].rank == rank && groups[i].communicator == communicator)
            return &groups[i];
    return NULL;
}

/* Whether the rank is in the awaited collective, or one behind it. */
static bool has_come(const struct rp_stacks *stacks, uint32_t rank,
                     const struct rp_stack_thread *awaited)
{
    const struct rp_stack_thread *const threads = stacks->threads.rows;

    for (size_t i = 0; i < stacks->threads.count; i++)
        if (threads[i].rank == rank && rp_tick_is_collective(threads[i].awaits) &&
            threads[i].communicator == awaited->communicator &&
            threads[i].number >= awaited->number)
            return true;
    return false;
}

static enum rp_status find_absent(const struct rp_stacks *stacks, struct rp_stack_wait *wait)
{
    const bool is_world = strcmp(rp_stacks_name(stacks, wait->of.communicator), WORLD) == 0;
    const struct rp_stack_rank *const ranks = stacks->ranks.rows;
    uint32_t size = 0, members = 0;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < stacks->ranks.count; i++) {
        const struct rp_stack_group *const group =
            find_group(stacks, ranks[i].rank, wait->of.communicator);

        if (!group && !is_world)
            continue;
        members++;
        size = group ? group->size : size;
        if ((!group || group->done < wait->of.number) &&
            !has_come(stacks, ranks[i].rank, &wait->of))
            status = add_rank(&wait->missing, ranks[i].rank);
    }
    wait->unknown = size > members ? size - members : 0;
    return status;
}

static enum rp_status find_missing(const struct rp_stacks *stacks, struct rp_stack_wait *wait)
{
    const struct rp_stack_thread *const of = &wait->of;

    if (rp_tick_is_collective(of->awaits) && of->number > 0)
        return find_absent(stacks, wait);
    if ((of->awaits == RP_TICK_SEND || of->awaits == RP_TICK_RECEIVE) && of->peer < RP_PEER_ANY)
        return add_rank(&wait->missing, of->peer);
    return RP_OK;
}

static int compare_waits(const void *left, const void *right)
{
    const struct rp_stack_wait *const a = left;
    const struct rp_stack_wait *const b = right;

    if (a->waiting.count != b->waiting.count)
        return a->waiting.count > b->waiting.count ? -1 : 1;
    return a->of.rank == b->of.rank ? 0 : a->of.rank < b->of.rank ? -1 : 1;
}

static int compare_numbers(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a == b ? 0 : a < b ? -1 : 1;
}

enum rp_status rp_stack_waits(const struct rp_stacks *stacks, struct rp_rows *out)
{
    const struct rp_stack_thread *const threads = stacks->threads.rows;
    enum rp_status status = RP_OK;

    *out = (struct rp_rows){.row_bytes = sizeof(struct rp_stack_wait)};
    for (size_t i = 0; status == RP_OK && i < stacks->threads.count; i++)
        if (threads[i].call != 0)
            status = add_waiting(out, &threads[i]);
    for (size_t i = 0; status == RP_OK && i < out->count; i++) {
        struct rp_stack_wait *const wait = (struct rp_stack_wait *)out->rows + i;

        qsort(wait->waiting.rows, wait->waiting.count, sizeof(uint32_t), compare_numbers);
        status = find_missing(stacks, wait);
    }
    if (status != RP_OK)
        rp_stack_waits_release(out);
    else if (out->count > 0)
        qsort(out->rows, out->count, out->row_bytes, compare_waits);
    return status;
}

void rp_stack_waits_release(struct rp_rows *waits)
{
    struct rp_stack_wait *const rows = waits->rows;

    for (size_t i = 0; i < waits->count; i++) {
        rp_rows_release(&rows[i].waiting);
        rp_rows_release(&rows[i].missing);
    }
    rp_rows_release(waits);
}

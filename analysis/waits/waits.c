/* waits.c: joins the tick logs of all ranks: who waited for whom, and for what they did.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/waits.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/team/compare_fields.h"
#include "analysis/waits/wait_blame.h"
#include "analysis/waits/wait_split.h"

#define ROWS_OF_MEMBER ((uint64_t)1 << 20) /* read by each, on the average */
#define BLOCK_SHIFT    33u                 /* a block is 2^33 ns, 8.6 s */
#define MARGIN_NS      UINT64_C(1000000000)

/* A tick on its way to the member that has the block. */
struct letter {
    uint64_t block;
    struct rp_tick tick;
};

unsigned rp_waits_level(const struct rp_team *team, const struct rp_roster *roster)
{
    const struct rp_roster_entry *const ranks = roster->ranks.rows;
    const uint64_t room = ROWS_OF_MEMBER * (uint64_t)team->parallel.processes;
    uint64_t rows = 0;
    unsigned level = 0;

    for (size_t i = 0; i < roster->ranks.count; i++)
        rows += ranks[i].ticks;
    while (rows >> level > room && level + 1 < RP_TICK_LEVELS)
        level++;
    return level;
}

/* ---- order ---- */

/* Parts of one call stand together, whatever the order in which files were read. */
static int compare_ticks(const void *a, const void *b)
{
    const struct rp_tick *const left = a;
    const struct rp_tick *const right = b;
    const uint64_t lefts[] = {left->rank,         left->thread,  left->start_ns,
                              left->end_ns,       left->context, left->kind,
                              left->communicator, left->number,  left->peer};
    const uint64_t rights[] = {right->rank,         right->thread,  right->start_ns,
                               right->end_ns,       right->context, right->kind,
                               right->communicator, right->number,  right->peer};

    const int order = rp_compare_fields(lefts, rights, sizeof(lefts) / sizeof(lefts[0]));

    if (order != 0)
        return order;
    return left->tag == right->tag ? 0 : left->tag < right->tag ? -1 : 1;
}

static int compare_letters(const void *a, const void *b)
{
    const struct letter *const left = a;
    const struct letter *const right = b;

    if (left->block != right->block)
        return left->block < right->block ? -1 : 1;
    return compare_ticks(&left->tick, &right->tick);
}

/* ---- blocks ---- */

static bool is_of(const struct rp_tick *tick, const struct rp_tick *other)
{
    return tick->rank == other->rank && tick->thread == other->thread;
}

/*
 * What a thread did before a call, since its last one, is told by that call. And who is late says
 * so by a call that comes later: within the margin it is seen from the block before.
 */
static uint64_t begin_of(const struct rp_tick *tick, const struct rp_tick *last_call)
{
    uint64_t begin_ns = tick->start_ns - MARGIN_NS;

    if (!rp_tick_is_call(tick))
        return tick->start_ns;
    if (last_call && is_of(tick, last_call) && last_call->end_ns < begin_ns)
        begin_ns = last_call->end_ns;
    return begin_ns;
}

/* The ticks are sorted. */
static enum rp_status write_letters(const struct rp_share *share, struct rp_rows *letters)
{
    const struct rp_tick *const ticks = share->ticks.rows;
    const struct rp_tick *last_call = NULL;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->ticks.count; i++) {
        const struct rp_tick *const it = &ticks[i];
        const bool same_call = last_call && is_of(it, last_call) &&
                               it->start_ns == last_call->start_ns &&
                               it->end_ns == last_call->end_ns;
        const uint64_t first = begin_of(it, same_call ? NULL : last_call) >> BLOCK_SHIFT;
        const uint64_t last = it->end_ns >> BLOCK_SHIFT;

        for (uint64_t block = first; status == RP_OK && block <= last; block++) {
            const struct letter letter = {block, *it};

            status = rp_rows_add(letters, &letter);
        }
        if (rp_tick_is_call(it) && !same_call)
            last_call = it;
    }
    return status;
}

static uint32_t owner(const void *row, const void *members)
{
    return (uint32_t)(rp_tick_hash(((const struct letter *)row)->block) %
                      *(const unsigned *)members);
}

static enum rp_status exchange(struct rp_team *team, struct rp_share *share, struct rp_mail *mail,
                               struct rp_error *error)
{
    const unsigned members = (unsigned)team->parallel.processes;
    struct rp_rows rows = {.row_bytes = sizeof(struct letter)};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct letter), .owner = owner, .context = &members};
    enum rp_status status = write_letters(share, &rows);

    letters.rows = rows.rows;
    letters.count = rows.count;
    status = rp_mail_send(mail, team, &letters, status, error);
    rp_rows_release(&rows);
    return status;
}

/* ---- each block ---- */

static uint64_t period_of(const struct rp_roster *roster)
{
    const struct rp_roster_entry *const lowest = roster->ranks.rows;

    return lowest->rate_millihertz > 0 ? UINT64_C(1000000000000) / lowest->rate_millihertz
                                       : UINT64_C(10000000);
}

/* The letters of one block, as an array of ticks. */
static enum rp_status take_block(const struct letter *letters, size_t count, struct rp_blame *block,
                                 struct rp_wait_sums *sums)
{
    struct rp_tick *const rows = malloc(count * sizeof(*rows));
    enum rp_status status;

    if (!rows)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        rows[i] = letters[i].tick;
    block->rows = rows;
    block->row_count = count;
    block->start_ns = letters[0].block << BLOCK_SHIFT;
    block->end_ns = (letters[0].block + 1) << BLOCK_SHIFT;
    status = rp_blame_block(block, sums);
    free(rows);
    return status;
}

static enum rp_status take_blocks(struct rp_mail *mail, struct rp_blame *block,
                                  struct rp_wait_sums *sums)
{
    struct letter *const letters = mail->rows;
    enum rp_status status = RP_OK;
    size_t end;

    if (mail->count > 0)
        qsort(letters, mail->count, sizeof(*letters), compare_letters);
    for (size_t at = 0; status == RP_OK && at < mail->count; at = end) {
        end = at + 1;
        while (end < mail->count && letters[end].block == letters[at].block)
            end++;
        status = take_block(letters + at, end - at, block, sums);
    }
    return status;
}

static enum rp_status blame(struct rp_wait_sums *sums, struct rp_team *team, struct rp_share *share,
                            const struct rp_roster *roster, const struct rp_clocks *clocks,
                            struct rp_error *error)
{
    struct rp_blame block = {.period_ns = period_of(roster),
                             .least_level = share->tick_level,
                             .roster = roster,
                             .clocks = clocks};
    struct rp_mail mail = {0};
    enum rp_status status = exchange(team, share, &mail, error);

    if (status != RP_OK)
        return status;
    rp_rows_release(&share->ticks);
    status = take_blocks(&mail, &block, sums);
    rp_mail_release(&mail);
    return rp_team_agree(team, status, error);
}

/* ---- all ---- */

static void number(struct rp_share *share, const struct rp_catalog *catalog)
{
    struct rp_tick *const ticks = share->ticks.rows;

    for (size_t i = 0; i < share->ticks.count; i++) {
        ticks[i].context = catalog->context_numbers[ticks[i].context];
        if (catalog->rank_numbers)
            ticks[i].rank = catalog->rank_numbers[ticks[i].rank];
    }
}

static void sort(struct rp_share *share)
{
    if (share->ticks.count > 0)
        qsort(share->ticks.rows, share->ticks.count, sizeof(struct rp_tick), compare_ticks);
}

enum rp_status rp_waits_make(struct rp_team *team, struct rp_share *share,
                             const struct rp_catalog *catalog, const struct rp_roster *roster,
                             struct rp_error *error)
{
    uint64_t contexts = share->tables[RP_CLUSTER_TABLE_context].count;
    struct rp_clocks clocks = {0};
    struct rp_wait_sums sums;
    enum rp_status status;

    team->calls->sum(team, &contexts, 1);
    rp_wait_sums_init(&sums);
    number(share, catalog);
    status = rp_clocks_make(&clocks, team, share, catalog, roster, error);
    sort(share);
    if (status == RP_OK)
        status = rp_wait_split_make(&sums, team, share, roster, error);
    if (status == RP_OK)
        status = blame(&sums, team, share, roster, &clocks, error);
    if (status == RP_OK)
        status = rp_wait_sums_tell(&sums, team, share, roster, contexts, error);
    rp_wait_sums_release(&sums);
    rp_clocks_release(&clocks);
    return status;
}

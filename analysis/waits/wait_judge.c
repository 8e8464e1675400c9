/* wait_judge.c: from instants and samples of late ranks to what others waited for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/waits/wait_sums.h"

/* A rank that was late for so many periods and seen in less than a tenth of them was blocked. */
#define BLOCKED_PERIODS 20u
#define BLOCKED_SHARE   10u

/* Samples of a rank that tell what it did; those with fewer are one pool. */
#define ENOUGH_SAMPLES 25u

/* What is known of one late rank outside of calls, or of the pool. */
struct party {
    uint32_t number;
    bool in_pool;
    bool blocked;
    uint64_t late_ns; /* by instants */
    uint64_t slept_ns;
    uint64_t sampled_ns;
    uint64_t samples;
};

struct judging {
    const struct rp_late_sum *late;
    size_t count;
    uint64_t waited_ns;
    uint64_t instants_ns; /* all that instants found: is to become what was waited */
    struct party *ranks;  /* sorted by number */
    size_t rank_count;
    struct party pool;
};

static uint64_t scale(uint64_t value, uint64_t up, uint64_t down)
{
    return down > 0 ? (uint64_t)((unsigned __int128)value * up / down) : 0;
}

/* ---- ranks ---- */

static int compare_ranks(const void *a, const void *b)
{
    const struct party *const left = a;
    const struct party *const right = b;

    return left->number == right->number ? 0 : left->number < right->number ? -1 : 1;
}

static void add_party(struct party *sum, const struct party *it)
{
    sum->late_ns += it->late_ns;
    sum->slept_ns += it->slept_ns;
    sum->sampled_ns += it->sampled_ns;
    sum->samples += it->samples;
}

static struct party party_of(const struct rp_late_sum *row)
{
    struct party party = {.number = row->rank};

    if (row->source == RP_LATE_INSTANT)
        party.late_ns = row->late == RP_NO_ROW ? row->time_ns : 0;
    else if (row->source == RP_LATE_SLEEP)
        party.slept_ns = row->time_ns;
    else
        party.sampled_ns = row->time_ns;
    party.samples = row->samples;
    return party;
}

/* One party a rank. */
static void gather_ranks(struct judging *it)
{
    size_t kept = 0;

    for (size_t i = 0; i < it->count; i++) {
        it->ranks[i] = party_of(&it->late[i]);
        it->instants_ns += it->late[i].source == RP_LATE_INSTANT ? it->late[i].time_ns : 0;
    }
    qsort(it->ranks, it->count, sizeof(*it->ranks), compare_ranks);
    for (size_t i = 0; i < it->count; i++) {
        struct party *const last = kept > 0 ? &it->ranks[kept - 1] : NULL;

        if (last && last->number == it->ranks[i].number)
            add_party(last, &it->ranks[i]);
        else
            it->ranks[kept++] = it->ranks[i];
    }
    it->rank_count = kept;
}

static void judge_ranks(struct judging *it, uint64_t period_ns)
{
    for (size_t i = 0; i < it->rank_count; i++) {
        struct party *const rank = &it->ranks[i];

        rank->late_ns = scale(rank->late_ns, it->waited_ns, it->instants_ns);
        rank->blocked = rank->late_ns >= BLOCKED_PERIODS * period_ns &&
                        rank->slept_ns + rank->sampled_ns < rank->late_ns / BLOCKED_SHARE;
        rank->in_pool = !rank->blocked && rank->samples < ENOUGH_SAMPLES;
        if (rank->in_pool)
            add_party(&it->pool, rank);
    }
}

static const struct party *find_rank(const struct judging *it, uint32_t number)
{
    const struct party wanted = {.number = number};

    return bsearch(&wanted, it->ranks, it->rank_count, sizeof(wanted), compare_ranks);
}

/* ---- rows ---- */

/* Time in the kernel is known by the clock. What is left of the lateness is that of the samples. */
static uint64_t seen_time(const struct party *party, const struct rp_late_sum *row)
{
    const uint64_t rest_ns =
        party->late_ns > party->slept_ns ? party->late_ns - party->slept_ns : 0;

    if (rest_ns > 0 && party->sampled_ns > 0)
        return row->source == RP_LATE_SLEEP ? row->time_ns
                                            : scale(row->time_ns, rest_ns, party->sampled_ns);
    return scale(row->time_ns, party->late_ns, party->slept_ns + party->sampled_ns);
}

static uint64_t time_of(const struct judging *it, const struct rp_late_sum *row)
{
    const struct party *const rank = find_rank(it, row->rank);

    if (row->source == RP_LATE_INSTANT)
        return row->late == RP_NO_ROW ? 0 : scale(row->time_ns, it->waited_ns, it->instants_ns);
    if (!rank || rank->blocked)
        return 0;
    return seen_time(rank->in_pool ? &it->pool : rank, row);
}

static enum rp_status add_row(struct rp_rows *table, const struct rp_cluster_mpi_late *row)
{
    return row->time_ns > 0 ? rp_rows_add(table, row) : RP_OK;
}

/* What is known of one context and rank stands together: one row. */
static enum rp_status tell_seen(const struct judging *it, struct rp_rows *table)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->count;) {
        struct rp_cluster_mpi_late row = {.context = it->late[i].wait,
                                          .late_context = it->late[i].late,
                                          .late_rank = it->late[i].rank};

        for (; i < it->count && it->late[i].late == row.late_context &&
               it->late[i].rank == row.late_rank;
             i++) {
            row.time_ns += time_of(it, &it->late[i]);
            row.samples += it->late[i].samples;
        }
        status = add_row(table, &row);
    }
    return status;
}

/* Those that no sample saw; ranks of the pool where the whole pool was seen by none. */
static enum rp_status tell_unseen(const struct judging *it, struct rp_rows *table)
{
    const bool pool_unseen = it->pool.slept_ns + it->pool.sampled_ns == 0;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->rank_count; i++) {
        const struct party *const rank = &it->ranks[i];
        const struct rp_cluster_mpi_late row = {
            .context = it->late[0].wait,
            .late_context = RP_NO_ROW,
            .late_rank = rank->number,
            .time_ns = rank->late_ns,
        };

        if (rank->blocked || (rank->in_pool && pool_unseen))
            status = add_row(table, &row);
    }
    return status;
}

enum rp_status rp_wait_sums_judge(const struct rp_late_sum *late, size_t count, uint64_t waited_ns,
                                  uint64_t period_ns, struct rp_rows *table)
{
    struct judging it = {.late = late, .count = count, .waited_ns = waited_ns};
    enum rp_status status;

    if (count == 0 || waited_ns == 0)
        return RP_OK;
    it.ranks = calloc(count, sizeof(*it.ranks));
    if (!it.ranks)
        return RP_E_NOMEM;
    gather_ranks(&it);
    judge_ranks(&it, period_ns);
    status = tell_seen(&it, table);
    if (status == RP_OK)
        status = tell_unseen(&it, table);
    free(it.ranks);
    return status;
}

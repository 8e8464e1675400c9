/* wait_sums.c: who waited, in what, and for whom: sums on their way to the tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_sums.h"

#include <stdlib.h>
#include <string.h>

#define JOINED_EVERY ((size_t)1 << 16) /* rows; then equal ones are joined */

/* A kind of row: the numbers that tell one from another stand first in it. */
struct kind {
    size_t keys;
    void (*add)(void *into, const void *from);
};

/* ---- the kinds ---- */

static void add_wait(void *into, const void *from)
{
    struct rp_cluster_mpi_wait *const sum = into;
    const struct rp_cluster_mpi_wait *const row = from;

    sum->calls += row->calls;
    sum->time_ns += row->time_ns;
    sum->waited_ns += row->waited_ns;
}

static void add_late(void *into, const void *from)
{
    struct rp_late_sum *const sum = into;
    const struct rp_late_sum *const row = from;

    sum->time_ns += row->time_ns;
    sum->samples += row->samples;
}

static void add_split(void *into, const void *from)
{
    struct rp_cluster_mpi_split *const sum = into;
    const struct rp_cluster_mpi_split *const row = from;

    sum->calls += row->calls;
    sum->time_ns += row->time_ns;
    sum->waited_ns += row->waited_ns;
}

static const struct kind waits = {1, add_wait};
static const struct kind late = {4, add_late};
static const struct kind splits = {2, add_split};

/* ---- joining ---- */

static int compare(const void *a, const void *b, void *context)
{
    const struct kind *const kind = context;
    const uint32_t *const left = a;
    const uint32_t *const right = b;

    for (size_t i = 0; i < kind->keys; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void join(struct rp_rows *rows, const struct kind *kind)
{
    char *const first = rows->rows;
    size_t kept = 0;

    if (rows->count == 0)
        return;
    qsort_r(first, rows->count, rows->row_bytes, compare, (void *)(uintptr_t)kind);
    for (size_t i = 1; i < rows->count; i++) {
        char *const last = first + kept * rows->row_bytes;
        char *const row = first + i * rows->row_bytes;

        if (compare(last, row, (void *)(uintptr_t)kind) == 0) {
            kind->add(last, row);
        } else {
            kept++;
            memmove(first + kept * rows->row_bytes, row, rows->row_bytes);
        }
    }
    rows->count = kept + 1;
}

static void add(struct rp_wait_sums *sums, struct rp_rows *rows, const struct kind *kind,
                const void *row)
{
    const enum rp_status status = rp_rows_add(rows, row);

    if (status != RP_OK)
        sums->status = status;
    else if (rows->count % JOINED_EVERY == 0)
        join(rows, kind);
}

void rp_wait_sums_init(struct rp_wait_sums *sums)
{
    *sums = (struct rp_wait_sums){
        .waits.row_bytes = sizeof(struct rp_cluster_mpi_wait),
        .late.row_bytes = sizeof(struct rp_late_sum),
        .splits.row_bytes = sizeof(struct rp_cluster_mpi_split),
        .status = RP_OK,
    };
}

void rp_wait_sums_release(struct rp_wait_sums *sums)
{
    rp_rows_release(&sums->waits);
    rp_rows_release(&sums->late);
    rp_rows_release(&sums->splits);
}

void rp_wait_sums_add_wait(struct rp_wait_sums *sums, const struct rp_cluster_mpi_wait *wait)
{
    add(sums, &sums->waits, &waits, wait);
}

void rp_wait_sums_add_late(struct rp_wait_sums *sums, const struct rp_late_sum *it)
{
    add(sums, &sums->late, &late, it);
}

void rp_wait_sums_add_split(struct rp_wait_sums *sums, const struct rp_cluster_mpi_split *split)
{
    add(sums, &sums->splits, &splits, split);
}

/* ---- to the members that own what the first number stands for ---- */

struct owners {
    uint64_t total;
    unsigned members;
};

static uint32_t owner(const void *row, const void *context)
{
    const struct owners *const it = context;
    uint32_t number;

    memcpy(&number, row, sizeof(number));
    return rp_share_owner(it->total, it->members, number);
}

/* All rows of what this member owns, joined, in place of those it had. */
static enum rp_status bring(struct rp_wait_sums *sums, struct rp_rows *rows,
                            const struct kind *kind, struct rp_team *team, uint64_t total,
                            struct rp_error *error)
{
    const struct owners owners = {total, (unsigned)team->parallel.processes};
    struct rp_mail mail = {0};
    struct rp_letters letters;
    enum rp_status status;

    join(rows, kind);
    letters = (struct rp_letters){rows->rows, rows->row_bytes, rows->count, owner, &owners};
    status = rp_mail_send(&mail, team, &letters, sums->status, error);
    if (status != RP_OK)
        return status;
    rp_rows_release(rows);
    for (size_t i = 0; status == RP_OK && i < mail.count; i++)
        status = rp_rows_add(rows, (const char *)mail.rows + i * rows->row_bytes);
    join(rows, kind);
    rp_mail_release(&mail);
    return rp_team_agree(team, status, error);
}

static enum rp_status tell(const struct rp_rows *rows, struct rp_share *share,
                           enum rp_cluster_table table)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < rows->count; i++)
        status = rp_share_add(share, table, (const char *)rows->rows + i * rows->row_bytes);
    return status;
}

/* Both are sorted by the context in which was waited. */
static enum rp_status judge_all(const struct rp_wait_sums *sums, uint64_t period_ns,
                                struct rp_rows *table)
{
    const struct rp_cluster_mpi_wait *const wait = sums->waits.rows;
    const struct rp_late_sum *const all = sums->late.rows;
    enum rp_status status = RP_OK;
    size_t first = 0;

    for (size_t i = 0; status == RP_OK && i < sums->waits.count; i++) {
        size_t end;

        while (first < sums->late.count && all[first].wait < wait[i].context)
            first++;
        for (end = first; end < sums->late.count && all[end].wait == wait[i].context;)
            end++;
        status = rp_wait_sums_judge(all + first, end - first, wait[i].waited_ns, period_ns, table);
        first = end;
    }
    return status;
}

static uint64_t period_of(const struct rp_roster *roster)
{
    const struct rp_roster_entry *const lowest = roster->ranks.rows;

    return lowest->rate_millihertz > 0 ? UINT64_C(1000000000000) / lowest->rate_millihertz
                                       : UINT64_C(10000000);
}

enum rp_status rp_wait_sums_tell(struct rp_wait_sums *sums, struct rp_team *team,
                                 struct rp_share *share, const struct rp_roster *roster,
                                 uint64_t contexts, struct rp_error *error)
{
    enum rp_status status = bring(sums, &sums->waits, &waits, team, contexts, error);

    if (status == RP_OK)
        status = bring(sums, &sums->late, &late, team, contexts, error);
    if (status == RP_OK)
        status = bring(sums, &sums->splits, &splits, team, roster->ranks.count, error);
    if (status != RP_OK)
        return status;
    status = tell(&sums->waits, share, RP_CLUSTER_TABLE_mpi_wait);
    if (status == RP_OK)
        status = tell(&sums->splits, share, RP_CLUSTER_TABLE_mpi_split);
    if (status == RP_OK)
        status = judge_all(sums, period_of(roster), &share->tables[RP_CLUSTER_TABLE_mpi_late]);
    return rp_team_agree(team, status, error);
}

/* wait_split.c: how much of the time in collectives is waiting, and how much is transfer.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_split.h"

#include <stdlib.h>

#include "analysis/input/tick.h"
#include "analysis/team/compare_fields.h"

#define FIRST_MEETINGS 10u /* of each communicator, which are passed */

/* What one member says of a meeting, on its way to who joins what all say. */
struct word {
    uint64_t communicator;
    uint64_t number;
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t came_ns;
    uint32_t rank;
    uint32_t members;
    uint16_t kind;
    uint16_t level;
    uint16_t is_root;
    uint16_t unused;
};
_Static_assert(sizeof(struct word) == 56, "sent between processes");

static bool is_told(const struct rp_tick *tick, unsigned least_level)
{
    const unsigned level = tick->level > least_level ? tick->level : least_level;

    return rp_tick_is_collective(tick->kind) && tick->kind != RP_TICK_ARRIVAL &&
           tick->number > FIRST_MEETINGS && tick->number < UINT64_MAX &&
           rp_tick_number_is_chosen(tick->communicator, tick->number, level);
}

static uint32_t owner(const void *row, const void *members)
{
    const struct word *const word = row;

    return (uint32_t)(rp_tick_mix(word->communicator, word->number) % *(const unsigned *)members);
}

static enum rp_status exchange(struct rp_team *team, const struct rp_share *share,
                               const struct rp_roster *roster, struct rp_mail *mail,
                               struct rp_error *error)
{
    const unsigned members = (unsigned)team->parallel.processes;
    const struct rp_roster_entry *const ranks = roster->ranks.rows;
    const struct rp_tick *const ticks = share->ticks.rows;
    struct rp_rows words = {.row_bytes = sizeof(struct word)};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct word), .owner = owner, .context = &members};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->ticks.count; i++) {
        const struct rp_tick *const it = &ticks[i];
        const struct word word = {.communicator = it->communicator,
                                  .number = it->number,
                                  .start_ns = it->start_ns,
                                  .end_ns = it->end_ns,
                                  .came_ns = it->posted_ns,
                                  .rank = it->rank,
                                  .members = (uint32_t)it->tag,
                                  .kind = it->kind,
                                  .level = it->level,
                                  .is_root = ranks[it->rank].rank == it->peer};

        if (is_told(it, share->tick_level))
            status = rp_rows_add(&words, &word);
    }
    letters.rows = words.rows;
    letters.count = words.count;
    status = rp_mail_send(mail, team, &letters, status, error);
    rp_rows_release(&words);
    return status;
}

/* ---- one meeting ---- */

static int compare(const void *a, const void *b)
{
    const struct word *const left = a;
    const struct word *const right = b;
    const uint64_t lefts[] = {left->communicator, left->number, left->rank, left->start_ns};
    const uint64_t rights[] = {right->communicator, right->number, right->rank, right->start_ns};

    return rp_compare_fields(lefts, rights, sizeof(lefts) / sizeof(lefts[0]));
}

static uint64_t duration(const struct word *word)
{
    return word->end_ns - word->start_ns;
}

/* What all members say together. */
struct meeting {
    uint64_t least_ns; /* of their durations */
    uint64_t root_came_ns;
    uint64_t last_came_ns;
    unsigned level;
};

/* False: not all have told it, or not alike, or it is not chosen where one of them was full. */
static bool look(const struct word *words, size_t count, unsigned level, struct meeting *out)
{
    *out = (struct meeting){.least_ns = UINT64_MAX, .level = level};
    for (size_t i = 0; i < count; i++) {
        const struct word *const it = &words[i];

        if (it->kind != words[0].kind || it->members != count ||
            (i > 0 && it->rank == words[i - 1].rank))
            return false;
        out->least_ns = duration(it) < out->least_ns ? duration(it) : out->least_ns;
        out->last_came_ns = it->came_ns > out->last_came_ns ? it->came_ns : out->last_came_ns;
        out->root_came_ns = it->is_root ? it->came_ns : out->root_came_ns;
        out->level = it->level > out->level ? it->level : out->level;
    }
    return rp_tick_number_is_chosen(words[0].communicator, words[0].number, out->level);
}

/* How long the call waited for one that came at `came_ns`. */
static uint64_t until(const struct word *word, uint64_t came_ns)
{
    const uint64_t waited_ns = came_ns > word->start_ns ? came_ns - word->start_ns : 0;

    return waited_ns < duration(word) ? waited_ns : duration(word);
}

static uint64_t waited(const struct word *word, const struct meeting *meeting)
{
    switch (word->kind) {
    case RP_TICK_FROM_ROOT:
        return word->is_root ? 0 : until(word, meeting->root_came_ns);
    case RP_TICK_TO_ROOT:
        return until(word, word->is_root ? meeting->last_came_ns : 0);
    default:
        return duration(word) - meeting->least_ns;
    }
}

static void add(struct rp_wait_sums *sums, const struct word *words, size_t count, unsigned level)
{
    struct meeting meeting;

    if (!look(words, count, level, &meeting))
        return;
    for (size_t i = 0; i < count; i++) {
        const struct rp_cluster_mpi_split split = {.rank = words[i].rank,
                                                   .class = RP_SPLIT_COLLECTIVES,
                                                   .calls = 1,
                                                   .time_ns = duration(&words[i]) << meeting.level,
                                                   .waited_ns = waited(&words[i], &meeting)
                                                                << meeting.level};

        rp_wait_sums_add_split(sums, &split);
    }
}

enum rp_status rp_wait_split_make(struct rp_wait_sums *sums, struct rp_team *team,
                                  const struct rp_share *share, const struct rp_roster *roster,
                                  struct rp_error *error)
{
    struct rp_mail mail = {0};
    const enum rp_status status = exchange(team, share, roster, &mail, error);
    struct word *const words = mail.rows;
    size_t end;

    if (status != RP_OK)
        return status;
    if (mail.count > 0)
        qsort(words, mail.count, sizeof(*words), compare);
    for (size_t at = 0; at < mail.count; at = end) {
        end = at + 1;
        while (end < mail.count && words[end].communicator == words[at].communicator &&
               words[end].number == words[at].number)
            end++;
        add(sums, words + at, end - at, share->tick_level);
    }
    rp_mail_release(&mail);
    return rp_team_agree(team, sums->status, error);
}

/* clocks.c: by how much the clocks of the nodes differ, from what their ranks say of each other.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/clocks.h"

#include <stdlib.h>

#include "analysis/team/compare_fields.h"
#include "analysis/waits/clock_bounds.h"

#define SHORTEST_STRETCH_NS UINT64_C(1000000000)
#define MOST_STRETCHES      256u

/* What one rank says of a meeting or a message, on its way to the member that compares. */
struct word {
    uint64_t key; /* of the communicator; of peers, communicator and tag */
    uint64_t number;
    uint64_t came_ns; /* to a meeting; a message was sent */
    uint64_t left_ns; /* a meeting; a message had arrived */
    uint32_t node;
    uint32_t kind; /* enum rp_tick_kind */
};
_Static_assert(sizeof(struct word) == 40, "sent between processes");

static uint32_t node_of(const struct rp_clocks *clocks, uint32_t rank)
{
    return clocks->rank_nodes[rank];
}

/* ---- stretches ---- */

static void divide_time(struct rp_clocks *clocks, struct rp_team *team,
                        const struct rp_share *share)
{
    const struct rp_tick *const ticks = share->ticks.rows;
    uint64_t ends[2] = {0, 0}; /* UINT64_MAX - earliest, latest */
    uint64_t run_ns;

    for (size_t i = 0; i < share->ticks.count; i++) {
        if (UINT64_MAX - ticks[i].start_ns > ends[0])
            ends[0] = UINT64_MAX - ticks[i].start_ns;
        if (ticks[i].end_ns > ends[1])
            ends[1] = ticks[i].end_ns;
    }
    team->calls->max(team, ends, 2);
    clocks->start_ns = UINT64_MAX - ends[0];
    run_ns = ends[1] > clocks->start_ns ? ends[1] - clocks->start_ns : 0;
    clocks->stretch_ns = run_ns / MOST_STRETCHES + 1;
    if (clocks->stretch_ns < SHORTEST_STRETCH_NS)
        clocks->stretch_ns = SHORTEST_STRETCH_NS;
    clocks->stretches = run_ns / clocks->stretch_ns + 1;
}

static uint32_t stretch_of(const struct rp_clocks *clocks, uint64_t ns)
{
    const uint64_t stretch =
        ns > clocks->start_ns ? (ns - clocks->start_ns) / clocks->stretch_ns : 0;

    return (uint32_t)(stretch < clocks->stretches ? stretch : clocks->stretches - 1);
}

/* ---- what ranks say ---- */

static bool find_rank(const struct rp_roster *roster, uint32_t rank, uint32_t *row)
{
    const struct rp_roster_entry *const entries = roster->ranks.rows;
    size_t low = 0;
    size_t high = roster->ranks.count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (entries[middle].rank < rank)
            low = middle + 1;
        else
            high = middle;
    }
    *row = (uint32_t)low;
    return low < roster->ranks.count && entries[low].rank == rank;
}

/* The same for the sender and the receiver. */
static uint64_t key_of_message(const struct rp_tick *tick, uint32_t own, uint32_t peer)
{
    const bool sent = tick->kind == RP_TICK_SEND;
    const uint64_t pair = (uint64_t)(sent ? own : peer) << 32 | (sent ? peer : own);

    return rp_tick_mix(rp_tick_mix(tick->communicator, (uint32_t)tick->tag), pair);
}

static bool make_word(const struct rp_clocks *clocks, const struct rp_roster *roster,
                      const struct rp_tick *tick, struct word *word)
{
    const struct rp_roster_entry *const entries = roster->ranks.rows;
    const bool is_message = tick->kind == RP_TICK_SEND || tick->kind == RP_TICK_RECEIVE;
    uint32_t peer;

    *word = (struct word){.key = tick->communicator,
                          .number = tick->number,
                          .came_ns = tick->posted_ns,
                          .left_ns = tick->end_ns,
                          .node = node_of(clocks, tick->rank),
                          .kind = tick->kind};
    if (tick->kind == RP_TICK_EXCHANGE)
        return true;
    if (!is_message || !find_rank(roster, tick->peer, &peer) || node_of(clocks, peer) == word->node)
        return false;
    word->key = key_of_message(tick, entries[tick->rank].rank, tick->peer);
    return true;
}

static uint32_t owner(const void *row, const void *members)
{
    const struct word *const word = row;

    return (uint32_t)(rp_tick_mix(word->key, word->number) % *(const unsigned *)members);
}

static enum rp_status exchange_words(const struct rp_clocks *clocks, struct rp_team *team,
                                     const struct rp_share *share, const struct rp_roster *roster,
                                     struct rp_mail *mail, struct rp_error *error)
{
    const unsigned members = (unsigned)team->parallel.processes;
    const struct rp_tick *const ticks = share->ticks.rows;
    struct rp_rows words = {.row_bytes = sizeof(struct word)};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct word), .owner = owner, .context = &members};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->ticks.count; i++) {
        struct word word;

        if (make_word(clocks, roster, &ticks[i], &word))
            status = rp_rows_add(&words, &word);
    }
    letters.rows = words.rows;
    letters.count = words.count;
    status = rp_mail_send(mail, team, &letters, status, error);
    rp_rows_release(&words);
    return status;
}

/* ---- from words to bounds ---- */

static int compare_words(const void *a, const void *b)
{
    const struct word *const left = a;
    const struct word *const right = b;
    const uint64_t lefts[] = {left->key, left->number, left->node, left->kind, left->came_ns};
    const uint64_t rights[] = {right->key, right->number, right->node, right->kind, right->came_ns};

    return rp_compare_fields(lefts, rights, sizeof(lefts) / sizeof(lefts[0]));
}

/* Of the ranks of a node the last that came and the first that left; the words are sorted. */
static size_t join_node(struct word *words, size_t count)
{
    size_t end = 1;

    for (; end < count && words[end].node == words[0].node; end++) {
        if (words[end].came_ns > words[0].came_ns)
            words[0].came_ns = words[end].came_ns;
        if (words[end].left_ns < words[0].left_ns)
            words[0].left_ns = words[end].left_ns;
    }
    return end;
}

static int64_t difference(uint64_t left_ns, uint64_t right_ns)
{
    return (int64_t)(left_ns - right_ns);
}

/* Each node against the first one of the meeting. */
static enum rp_status add_meeting(const struct rp_clocks *clocks, struct word *words, size_t count,
                                  struct rp_rows *bounds)
{
    const struct word *const first = words;
    enum rp_status status = RP_OK;

    for (size_t at = join_node(words, count); status == RP_OK && at < count;) {
        struct word *const other = &words[at];
        struct rp_clock_bound bound = {.from = first->node, .to = other->node};

        at += join_node(other, count - at);
        bound.stretch = stretch_of(clocks, first->came_ns);
        bound.least_ns = difference(other->came_ns, first->left_ns);
        bound.most_ns = difference(other->left_ns, first->came_ns);
        status = rp_rows_add(bounds, &bound);
    }
    return status;
}

/* It arrived after it was sent: a bound from one side. The lower node says when. */
static enum rp_status add_message(const struct rp_clocks *clocks, const struct word *words,
                                  struct rp_rows *bounds)
{
    const struct word *const sent = words[0].kind == RP_TICK_SEND ? &words[0] : &words[1];
    const struct word *const received = words[0].kind == RP_TICK_SEND ? &words[1] : &words[0];
    const int64_t most_ns = difference(received->left_ns, sent->came_ns);
    const bool up = sent->node < received->node;
    const struct rp_clock_bound bound = {
        .stretch = stretch_of(clocks, up ? sent->came_ns : received->left_ns),
        .from = up ? sent->node : received->node,
        .to = up ? received->node : sent->node,
        .least_ns = up ? -RP_BOUND_NONE : -most_ns,
        .most_ns = up ? most_ns : RP_BOUND_NONE,
    };

    return rp_rows_add(bounds, &bound);
}

static bool is_message(const struct word *words, size_t count)
{
    return count == 2 && words[0].kind + words[1].kind == RP_TICK_SEND + RP_TICK_RECEIVE;
}

static enum rp_status compare_all(const struct rp_clocks *clocks, struct rp_mail *mail,
                                  struct rp_rows *bounds)
{
    struct word *const words = mail->rows;
    enum rp_status status = RP_OK;
    size_t end;

    if (mail->count > 0)
        qsort(words, mail->count, sizeof(*words), compare_words);
    for (size_t at = 0; status == RP_OK && at < mail->count; at = end) {
        end = at + 1;
        while (end < mail->count && words[end].key == words[at].key &&
               words[end].number == words[at].number)
            end++;
        if (words[at].kind == RP_TICK_EXCHANGE)
            status = add_meeting(clocks, words + at, end - at, bounds);
        else if (is_message(words + at, end - at))
            status = add_message(clocks, words + at, bounds);
    }
    rp_clock_bounds_combine(bounds);
    return status;
}

static enum rp_status find_offsets(struct rp_clocks *clocks, struct rp_team *team,
                                   const struct rp_share *share, const struct rp_roster *roster,
                                   struct rp_error *error)
{
    struct rp_rows own = {.row_bytes = sizeof(struct rp_clock_bound)};
    struct rp_rows all = {.row_bytes = sizeof(struct rp_clock_bound)};
    struct rp_mail mail = {0};
    enum rp_status status = exchange_words(clocks, team, share, roster, &mail, error);

    if (status == RP_OK) {
        status = compare_all(clocks, &mail, &own);
        rp_mail_release(&mail);
        status = rp_team_gather(team, &own, &all, status, error);
    }
    if (status == RP_OK) {
        rp_clock_bounds_combine(&all);
        status = rp_team_agree(team, rp_clock_bounds_solve(clocks, &all), error);
    }
    rp_rows_release(&own);
    rp_rows_release(&all);
    return status;
}

/* ---- what is done with them ---- */

/* Between the middles of stretches an offset changes evenly. */
static int64_t ahead_at(const struct rp_clocks *clocks, uint32_t node, uint64_t ns)
{
    const struct rp_clock_offset *const offsets = clocks->offsets + node * clocks->stretches;
    const uint64_t half_ns = clocks->stretch_ns / 2;
    const uint64_t since_ns = ns > clocks->start_ns + half_ns ? ns - clocks->start_ns - half_ns : 0;
    const size_t at = since_ns / clocks->stretch_ns;
    const int64_t step_ns =
        at + 1 < clocks->stretches ? offsets[at + 1].ahead_ns - offsets[at].ahead_ns : 0;
    const uint64_t part_ns = since_ns % clocks->stretch_ns;

    if (at >= clocks->stretches)
        return offsets[clocks->stretches - 1].ahead_ns;
    return offsets[at].ahead_ns +
           (int64_t)((__int128)step_ns * (int64_t)part_ns / (int64_t)clocks->stretch_ns);
}

uint64_t rp_clocks_local(const struct rp_clocks *clocks, uint32_t rank, uint64_t ns)
{
    if (!clocks->offsets)
        return ns;
    return ns + (uint64_t)ahead_at(clocks, node_of(clocks, rank), ns);
}

uint64_t rp_clocks_error(const struct rp_clocks *clocks, uint32_t node, uint64_t ns)
{
    return clocks->offsets[node * clocks->stretches + stretch_of(clocks, ns)].error_ns;
}

static void correct(const struct rp_clocks *clocks, struct rp_share *share)
{
    struct rp_tick *const ticks = share->ticks.rows;

    for (size_t i = 0; i < share->ticks.count; i++) {
        const uint32_t node = node_of(clocks, ticks[i].rank);
        uint64_t *const moments[] = {&ticks[i].start_ns, &ticks[i].end_ns, &ticks[i].posted_ns};

        for (size_t j = 0; j < sizeof(moments) / sizeof(moments[0]); j++)
            *moments[j] -= (uint64_t)ahead_at(clocks, node, *moments[j]);
    }
}

static enum rp_status tell(const struct rp_clocks *clocks, struct rp_rows *table)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < clocks->nodes * clocks->stretches; i++) {
        const struct rp_clock_offset *const it = &clocks->offsets[i];
        const struct rp_cluster_clock row = {
            .node = (uint32_t)(i / clocks->stretches),
            .time_ns = clocks->start_ns + clocks->stretch_ns * (i % clocks->stretches) +
                       clocks->stretch_ns / 2,
            .ahead_ns = (double)it->ahead_ns,
            .error_ns = it->error_ns,
        };

        status = rp_rows_add(table, &row);
    }
    return status;
}

enum rp_status rp_clocks_make(struct rp_clocks *out, struct rp_team *team, struct rp_share *share,
                              const struct rp_catalog *catalog, const struct rp_roster *roster,
                              struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_clocks){.nodes = (uint32_t)catalog->nodes.count,
                              .rank_nodes = catalog->rank_nodes.rows};
    if (out->nodes < 2)
        return RP_OK;
    divide_time(out, team, share);
    status = find_offsets(out, team, share, roster, error);
    if (status != RP_OK)
        return status;
    correct(out, share);
    if (team->parallel.process == 0)
        status = tell(out, &share->tables[RP_CLUSTER_TABLE_clock]);
    return rp_team_agree(team, status, error);
}

void rp_clocks_release(struct rp_clocks *clocks)
{
    free(clocks->offsets);
    *clocks = (struct rp_clocks){0};
}

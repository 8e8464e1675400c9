/* tally.c: brings together what the ranks have of each subject, wherever they were read.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/tally.h"

#include <stdlib.h>
#include <string.h>

#define BOX_VALUES      ((size_t)4 << 20)
#define BOXES_BYTES     ((size_t)64 << 20) /* in memory, of all boxes */
#define LEAST_BOX_BYTES ((size_t)64 << 10)

/*
 * A cell is a metric of a subject. The keeper numbers the cells from its first subject on: number
 * and rank together are the key of an entry.
 */
#define RANK_BITS 32u

struct box {
    uint64_t first; /* cell */
    struct rp_spool entries;
};

struct rp_tally {
    const struct rp_subjects *subjects;
    size_t members;
    uint64_t *first;     /* subject of each member; the last is the number of all */
    struct rp_rows *out; /* entries to each member */
    uint64_t first_own;  /* subject; so is this: */
    uint64_t end_own;
    struct box *boxes;
    size_t box_count;
    size_t box;    /* that is worked on; so far: of the last entry */
    size_t member; /* of the last value that was added */
    struct rp_entry *entries;
    struct rp_entry *spare;
    size_t count;
    size_t next;
    bool opened; /* the box is in `entries` */
};

/* ---- cutting ---- */

/* Cuts all subjects into shares of about the same weight. */
static void cut_shares(struct rp_tally *it, const uint64_t *weights)
{
    const uint64_t subjects = it->subjects->first[RP_SUBJECT_KINDS];
    unsigned __int128 total = 0;
    unsigned __int128 before = 0;
    size_t member = 0;

    for (uint64_t i = 0; i < subjects; i++)
        total += weights[i] + 1;
    for (uint64_t i = 0; i < subjects; i++) {
        while (member < it->members && before * it->members >= total * member)
            it->first[member++] = i;
        before += weights[i] + 1;
    }
    while (member <= it->members)
        it->first[member++] = subjects;
}

static uint64_t cell_weight(const struct rp_tally *it, const uint64_t *weights, uint64_t cell)
{
    return weights[it->first_own + cell / it->subjects->metrics] / it->subjects->metrics + 1;
}

/* Starts a box at each cell at which the last one is full; without `boxes` they are only counted.
 */
static size_t cut_boxes(const struct rp_tally *it, const struct rp_tally_plan *plan, uint64_t cells,
                        struct box *boxes)
{
    const size_t most = plan->box_values > 0 ? plan->box_values : BOX_VALUES;
    uint64_t weight = 0;
    size_t count = 0;

    for (uint64_t cell = 0; cell < cells; cell++) {
        const uint64_t more = cell_weight(it, plan->weights, cell);

        if (cell == 0 || weight + more > most) {
            if (boxes)
                boxes[count].first = cell;
            count++;
            weight = 0;
        }
        weight += more;
    }
    return count;
}

static enum rp_status make_boxes(struct rp_tally *it, const struct rp_tally_plan *plan,
                                 size_t member)
{
    const uint64_t cells =
        (it->first[member + 1] - it->first[member]) * (uint64_t)it->subjects->metrics;
    size_t bytes = 0;

    it->first_own = it->first[member];
    it->end_own = it->first[member + 1];
    it->box_count = cut_boxes(it, plan, cells, NULL);
    it->boxes = calloc(it->box_count + 1, sizeof(*it->boxes));
    if (!it->boxes)
        return RP_E_NOMEM;
    cut_boxes(it, plan, cells, it->boxes);
    it->boxes[it->box_count].first = cells;
    bytes = it->box_count > 0 ? BOXES_BYTES / it->box_count : 0;
    bytes = bytes < LEAST_BOX_BYTES ? LEAST_BOX_BYTES : bytes;
    for (size_t i = 0; i < it->box_count; i++)
        rp_spool_init(&it->boxes[i].entries, plan->spill, sizeof(struct rp_entry), bytes);
    return RP_OK;
}

static bool can_number(const struct rp_tally *it)
{
    for (size_t i = 0; i < it->members; i++) {
        if ((it->first[i + 1] - it->first[i]) * (unsigned __int128)it->subjects->metrics >=
            UINT64_C(1) << RANK_BITS)
            return false;
    }
    return true;
}

enum rp_status rp_tally_new(struct rp_tally **out, const struct rp_team *team,
                            const struct rp_tally_plan *plan, struct rp_error *error)
{
    struct rp_tally *const it = calloc(1, sizeof(*it));
    enum rp_status status = RP_OK;

    if (!it)
        return RP_E_NOMEM;
    it->subjects = plan->subjects;
    it->members = (size_t)team->parallel.processes;
    it->first = calloc(it->members + 1, sizeof(*it->first));
    it->out = calloc(it->members, sizeof(*it->out));
    status = it->first && it->out ? RP_OK : RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < it->members; i++)
        it->out[i].row_bytes = sizeof(struct rp_entry);
    if (status == RP_OK)
        cut_shares(it, plan->weights);
    if (status == RP_OK && !can_number(it))
        status = rp_error_set(error, RP_E_FULL,
                              "cannot merge: more contexts and metrics than %zu processes can "
                              "number; use more processes",
                              it->members);
    if (status == RP_OK)
        status = make_boxes(it, plan, (size_t)team->parallel.process);
    if (status == RP_OK)
        *out = it;
    else
        rp_tally_free(it);
    return status;
}

void rp_tally_free(struct rp_tally *tally)
{
    if (!tally)
        return;
    for (size_t i = 0; tally->out && i < tally->members; i++)
        rp_rows_release(&tally->out[i]);
    for (size_t i = 0; i < tally->box_count && tally->boxes; i++)
        rp_spool_release(&tally->boxes[i].entries);
    free(tally->out);
    free(tally->boxes);
    free(tally->first);
    free(tally->entries);
    free(tally->spare);
    free(tally);
}

void rp_tally_range(const struct rp_tally *tally, uint64_t *first, uint64_t *end)
{
    *first = tally->first_own;
    *end = tally->end_own;
}

/* ---- adding ---- */

/* Mostly the keeper of the last one is that of the next one, too. */
static size_t keeper(struct rp_tally *it, uint64_t subject)
{
    size_t low = 0;
    size_t high = it->members;

    if (subject >= it->first[it->member] && subject < it->first[it->member + 1])
        return it->member;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (it->first[middle] <= subject)
            low = middle;
        else
            high = middle;
    }
    it->member = low;
    return low;
}

enum rp_status rp_tally_add(struct rp_tally *tally, const struct rp_tally_value *value)
{
    const size_t member = keeper(tally, value->subject);
    const uint64_t cell =
        (value->subject - tally->first[member]) * tally->subjects->metrics + value->metric;
    const struct rp_entry entry = {cell << RANK_BITS | value->rank, value->value};

    return rp_rows_add(&tally->out[member], &entry);
}

static struct box *box_of(struct rp_tally *it, uint64_t cell)
{
    size_t low = 0;
    size_t high = it->box_count;

    if (cell >= it->boxes[it->box].first && cell < it->boxes[it->box + 1].first)
        return &it->boxes[it->box];
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (it->boxes[middle].first <= cell)
            low = middle;
        else
            high = middle;
    }
    it->box = low;
    return &it->boxes[low];
}

static enum rp_status put_into_boxes(struct rp_tally *it, const struct rp_entry *entries,
                                     size_t count)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < count; i++)
        status = rp_spool_add(&box_of(it, entries[i].key >> RANK_BITS)->entries, &entries[i], 1);
    return status;
}

/* ---- sending ---- */

/* All entries, one member's after the other; sizes in bytes. */
static enum rp_status pack(struct rp_tally *it, struct rp_rows *bytes, size_t *sizes)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->members; i++) {
        void *place = NULL;

        sizes[i] = it->out[i].count * sizeof(struct rp_entry);
        status = rp_rows_extend(bytes, it->out[i].count, &place);
        if (status == RP_OK && it->out[i].count > 0)
            memcpy(place, it->out[i].rows, sizes[i]);
        it->out[i].count = 0;
    }
    return status;
}

enum rp_status rp_tally_send(struct rp_tally *tally, struct rp_team *team, enum rp_status mine,
                             struct rp_error *error)
{
    struct rp_rows bytes = {.row_bytes = sizeof(struct rp_entry)};
    size_t *const sizes = calloc(2 * tally->members, sizeof(*sizes));
    void *received = NULL;
    size_t came = 0;
    enum rp_status status = sizes ? mine : RP_E_NOMEM;

    if (status == RP_OK)
        status = pack(tally, &bytes, sizes);
    status = rp_team_agree(team, status, error);
    if (status == RP_OK &&
        !team->calls->exchange(team, bytes.rows, sizes, &received, sizes + tally->members))
        status = rp_error_set(error, RP_E_NOMEM, "cannot merge: out of memory");
    rp_rows_release(&bytes);
    for (size_t i = 0; status == RP_OK && i < tally->members; i++)
        came += sizes[tally->members + i] / sizeof(struct rp_entry);
    if (status == RP_OK)
        status = rp_team_agree(team, put_into_boxes(tally, received, came), error);
    free(received);
    free(sizes);
    return status;
}

/* ---- taking out ---- */

/* The next box that has anything in it; its memory is given back. */
static enum rp_status open_box(struct rp_tally *it)
{
    struct rp_spool *const spool = &it->boxes[it->box].entries;
    enum rp_status status = RP_OK;

    free(it->entries);
    free(it->spare);
    it->count = (size_t)spool->count;
    it->next = 0;
    it->entries = malloc((it->count + 1) * sizeof(*it->entries));
    it->spare = malloc((it->count + 1) * sizeof(*it->spare));
    if (!it->entries || !it->spare)
        return RP_E_NOMEM;
    status = rp_spool_read(spool, 0, it->count, it->entries);
    if (status == RP_OK)
        rp_radix_sort(it->entries, it->spare, it->count);
    rp_spool_release(spool);
    return status;
}

static bool find_entry(struct rp_tally *it, enum rp_status *status)
{
    if (!it->opened)
        it->box = 0;
    else if (it->next < it->count)
        return true;
    else
        it->box++;
    it->opened = true;
    for (; it->box < it->box_count; it->box++) {
        *status = open_box(it);
        if (*status != RP_OK || it->count > 0)
            return *status == RP_OK;
    }
    return false;
}

bool rp_tally_next(struct rp_tally *tally, struct rp_tally_cell *out, enum rp_status *status)
{
    uint64_t cell = 0;
    size_t end = 0;

    *status = RP_OK;
    if (!find_entry(tally, status))
        return false;
    cell = tally->entries[tally->next].key >> RANK_BITS;
    for (end = tally->next; end < tally->count && tally->entries[end].key >> RANK_BITS == cell;
         end++)
        tally->entries[end].key &= UINT32_MAX;
    *out = (struct rp_tally_cell){
        .subject = tally->first_own + cell / tally->subjects->metrics,
        .metric = (uint32_t)(cell % tally->subjects->metrics),
        .values = tally->entries + tally->next,
        .spare = tally->spare,
        .count = end - tally->next,
    };
    tally->next = end;
    return true;
}

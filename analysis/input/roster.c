/* roster.c: decides which rank files are merged, and says why the others are not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/input/remarks.h"
#include "analysis/input/roster_look.h"
#include "analysis/team/text_gather.h"

#define REMARK_BYTES RP_ERROR_TEXT_BYTES

static struct rp_roster_entry *entries(const struct rp_rows *rows)
{
    return rows->rows;
}

/* ---- the job ---- */

/* The job that most usable files are of; of several, the one whose file has the first name. */
static uint32_t main_job(const struct rp_rows *all, uint32_t texts)
{
    size_t *votes = calloc(texts, sizeof(*votes));
    uint32_t best = 0;
    size_t most = 0;

    for (size_t i = 0; votes && i < all->count; i++)
        votes[entries(all)[i].job] += entries(all)[i].reason == 0;
    for (size_t i = 0; votes && i < all->count; i++) {
        if (votes[entries(all)[i].job] > most) {
            best = entries(all)[i].job;
            most = votes[best];
        }
    }
    free(votes);
    return best;
}

static enum rp_status leave_out_other_jobs(struct rp_rows *all, uint32_t job,
                                           struct rp_share *share)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < all->count; i++) {
        struct rp_roster_entry *entry = &entries(all)[i];

        if (entry->reason == 0 && entry->job != job) {
            char *own = strdup(rp_text_pool_at(&share->texts, entry->job));
            char *main = strdup(rp_text_pool_at(&share->texts, job));

            status = own && main
                         ? rp_roster_leave_out(share, entry,
                                               "it is of job '%s', the others of '%s'", own, main)
                         : RP_E_NOMEM;
            free(own);
            free(main);
        }
    }
    return status;
}

/* ---- ranks ---- */

/* By rank; the best file of a rank first: finished, longer, with the first name. */
static int compare_entries(const void *a, const void *b)
{
    const struct rp_roster_entry *left = a;
    const struct rp_roster_entry *right = b;

    if ((left->reason == 0) != (right->reason == 0))
        return left->reason == 0 ? -1 : 1;
    if (left->reason == 0 && left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->reason == 0 && left->closed != right->closed)
        return left->closed ? -1 : 1;
    if (left->reason == 0 && left->last_ns != right->last_ns)
        return left->last_ns > right->last_ns ? -1 : 1;
    return left->file < right->file ? -1 : 1;
}

static enum rp_status leave_out_doubles(struct rp_rows *all, const struct rp_inputs *inputs,
                                        struct rp_share *share)
{
    enum rp_status status = RP_OK;
    size_t kept = 0;

    for (size_t i = 1; status == RP_OK && i < all->count; i++) {
        struct rp_roster_entry *entry = &entries(all)[i];

        if (entry->reason == 0 && entry->rank == entries(all)[kept].rank)
            status =
                rp_roster_leave_out(share, entry, "rank %u is already merged from '%s'",
                                    entry->rank, rp_inputs_name(inputs, entries(all)[kept].file));
        else
            kept = i;
    }
    return status;
}

/* Moves what is merged into the roster; the rest becomes remarks of the first process. */
static enum rp_status divide(struct rp_roster *roster, const struct rp_team *team,
                             const struct rp_rows *all, const struct rp_inputs *inputs,
                             struct rp_share *share)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < all->count; i++) {
        const struct rp_roster_entry *entry = &entries(all)[i];

        if (entry->reason == 0) {
            status = rp_rows_add(&roster->ranks, entry);
            if (entry->ranks > roster->expected)
                roster->expected = entry->ranks;
            if (entry->rank >= roster->expected)
                roster->expected = entry->rank + 1;
            continue;
        }
        roster->left_out++;
        if (team->parallel.process == 0) {
            char *text = strdup(rp_text_pool_at(&share->texts, entry->reason));

            status = text ? rp_share_remark(share, rp_inputs_name(inputs, entry->file), true, text)
                          : RP_E_NOMEM;
            free(text);
        }
    }
    return status;
}

static enum rp_status remark_gap(struct rp_share *share, uint32_t first, uint32_t end)
{
    char text[REMARK_BYTES];

    if (end - first == 1)
        snprintf(text, sizeof(text), "there is no usable file of rank %u", first);
    else
        snprintf(text, sizeof(text), "there are no usable files of ranks %u to %u", first, end - 1);
    return rp_share_remark(share, "", true, text);
}

static enum rp_status remark_gaps(const struct rp_roster *roster, struct rp_share *share)
{
    enum rp_status status = RP_OK;
    uint32_t next = 0;

    for (size_t i = 0; status == RP_OK && i <= roster->ranks.count; i++) {
        const bool past = i == roster->ranks.count;
        const uint32_t rank = past ? roster->expected : entries(&roster->ranks)[i].rank;

        if (rank > next)
            status = remark_gap(share, next, rank);
        next = rank + 1;
    }
    return status;
}

/* ---- all ---- */

/* Ranks of which there are several files: these are opened before one is chosen. */
static enum rp_status find_doubles(const struct rp_rows *all, bool **out)
{
    struct rp_rows ordered = {.row_bytes = sizeof(struct rp_roster_entry)};
    bool *const found = calloc(all->count + 1, sizeof(*found));
    enum rp_status status = found ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < all->count; i++)
        status = rp_rows_add(&ordered, &entries(all)[i]);
    if (status == RP_OK && all->count > 0)
        qsort(ordered.rows, ordered.count, sizeof(struct rp_roster_entry), compare_entries);
    for (size_t i = 1; status == RP_OK && i < ordered.count; i++) {
        const struct rp_roster_entry *const entry = &entries(&ordered)[i];

        if (entry->reason == 0 && entry->rank == entry[-1].rank)
            found[entry->file] = found[entry[-1].file] = true;
    }
    rp_rows_release(&ordered);
    *out = found;
    return status;
}

static enum rp_status look_closer(struct rp_team *team, const struct rp_inputs *inputs,
                                  struct rp_share *share, struct rp_rows *all,
                                  struct rp_error *error)
{
    bool *doubles = NULL;
    enum rp_status status = rp_team_agree(team, find_doubles(all, &doubles), error);

    if (status == RP_OK)
        status = rp_roster_look_closer(team, inputs, share, doubles, all, error);
    free(doubles);
    return status;
}

static enum rp_status decide(struct rp_roster *roster, const struct rp_team *team,
                             struct rp_rows *all, const struct rp_inputs *inputs,
                             struct rp_share *share)
{
    enum rp_status status = RP_OK;

    if (all->count > 0)
        qsort(all->rows, all->count, sizeof(struct rp_roster_entry), compare_entries);
    status = leave_out_doubles(all, inputs, share);
    if (status == RP_OK) /* doubles, which have a reason now, go behind what is merged */
        qsort(all->rows, all->count, sizeof(struct rp_roster_entry), compare_entries);
    return status == RP_OK ? divide(roster, team, all, inputs, share) : status;
}

static enum rp_status none_usable(const struct rp_inputs *inputs, const char *name,
                                  const char *reason, struct rp_error *error)
{
    return rp_error_set(error, RP_E_DAMAGED,
                        "cannot merge '%s': none of %zu files can be used; the first one, '%s': %s",
                        inputs->directory, inputs->files.count, name, reason);
}

enum rp_status rp_roster_make(struct rp_roster *out, struct rp_team *team,
                              const struct rp_inputs *inputs, struct rp_share *share,
                              struct rp_error *error)
{
    struct rp_rows all = {.row_bytes = sizeof(struct rp_roster_entry)};
    enum rp_status status = rp_roster_look(team, inputs, share, &all, error);

    *out = (struct rp_roster){.ranks.row_bytes = sizeof(struct rp_roster_entry)};
    if (status == RP_OK) {
        out->job = main_job(&all, (uint32_t)share->texts.places.count);
        status = rp_team_agree(team, leave_out_other_jobs(&all, out->job, share), error);
    }
    if (status == RP_OK)
        status = look_closer(team, inputs, share, &all, error);
    if (status == RP_OK)
        status = rp_team_agree(team, decide(out, team, &all, inputs, share), error);
    if (status == RP_OK && out->ranks.count == 0)
        status = none_usable(inputs, rp_inputs_name(inputs, entries(&all)->file),
                             rp_text_pool_at(&share->texts, entries(&all)->reason), error);
    rp_rows_release(&all);
    return status;
}

/* ---- after reading ---- */

/* Takes ranks that could not be read out of the list; rows that were read get other numbers. */
static enum rp_status drop(struct rp_roster *roster, const struct rp_rows *unread)
{
    const struct rp_share_unread *const rows = unread->rows;
    uint32_t kept = 0;

    roster->numbers = calloc(roster->ranks.count + 1, sizeof(*roster->numbers));
    if (!roster->numbers)
        return RP_E_NOMEM;
    for (size_t i = 0; i < unread->count; i++)
        roster->numbers[rows[i].rank] = RP_NO_ROW;
    for (size_t i = 0; i < roster->ranks.count; i++) {
        if (roster->numbers[i] == RP_NO_ROW)
            continue;
        entries(&roster->ranks)[kept] = entries(&roster->ranks)[i];
        roster->numbers[i] = kept++;
    }
    roster->ranks.count = kept;
    roster->left_out += (uint32_t)unread->count;
    return RP_OK;
}

static enum rp_status remark_unread(const struct rp_roster *roster, const struct rp_inputs *inputs,
                                    struct rp_share *share)
{
    const struct rp_share_unread *const rows = share->unread.rows;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->unread.count; i++) {
        const uint64_t file = entries(&roster->ranks)[rows[i].rank].file;
        char *const text = strdup(rp_text_pool_at(&share->texts, rows[i].reason));

        status =
            text ? rp_share_remark(share, rp_inputs_name(inputs, file), true, text) : RP_E_NOMEM;
        free(text);
    }
    return status;
}

enum rp_status rp_roster_finish(struct rp_roster *roster, struct rp_team *team,
                                const struct rp_inputs *inputs, struct rp_share *share,
                                struct rp_error *error)
{
    static const size_t offsets[] = {offsetof(struct rp_share_unread, reason)};
    const struct rp_text_columns columns = {offsets, 1};
    struct rp_rows unread = {.row_bytes = sizeof(struct rp_share_unread)};
    enum rp_status status =
        rp_text_gather(team, &columns, &share->texts, &share->unread, &unread, error);

    if (status != RP_OK)
        return status;
    status = remark_unread(roster, inputs, share);
    if (status == RP_OK && unread.count == roster->ranks.count) {
        const struct rp_share_unread *const first = unread.rows;

        status =
            none_usable(inputs, rp_inputs_name(inputs, entries(&roster->ranks)[first->rank].file),
                        rp_text_pool_at(&share->texts, first->reason), error);
    }
    if (status == RP_OK && unread.count > 0)
        status = drop(roster, &unread);
    if (status == RP_OK && team->parallel.process == 0)
        status = remark_gaps(roster, share);
    rp_rows_release(&unread);
    return rp_team_agree(team, status, error);
}

void rp_roster_release(struct rp_roster *roster)
{
    rp_rows_release(&roster->ranks);
    free(roster->numbers);
    roster->numbers = NULL;
}

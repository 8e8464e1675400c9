/* roster.c: decides which rank files are merged, and says why the others are not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/roster.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/rank_input.h"
#include "analysis/remarks.h"
#include "analysis/text_gather.h"

#define REMARK_BYTES RP_ERROR_TEXT_BYTES

static struct rp_roster_entry *entries(const struct rp_rows *rows)
{
    return rows->rows;
}

__attribute__((format(printf, 3, 4))) static enum rp_status
leave_out(struct rp_share *share, struct rp_roster_entry *entry, const char *format, ...)
{
    char text[REMARK_BYTES];
    va_list values;

    va_start(values, format);
    vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    return rp_text_pool_add(&share->texts, text, &entry->reason);
}

/* ---- a look at each file ---- */

static enum rp_status look(const struct rp_inputs *inputs, size_t file, struct rp_share *share,
                           struct rp_roster_entry *entry)
{
    struct rp_rank_reader *reader = NULL;
    struct rp_error error = {0};
    const struct rp_rank_file *contents = NULL;
    enum rp_status status = rp_rank_input_open(&reader, inputs, file, &error);

    *entry = (struct rp_roster_entry){.file = file};
    if (status == RP_E_NOMEM)
        return status;
    if (status != RP_OK)
        return leave_out(share, entry, "%s", error.text);
    contents = rp_rank_reader_file(reader);
    entry->bytes = ((const struct rp_input *)inputs->files.rows)[file].bytes;
    entry->rank = contents->session.rank;
    entry->ranks = contents->session.ranks;
    entry->closed = contents->closed;
    entry->slice_ns = contents->session.slice_ns;
    entry->rate_millihertz = contents->session.rate_millihertz;
    entry->budget_millionths = contents->session.budget_millionths;
    entry->ticks = rp_rank_reader_tick_count(reader);
    if (contents->slice_count > 0)
        entry->last_ns = contents->slices[contents->slice_count - 1].end_ns;
    status =
        rp_text_pool_add(&share->texts, rp_rank_input_identity(contents, "job.id"), &entry->job);
    if (status == RP_OK)
        status = rp_text_pool_add(&share->texts, rp_rank_input_identity(contents, "job.command"),
                                  &entry->command);
    rp_rank_reader_close(reader);
    return status;
}

static enum rp_status look_at_share(const struct rp_inputs *inputs, const struct rp_team *team,
                                    struct rp_share *share, struct rp_rows *seen)
{
    uint64_t *bytes = calloc(inputs->files.count, sizeof(*bytes));
    enum rp_status status = bytes ? RP_OK : RP_E_NOMEM;
    size_t first = 0;
    size_t end = 0;

    for (size_t i = 0; status == RP_OK && i < inputs->files.count; i++)
        bytes[i] = ((const struct rp_input *)inputs->files.rows)[i].bytes;
    if (status == RP_OK)
        rp_share_out(team, bytes, inputs->files.count, &first, &end);
    for (size_t i = first; status == RP_OK && i < end; i++) {
        struct rp_roster_entry entry;

        status = look(inputs, i, share, &entry);
        if (status == RP_OK)
            status = rp_rows_add(seen, &entry);
    }
    free(bytes);
    return status;
}

static enum rp_status look_at_all(const struct rp_inputs *inputs, struct rp_team *team,
                                  struct rp_share *share, struct rp_rows *all,
                                  struct rp_error *error)
{
    static const size_t offsets[] = {offsetof(struct rp_roster_entry, job),
                                     offsetof(struct rp_roster_entry, command),
                                     offsetof(struct rp_roster_entry, reason)};
    const struct rp_text_columns columns = {offsets, 3};
    struct rp_rows seen = {.row_bytes = sizeof(struct rp_roster_entry)};
    enum rp_status status = rp_team_agree(team, look_at_share(inputs, team, share, &seen), error);

    if (status == RP_OK)
        status = rp_text_gather(team, &columns, &share->texts, &seen, all, error);
    rp_rows_release(&seen);
    return status;
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

            status = own && main ? leave_out(share, entry, "it is of job '%s', the others of '%s'",
                                             own, main)
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
            status = leave_out(share, entry, "rank %u is already merged from '%s'", entry->rank,
                               rp_inputs_name(inputs, entries(all)[kept].file));
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

static enum rp_status decide(struct rp_roster *roster, const struct rp_team *team,
                             struct rp_rows *all, const struct rp_inputs *inputs,
                             struct rp_share *share)
{
    enum rp_status status = RP_OK;

    roster->job = main_job(all, (uint32_t)share->texts.places.count);
    status = leave_out_other_jobs(all, roster->job, share);
    if (all->count > 0)
        qsort(all->rows, all->count, sizeof(struct rp_roster_entry), compare_entries);
    if (status == RP_OK)
        status = leave_out_doubles(all, inputs, share);
    if (status == RP_OK) /* doubles, which have a reason now, go behind what is merged */
        qsort(all->rows, all->count, sizeof(struct rp_roster_entry), compare_entries);
    if (status == RP_OK)
        status = divide(roster, team, all, inputs, share);
    if (status == RP_OK && team->parallel.process == 0)
        status = remark_gaps(roster, share);
    return status;
}

static enum rp_status none_usable(const struct rp_rows *all, const struct rp_inputs *inputs,
                                  const struct rp_share *share, struct rp_error *error)
{
    const struct rp_roster_entry *first = entries(all);

    return rp_error_set(error, RP_E_DAMAGED,
                        "cannot merge '%s': none of %zu files can be used; the first one, '%s': %s",
                        inputs->directory, all->count, rp_inputs_name(inputs, first->file),
                        rp_text_pool_at(&share->texts, first->reason));
}

enum rp_status rp_roster_make(struct rp_roster *out, struct rp_team *team,
                              const struct rp_inputs *inputs, struct rp_share *share,
                              struct rp_error *error)
{
    struct rp_rows all = {.row_bytes = sizeof(struct rp_roster_entry)};
    enum rp_status status = look_at_all(inputs, team, share, &all, error);

    *out = (struct rp_roster){.ranks.row_bytes = sizeof(struct rp_roster_entry)};
    if (status == RP_OK)
        status = rp_team_agree(team, decide(out, team, &all, inputs, share), error);
    if (status == RP_OK && out->ranks.count == 0)
        status = none_usable(&all, inputs, share, error);
    rp_rows_release(&all);
    return status;
}

void rp_roster_release(struct rp_roster *roster)
{
    rp_rows_release(&roster->ranks);
}

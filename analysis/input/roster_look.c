/* roster_look.c: looks at rank files before it is decided which of them are merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/roster_look.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/input/rank_input.h"
#include "analysis/team/text_gather.h"

enum rp_status rp_roster_leave_out(struct rp_share *share, struct rp_roster_entry *entry,
                                   const char *format, ...)
{
    char text[RP_ERROR_TEXT_BYTES];
    va_list values;

    va_start(values, format);
    vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    return rp_text_pool_add(&share->texts, text, &entry->reason);
}

/* ---- a look at each file ---- */

static enum rp_status take_look(struct rp_share *share, const struct rp_rank_look *look,
                                struct rp_roster_entry *entry)
{
    enum rp_status status = rp_text_pool_add(&share->texts, look->job, &entry->job);

    entry->rank = look->session.rank;
    entry->ranks = look->session.ranks;
    entry->closed = look->closed;
    entry->slice_ns = look->session.slice_ns;
    entry->rate_millihertz = look->session.rate_millihertz;
    entry->budget_millionths = look->session.budget_millionths;
    entry->last_ns = look->last_ns;
    entry->ticks = look->ticks;
    return status == RP_OK ? rp_text_pool_add(&share->texts, look->command, &entry->command)
                           : status;
}

static enum rp_status look(const struct rp_inputs *inputs, size_t file, struct rp_share *share,
                           struct rp_roster_entry *entry)
{
    struct rp_rank_look found = {0};
    struct rp_error error = {0};
    enum rp_status status = rp_rank_input_look(&found, inputs, file, &error);

    *entry = (struct rp_roster_entry){
        .file = file, .bytes = ((const struct rp_input *)inputs->files.rows)[file].bytes};
    if (status == RP_E_NOMEM)
        return status;
    if (status != RP_OK)
        return rp_roster_leave_out(share, entry, "%s", error.text);
    status = take_look(share, &found, entry);
    rp_rank_look_release(&found);
    return status;
}

/* The files of this member. */
static enum rp_status own_files(const struct rp_inputs *inputs, const struct rp_team *team,
                                size_t *first, size_t *end)
{
    uint64_t *const bytes = calloc(inputs->files.count + 1, sizeof(*bytes));

    if (!bytes)
        return RP_E_NOMEM;
    for (size_t i = 0; i < inputs->files.count; i++)
        bytes[i] = ((const struct rp_input *)inputs->files.rows)[i].bytes;
    rp_share_out(team, bytes, inputs->files.count, first, end);
    free(bytes);
    return RP_OK;
}

static enum rp_status look_at_share(const struct rp_inputs *inputs, const struct rp_team *team,
                                    struct rp_share *share, struct rp_rows *seen)
{
    size_t first = 0;
    size_t end = 0;
    enum rp_status status = own_files(inputs, team, &first, &end);

    for (size_t i = first; status == RP_OK && i < end; i++) {
        struct rp_roster_entry entry;

        status = look(inputs, i, share, &entry);
        if (status == RP_OK)
            status = rp_rows_add(seen, &entry);
    }
    return status;
}

enum rp_status rp_roster_look(struct rp_team *team, const struct rp_inputs *inputs,
                              struct rp_share *share, struct rp_rows *all, struct rp_error *error)
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

/* ---- a closer look ---- */

struct fault {
    uint64_t file;
    uint32_t reason; /* text */
    uint32_t unused;
};

static enum rp_status find_fault(const struct rp_inputs *inputs, size_t file,
                                 struct rp_share *share, struct rp_rows *faults)
{
    struct rp_rank_reader *reader = NULL;
    struct rp_error error = {0};
    struct fault fault = {.file = file};
    enum rp_status status = rp_rank_input_open(&reader, inputs, file, &error);

    rp_rank_reader_close(reader);
    if (status == RP_OK || status == RP_E_NOMEM)
        return status;
    status = rp_text_pool_add(&share->texts, error.text, &fault.reason);
    return status == RP_OK ? rp_rows_add(faults, &fault) : status;
}

static enum rp_status find_faults(const struct rp_inputs *inputs, const struct rp_team *team,
                                  struct rp_share *share, const bool *wanted,
                                  struct rp_rows *faults)
{
    size_t first = 0;
    size_t end = 0;
    enum rp_status status = own_files(inputs, team, &first, &end);

    for (size_t i = first; status == RP_OK && i < end; i++) {
        if (wanted[i])
            status = find_fault(inputs, i, share, faults);
    }
    return status;
}

enum rp_status rp_roster_look_closer(struct rp_team *team, const struct rp_inputs *inputs,
                                     struct rp_share *share, const bool *wanted,
                                     struct rp_rows *all, struct rp_error *error)
{
    static const size_t offsets[] = {offsetof(struct fault, reason)};
    const struct rp_text_columns columns = {offsets, 1};
    struct rp_rows own = {.row_bytes = sizeof(struct fault)};
    struct rp_rows faults = {.row_bytes = sizeof(struct fault)};
    enum rp_status status =
        rp_team_agree(team, find_faults(inputs, team, share, wanted, &own), error);

    if (status == RP_OK)
        status = rp_text_gather(team, &columns, &share->texts, &own, &faults, error);
    for (size_t i = 0; status == RP_OK && i < faults.count; i++) {
        const struct fault *const fault = (const struct fault *)faults.rows + i;

        ((struct rp_roster_entry *)all->rows)[fault->file].reason = fault->reason;
    }
    rp_rows_release(&own);
    rp_rows_release(&faults);
    return status;
}

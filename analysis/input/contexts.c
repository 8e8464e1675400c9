/* contexts.c: makes one tree of the contexts of all ranks, in parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/contexts.h"

#include <stdlib.h>

#include "analysis/team/unify.h"
#include "common/context_kind.h"

/* A context on its way to the member that keeps its number. */
struct letter {
    uint64_t offset;
    uint32_t number;
    uint32_t parent;
    uint32_t module;
    uint32_t kind;
};

/* How many contexts go round how many members. */
struct spread {
    uint64_t total;
    unsigned members;
};

static const struct rp_share_context *contexts(const struct rp_share *share)
{
    return share->contexts.rows;
}

static enum rp_status number_contexts(struct rp_team *team, const struct rp_share *share,
                                      uint32_t **numbers, uint64_t *total, struct rp_error *error)
{
    struct rp_rows keys = {.row_bytes = sizeof(struct rp_level_key)};
    enum rp_status status = RP_OK;

    *numbers = calloc(share->contexts.count + 1, sizeof(**numbers));
    for (size_t i = 0; status == RP_OK && i < share->contexts.count; i++) {
        const struct rp_level_key key = {.key = contexts(share)[i].key,
                                         .level = contexts(share)[i].depth};

        status = rp_rows_add(&keys, &key);
    }
    status = rp_team_agree(team, *numbers ? status : RP_E_NOMEM, error);
    if (status == RP_OK)
        status = rp_unify_keys(team, &keys, *numbers, total, RP_OK, error);
    rp_rows_release(&keys);
    return status;
}

static enum rp_status write_letters(const struct rp_share *share, const struct rp_catalog *catalog,
                                    struct rp_rows *letters)
{
    const uint32_t *const numbers = catalog->context_numbers;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->contexts.count; i++) {
        const struct rp_share_context *it = &contexts(share)[i];
        const struct letter letter = {
            .offset =
                rp_context_is_named(it->kind) ? catalog->name_numbers[it->offset] : it->offset,
            .number = numbers[i],
            .parent = numbers[it->parent],
            .module = it->module == RP_NO_ROW ? RP_NO_ROW : catalog->module_numbers[it->module],
            .kind = it->kind,
        };

        status = rp_rows_add(letters, &letter);
    }
    return status;
}

static uint32_t keeper(const void *row, const void *context)
{
    const struct spread *spread = context;

    return rp_share_owner(spread->total, spread->members, ((const struct letter *)row)->number);
}

/* Every number of this member's share came at least once, from whoever knows the context. */
static enum rp_status keep(const struct rp_mail *mail, const struct rp_team *team,
                           const struct spread *spread, struct rp_rows *table)
{
    const unsigned self = (unsigned)team->parallel.process;
    const uint64_t first = rp_share_first(spread->total, spread->members, self);
    const uint64_t end = rp_share_first(spread->total, spread->members, self + 1);
    const struct letter *letters = mail->rows;
    void *rows = NULL;

    if (rp_rows_extend(table, end - first, &rows) != RP_OK)
        return RP_E_NOMEM;
    for (size_t i = 0; i < mail->count; i++)
        ((struct rp_cluster_context *)rows)[letters[i].number - first] =
            (struct rp_cluster_context){.parent = letters[i].parent,
                                        .kind = (uint16_t)letters[i].kind,
                                        .module = letters[i].module,
                                        .offset = letters[i].offset};
    return RP_OK;
}

enum rp_status rp_contexts_unify(struct rp_team *team, struct rp_share *share,
                                 struct rp_catalog *catalog, struct rp_error *error)
{
    struct rp_rows rows = {.row_bytes = sizeof(struct letter)};
    struct rp_mail mail = {0};
    uint64_t total = 0;
    enum rp_status status = number_contexts(team, share, &catalog->context_numbers, &total, error);
    const struct spread spread = {.total = total, .members = (unsigned)team->parallel.processes};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct letter), .owner = keeper, .context = &spread};

    if (status != RP_OK)
        return status;
    status = write_letters(share, catalog, &rows);
    letters.rows = rows.rows;
    letters.count = rows.count;
    status = rp_mail_send(&mail, team, &letters, status, error);
    rp_rows_release(&rows);
    if (status == RP_OK)
        status = rp_team_agree(
            team, keep(&mail, team, &spread, &share->tables[RP_CLUSTER_TABLE_context]), error);
    rp_mail_release(&mail);
    return status;
}

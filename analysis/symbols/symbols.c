/* symbols.c: carries questions for symbols to the members that know, and their answers back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/symbols.h"

#include <stdlib.h>

#include "analysis/symbols/resolve.h"
#include "analysis/team/unify.h"
#include "common/context_kind.h"

static struct rp_cluster_context *contexts(const struct rp_share *share)
{
    return share->tables[RP_CLUSTER_TABLE_context].rows;
}

/* ---- questions ---- */

static uint32_t resolver(const void *row, const void *team)
{
    const uint32_t module = ((const struct rp_address *)row)->module;

    return module == RP_NO_ROW
               ? 0
               : module % (uint32_t)((const struct rp_team *)team)->parallel.processes;
}

static bool is_told_by_kind(const struct rp_cluster_context *row)
{
    return row->module == RP_NO_ROW && !rp_context_is_named(row->kind);
}

/* Each different address of the share's contexts is asked for once. */
static enum rp_status gather_questions(struct rp_symbols *it, const struct rp_share *share,
                                       struct rp_rows *questions)
{
    const size_t count = share->tables[RP_CLUSTER_TABLE_context].count;
    struct rp_key_table known = {0};
    enum rp_status status = RP_OK;

    it->asked_by = calloc(count + 1, sizeof(*it->asked_by));
    if (!it->asked_by)
        return RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        const struct rp_cluster_context *row = &contexts(share)[i];
        const struct rp_address address = {
            .offset = is_told_by_kind(row) ? 0 : row->offset,
            .module = row->module,
            .kind = row->kind,
        };
        const struct rp_key key = rp_key_of(&address, sizeof(address));
        uint32_t number = 0;

        status = rp_key_table_number(&known, &key, &number);
        if (status == RP_OK && number == questions->count)
            status = rp_rows_add(questions, &address);
        it->asked_by[i] = number;
    }
    rp_key_table_release(&known);
    it->own_questions = questions->count;
    return status;
}

/* Only the member that opened a module's files knows a state above zero. */
static enum rp_status share_states(struct rp_team *team, struct rp_catalog *catalog,
                                   struct rp_error *error)
{
    const size_t count = catalog->modules.count;
    uint64_t *states = calloc(count + 1, sizeof(*states));
    enum rp_status status = rp_team_agree(team, states ? RP_OK : RP_E_NOMEM, error);

    if (status == RP_OK) {
        for (size_t i = 0; i < count; i++)
            states[i] = catalog->symbols[i];
        team->calls->max(team, states, count);
        for (size_t i = 0; i < count; i++)
            catalog->symbols[i] = (uint16_t)states[i];
    }
    free(states);
    return status;
}

void rp_symbols_init(struct rp_symbols *symbols)
{
    *symbols = (struct rp_symbols){.known.row_bytes = sizeof(struct rp_symbol_answer),
                                   .answers.row_bytes = sizeof(struct rp_symbol_answer),
                                   .functions.row_bytes = sizeof(struct rp_cluster_function),
                                   .keys.row_bytes = sizeof(struct rp_level_key)};
}

enum rp_status rp_symbols_find(struct rp_symbols *symbols, struct rp_team *team,
                               struct rp_share *share, struct rp_catalog *catalog,
                               struct rp_error *error)
{
    struct rp_rows questions = {.row_bytes = sizeof(struct rp_address)};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct rp_address), .owner = resolver, .context = team};
    enum rp_status status = gather_questions(symbols, share, &questions);

    letters.rows = questions.rows;
    letters.count = questions.count;
    status = rp_mail_send(&symbols->questions, team, &letters, status, error);
    rp_rows_release(&questions);
    if (status == RP_OK)
        status = rp_team_agree(team, rp_resolve(symbols, team, share, catalog), error);
    return status == RP_OK ? share_states(team, catalog, error) : status;
}

/* ---- answers ---- */

struct numbered {
    struct rp_cluster_function row;
    uint32_t number;
};

struct spread {
    uint64_t total;
    unsigned members;
};

static uint32_t keeper(const void *row, const void *context)
{
    const struct spread *spread = context;

    return rp_share_owner(spread->total, spread->members, ((const struct numbered *)row)->number);
}

static enum rp_status number_rows(const struct rp_symbols *it, const struct rp_heap *heap,
                                  const uint32_t *numbers, struct rp_rows *rows)
{
    const struct rp_cluster_function *functions = it->functions.rows;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->functions.count; i++) {
        struct numbered numbered = {.row = functions[i], .number = numbers[i]};

        numbered.row.name = heap->offsets[functions[i].name];
        numbered.row.linkage_name = heap->offsets[functions[i].linkage_name];
        numbered.row.file = heap->offsets[functions[i].file];
        status = rp_rows_add(rows, &numbered);
    }
    return status;
}

static enum rp_status keep_functions(const struct rp_mail *mail, const struct rp_team *team,
                                     const struct spread *spread, struct rp_rows *table)
{
    const unsigned self = (unsigned)team->parallel.process;
    const uint64_t first = rp_share_first(spread->total, spread->members, self);
    const uint64_t end = rp_share_first(spread->total, spread->members, self + 1);
    const struct numbered *came = mail->rows;
    void *rows = NULL;

    if (rp_rows_extend(table, end - first, &rows) != RP_OK)
        return RP_E_NOMEM;
    for (size_t i = 0; i < mail->count; i++)
        ((struct rp_cluster_function *)rows)[came[i].number - first] = came[i].row;
    return RP_OK;
}

/* Sends the functions to the members that keep their numbers. */
static enum rp_status spread_functions(struct rp_team *team, struct rp_share *share,
                                       const struct rp_rows *rows, uint64_t total,
                                       struct rp_error *error)
{
    const struct spread spread = {.total = total, .members = (unsigned)team->parallel.processes};
    const struct rp_letters letters = {.rows = rows->rows,
                                       .row_bytes = sizeof(struct numbered),
                                       .count = rows->count,
                                       .owner = keeper,
                                       .context = &spread};
    struct rp_mail mail = {0};
    enum rp_status status = rp_mail_send(&mail, team, &letters, RP_OK, error);

    if (status == RP_OK)
        status = rp_team_agree(
            team, keep_functions(&mail, team, &spread, &share->tables[RP_CLUSTER_TABLE_function]),
            error);
    rp_mail_release(&mail);
    return status;
}

static enum rp_status answer(struct rp_symbols *it, struct rp_team *team, struct rp_share *share,
                             const struct rp_heap *heap, const uint32_t *numbers,
                             struct rp_error *error)
{
    struct rp_symbol_answer *answers = it->answers.rows;
    struct rp_symbol_answer *told = calloc(it->own_questions + 1, sizeof(*told));
    const struct rp_answers outcome = {answers, sizeof(*answers), told};
    enum rp_status status = rp_team_agree(team, told ? RP_OK : RP_E_NOMEM, error);

    for (size_t i = 0; status == RP_OK && i < it->answers.count; i++) {
        answers[i].function = numbers[answers[i].function];
        answers[i].file = heap->offsets[answers[i].file];
    }
    if (status == RP_OK)
        status = rp_mail_answer(&it->questions, team, &outcome, RP_OK, error);
    for (size_t i = 0; status == RP_OK && i < share->tables[RP_CLUSTER_TABLE_context].count; i++) {
        const struct rp_symbol_answer *mine = &told[it->asked_by[i]];

        contexts(share)[i].function = mine->function;
        contexts(share)[i].file = mine->file;
        contexts(share)[i].line = mine->line;
    }
    free(told);
    return status;
}

enum rp_status rp_symbols_tell(struct rp_symbols *symbols, struct rp_team *team,
                               struct rp_share *share, const struct rp_heap *heap,
                               struct rp_error *error)
{
    struct rp_rows rows = {.row_bytes = sizeof(struct numbered)};
    uint32_t *numbers = calloc(symbols->functions.count + 1, sizeof(*numbers));
    uint64_t total = 0;
    enum rp_status status = rp_team_agree(team, numbers ? RP_OK : RP_E_NOMEM, error);

    if (status == RP_OK)
        status = rp_unify_keys(team, &symbols->keys, numbers, &total, RP_OK, error);
    if (status == RP_OK)
        status = rp_team_agree(team, number_rows(symbols, heap, numbers, &rows), error);
    if (status == RP_OK)
        status = spread_functions(team, share, &rows, total, error);
    if (status == RP_OK)
        status = answer(symbols, team, share, heap, numbers, error);
    rp_rows_release(&rows);
    free(numbers);
    return status;
}

void rp_symbols_release(struct rp_symbols *symbols)
{
    rp_key_table_release(&symbols->addresses);
    rp_rows_release(&symbols->known);
    rp_key_table_release(&symbols->names);
    rp_mail_release(&symbols->questions);
    rp_rows_release(&symbols->answers);
    rp_rows_release(&symbols->functions);
    rp_rows_release(&symbols->keys);
    free(symbols->asked_by);
    symbols->asked_by = NULL;
}

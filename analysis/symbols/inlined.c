/* inlined.c: gives functions that the compiler put into others contexts of their own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/inlined.h"

#include <stddef.h>
#include <stdlib.h>

#include "analysis/symbols/resolve.h"
#include "analysis/team/text_gather.h"
#include "common/context_kind.h"

struct unfolding {
    struct rp_share *share;
    const struct rp_catalog *catalog;
    const struct rp_inlined_row *rows; /* sorted */
    size_t count;
};

/* ---- asking ---- */

static uint32_t resolver(const void *row, const void *team)
{
    return ((const struct rp_address *)row)->module %
           (uint32_t)((const struct rp_team *)team)->parallel.processes;
}

static bool is_code(const struct rp_share_context *context)
{
    return context->kind == RP_CONTEXT_CODE && context->module != RP_NO_ROW;
}

static enum rp_status gather_addresses(const struct rp_share *share,
                                       const struct rp_catalog *catalog, struct rp_rows *out)
{
    const struct rp_share_context *const contexts = share->contexts.rows;
    struct rp_key_table known = {0};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->contexts.count; i++) {
        if (!is_code(&contexts[i]))
            continue;
        const struct rp_address address = {.offset = contexts[i].offset,
                                           .module = catalog->module_numbers[contexts[i].module],
                                           .kind = RP_CONTEXT_CODE};
        const struct rp_key key = rp_key_of(&address, sizeof(address));
        uint32_t number = 0;

        status = rp_key_table_number(&known, &key, &number);
        if (status == RP_OK && number == out->count)
            status = rp_rows_add(out, &address);
    }
    rp_key_table_release(&known);
    return status;
}

/* Stores what is inlined at the addresses of all members. */
static enum rp_status ask(struct rp_symbols *symbols, struct rp_team *team, struct rp_share *share,
                          struct rp_catalog *catalog, struct rp_rows *all, struct rp_error *error)
{
    static const size_t texts[] = {offsetof(struct rp_inlined_row, name),
                                   offsetof(struct rp_inlined_row, file)};
    const struct rp_text_columns columns = {texts, 2};
    struct rp_rows addresses = {.row_bytes = sizeof(struct rp_address)};
    struct rp_rows own = {.row_bytes = sizeof(struct rp_inlined_row)};
    struct rp_mail mail = {0};
    enum rp_status status = gather_addresses(share, catalog, &addresses);
    const struct rp_letters letters = {.rows = addresses.rows,
                                       .row_bytes = sizeof(struct rp_address),
                                       .count = addresses.count,
                                       .owner = resolver,
                                       .context = team};

    status = rp_mail_send(&mail, team, &letters, status, error);
    if (status == RP_OK)
        status =
            rp_team_agree(team, rp_resolve_inlined(symbols, share, catalog, &mail, &own), error);
    if (status == RP_OK)
        status = rp_text_gather(team, &columns, &share->texts, &own, all, error);
    rp_mail_release(&mail);
    rp_rows_release(&own);
    rp_rows_release(&addresses);
    return status;
}

/* ---- finding ---- */

static int compare_places(const void *a, const void *b)
{
    const struct rp_inlined_row *left = a;
    const struct rp_inlined_row *right = b;

    if (left->module != right->module)
        return left->module < right->module ? -1 : 1;
    return left->offset == right->offset ? 0 : left->offset < right->offset ? -1 : 1;
}

static int compare_rows(const void *a, const void *b)
{
    const struct rp_inlined_row *left = a;
    const struct rp_inlined_row *right = b;
    const int order = compare_places(a, b);

    return order != 0 ? order : left->place < right->place ? -1 : left->place > right->place;
}

/* The rows of a context's address, from the outermost on. */
static size_t find_rows(const struct unfolding *it, const struct rp_share_context *context,
                        const struct rp_inlined_row **first)
{
    const struct rp_inlined_row wanted = {.offset = context->offset,
                                          .module = it->catalog->module_numbers[context->module]};
    const struct rp_inlined_row *const end = it->rows + it->count;
    const struct rp_inlined_row *row =
        bsearch(&wanted, it->rows, it->count, sizeof(wanted), compare_places);
    size_t count = 0;

    if (!row)
        return 0;
    row -= row->place; /* they are numbered */
    while (row + count < end && compare_places(row + count, &wanted) == 0)
        count++;
    *first = row;
    return count;
}

/* ---- unfolding ---- */

static enum rp_status add_context(struct rp_share *share, const struct rp_share_context *context,
                                  uint32_t *number)
{
    struct rp_share_context placed = *context;

    rp_share_place_context(share, &placed);
    *number = (uint32_t)share->contexts.count;
    return rp_rows_add(&share->contexts, &placed);
}

static enum rp_status inlined_context(struct rp_share *share, const struct rp_inlined_row *row,
                                      struct rp_share_context *out)
{
    const char *const name = rp_text_pool_at(&share->texts, row->name);
    const char *const file = rp_text_pool_at(&share->texts, row->file);
    uint32_t number = 0;
    const enum rp_status status = rp_share_name(share, name, file, row->line, &number);

    out->kind = RP_CONTEXT_INLINED;
    out->offset = number;
    return status;
}

/* The context goes to the outer end of the chain; its number and values stay at the inner end. */
static enum rp_status unfold(struct rp_share *share, uint32_t number,
                             const struct rp_inlined_row *rows, size_t count)
{
    struct rp_share_context next = ((struct rp_share_context *)share->contexts.rows)[number];
    const uint64_t values = next.values;
    enum rp_status status = RP_OK;

    next.values = 0;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        status = add_context(share, &next, &next.parent);
        if (status == RP_OK)
            status = inlined_context(share, &rows[i], &next);
    }
    next.values = values;
    rp_share_place_context(share, &next);
    ((struct rp_share_context *)share->contexts.rows)[number] = next;
    return status;
}

/* Parents come before their children, so their keys are known. */
static enum rp_status unfold_all(const struct unfolding *it)
{
    const size_t count = it->share->contexts.count;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct rp_share_context *const context =
            (struct rp_share_context *)it->share->contexts.rows + i;
        const struct rp_inlined_row *rows = NULL;
        const size_t inlined = is_code(context) ? find_rows(it, context, &rows) : 0;

        if (inlined > 0)
            status = unfold(it->share, (uint32_t)i, rows, inlined);
        else
            rp_share_place_context(it->share, context);
    }
    return status;
}

enum rp_status rp_inlined_unfold(struct rp_symbols *symbols, struct rp_team *team,
                                 struct rp_share *share, struct rp_catalog *catalog,
                                 struct rp_error *error)
{
    struct rp_rows all = {.row_bytes = sizeof(struct rp_inlined_row)};
    enum rp_status status = ask(symbols, team, share, catalog, &all, error);

    if (status == RP_OK && all.count > 0) {
        const struct unfolding it = {
            .share = share, .catalog = catalog, .rows = all.rows, .count = all.count};

        qsort(all.rows, all.count, sizeof(struct rp_inlined_row), compare_rows);
        status = rp_team_agree(team, unfold_all(&it), error);
    }
    rp_rows_release(&all);
    return status;
}

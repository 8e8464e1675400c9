/* resolve.c: answers the questions for symbols that came to this member.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/symbols/demangle.h"
#include "analysis/symbols/symbolize.h"
#include "analysis/team/unify.h"
#include "common/context_kind.h"

struct asked {
    struct rp_address address;
    size_t place;
};

struct resolving {
    struct rp_symbols *symbols;
    struct rp_share *share;
    struct rp_catalog *catalog;
    struct rp_symbolizer *symbolizer;
    uint32_t module; /* that is open */
};

/* ---- contexts that are no code ---- */

/* What tells of a context by name; NULL when its kind says all. */
static const struct rp_share_name *name_of(const struct resolving *it,
                                           const struct rp_address *address)
{
    const struct rp_share_name *names = it->catalog->names.rows;
    const bool named = rp_context_is_named(address->kind);

    return named && address->offset < it->catalog->names.count ? &names[address->offset] : NULL;
}

static const char *kind_text(uint32_t kind)
{
    static const char *const texts[RP_CONTEXT_KIND_COUNT] = {
#define RP_RESOLVE_TEXT(name, value, text) [value] = text,
        RP_CONTEXT_KIND_LIST(RP_RESOLVE_TEXT)
#undef RP_RESOLVE_TEXT
    };

    if (kind == RP_CONTEXT_CODE)
        return "[code outside of all files]";
    return kind < RP_CONTEXT_KIND_COUNT && texts[kind] ? texts[kind] : "[unknown kind]";
}

static struct rp_symbol symbol_of(const struct resolving *it, const struct rp_address *address)
{
    const struct rp_share_name *name = name_of(it, address);
    const struct rp_text_pool *texts = &it->share->texts;
    struct rp_symbol symbol = {.name = kind_text(address->kind),
                               .linkage = "",
                               .file = "",
                               .function_file = "",
                               .resolved = address->kind != RP_CONTEXT_CODE};

    if (name) {
        symbol.name = symbol.linkage = rp_text_pool_at(texts, name->text);
        symbol.file = symbol.function_file = rp_text_pool_at(texts, name->file);
        symbol.line = name->line;
    }
    return symbol;
}

/* ---- functions ---- */

static struct rp_key function_key(const struct resolving *it, const struct rp_symbol *symbol,
                                  uint32_t module)
{
    const char *name = symbol->resolved ? symbol->linkage : symbol->name;
    struct {
        struct rp_key module; /* without one: the file */
        struct rp_key name;
        uint64_t start;
        uint64_t resolved;
    } content = {.name = rp_key_of(name, strlen(name)),
                 .start = symbol->start,
                 .resolved = symbol->resolved};

    if (module != RP_NO_ROW)
        content.module = ((const struct rp_share_module *)it->catalog->modules.rows)[module].key;
    else
        content.module = rp_key_of(symbol->function_file, strlen(symbol->function_file));
    return rp_key_of(&content, sizeof(content));
}

static enum rp_status add_text(struct resolving *it, const char *text, uint32_t *out)
{
    const enum rp_status status = rp_text_pool_add(&it->share->texts, text, out);

    if (status == RP_OK)
        rp_text_pool_use(&it->share->texts, *out);
    return status;
}

static enum rp_status add_function(struct resolving *it, const struct rp_symbol *symbol,
                                   const struct rp_key *key, uint32_t module)
{
    const struct rp_level_key level_key = {.key = *key};
    struct rp_cluster_function row = {
        .module = module, .line = symbol->function_line, .resolved = symbol->resolved};
    enum rp_status status = add_text(it, symbol->name, &row.name);

    if (status == RP_OK)
        status = add_text(it, symbol->linkage, &row.linkage_name);
    if (status == RP_OK)
        status = add_text(it, symbol->function_file, &row.file);
    if (status == RP_OK)
        status = rp_rows_add(&it->symbols->functions, &row);
    return status == RP_OK ? rp_rows_add(&it->symbols->keys, &level_key) : status;
}

static enum rp_status take(struct resolving *it, const struct rp_symbol *symbol, uint32_t module,
                           struct rp_symbol_answer *out)
{
    const struct rp_key key = function_key(it, symbol, module);
    enum rp_status status = rp_key_table_number(&it->symbols->names, &key, &out->function);

    if (status == RP_OK && out->function == it->symbols->functions.count)
        status = add_function(it, symbol, &key, module);
    out->line = symbol->line;
    return status == RP_OK ? add_text(it, symbol->file, &out->file) : status;
}

/* ---- modules ---- */

static enum rp_status open_module(struct resolving *it, uint32_t module)
{
    const struct rp_share_module *row =
        (const struct rp_share_module *)it->catalog->modules.rows + module;
    const struct rp_text_pool *texts = &it->share->texts;
    enum rp_status status = RP_OK;

    rp_symbolizer_close(it->symbolizer);
    it->symbolizer = NULL;
    status = rp_symbolizer_open(&it->symbolizer, rp_text_pool_at(texts, row->path),
                                rp_text_pool_at(texts, row->build_id));
    if (status == RP_OK) {
        it->module = module;
        it->catalog->symbols[module] = (uint16_t)rp_symbolizer_state(it->symbolizer);
    }
    return status;
}

/*
 * The driver knows kernels, and debug information what is inlined, by their names for linkers. The
 * name for people is new to the pool in which the other texts lie, which moves when it grows.
 */
static enum rp_status look_up_name(struct resolving *it, const struct rp_address *address,
                                   struct rp_symbol_answer *out)
{
    struct rp_symbol symbol = symbol_of(it, address);
    char *const name = rp_demangle(symbol.name);
    char *const linkage = strdup(symbol.linkage);
    char *const file = strdup(symbol.file);
    enum rp_status status = RP_E_NOMEM;

    symbol.name = name;
    symbol.linkage = linkage;
    symbol.file = symbol.function_file = file;
    if (name && linkage && file)
        status = take(it, &symbol, address->module, out);
    free(name);
    free(linkage);
    free(file);
    return status;
}

static enum rp_status look_up(struct resolving *it, const struct rp_address *address,
                              struct rp_symbol_answer *out)
{
    struct rp_symbol symbol = symbol_of(it, address);
    enum rp_status status = RP_OK;

    if (address->kind == RP_CONTEXT_GPU || address->kind == RP_CONTEXT_INLINED)
        return look_up_name(it, address, out);
    if (address->module == RP_NO_ROW || address->kind != RP_CONTEXT_CODE)
        return take(it, &symbol, RP_NO_ROW, out);
    if (!it->symbolizer || it->module != address->module)
        status = open_module(it, address->module);
    if (status == RP_OK)
        status = rp_symbolizer_find(it->symbolizer, address->offset, &symbol);
    return status == RP_OK ? take(it, &symbol, address->module, out) : status;
}

/* Each address is looked up once, whoever asks and whenever. */
static enum rp_status answer_one(struct resolving *it, const struct rp_address *address,
                                 struct rp_symbol_answer *out)
{
    struct rp_rows *const known = &it->symbols->known;
    const struct rp_key key = rp_key_of(address, sizeof(*address));
    uint32_t number = 0;
    enum rp_status status = rp_key_table_number(&it->symbols->addresses, &key, &number);

    if (status == RP_OK && number < known->count) {
        *out = ((const struct rp_symbol_answer *)known->rows)[number];
        return RP_OK;
    }
    if (status == RP_OK)
        status = look_up(it, address, out);
    return status == RP_OK ? rp_rows_add(known, out) : status;
}

/* Modules without a question are looked at too: /modules tells the state of each. */
static enum rp_status look_at_unasked(struct resolving *it, const struct rp_team *team)
{
    enum rp_status status = RP_OK;

    for (size_t i = (size_t)team->parallel.process;
         status == RP_OK && i < it->catalog->modules.count; i += (size_t)team->parallel.processes) {
        if (it->catalog->symbols[i] == 0)
            status = open_module(it, (uint32_t)i);
    }
    return status;
}

/* ---- all questions ---- */

static int compare_asked(const void *a, const void *b)
{
    const struct rp_address *left = &((const struct asked *)a)->address;
    const struct rp_address *right = &((const struct asked *)b)->address;

    if (left->module != right->module)
        return left->module < right->module ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->offset == right->offset ? 0 : left->offset < right->offset ? -1 : 1;
}

static struct asked *sort_questions(const struct rp_mail *questions)
{
    const struct rp_address *addresses = questions->rows;
    struct asked *asked = calloc(questions->count + 1, sizeof(*asked));

    if (!asked)
        return NULL;
    for (size_t i = 0; i < questions->count; i++)
        asked[i] = (struct asked){.address = addresses[i], .place = i};
    qsort(asked, questions->count, sizeof(*asked), compare_asked);
    return asked;
}

static enum rp_status answer_all(struct resolving *it, const struct asked *asked, size_t count)
{
    enum rp_status status = RP_OK;
    void *answers = NULL;

    if (rp_rows_extend(&it->symbols->answers, count, &answers) != RP_OK)
        return RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < count; i++)
        status =
            answer_one(it, &asked[i].address, (struct rp_symbol_answer *)answers + asked[i].place);
    return status;
}

enum rp_status rp_resolve(struct rp_symbols *symbols, const struct rp_team *team,
                          struct rp_share *share, struct rp_catalog *catalog)
{
    struct resolving it = {.symbols = symbols, .share = share, .catalog = catalog};
    struct asked *asked = sort_questions(&symbols->questions);
    enum rp_status status = asked ? answer_all(&it, asked, symbols->questions.count) : RP_E_NOMEM;

    if (status == RP_OK)
        status = look_at_unasked(&it, team);
    rp_symbolizer_close(it.symbolizer);
    free(asked);
    return status;
}

/* ---- inlined functions ---- */

static enum rp_status add_inlined(struct resolving *it, const struct rp_address *address,
                                  struct rp_rows *out)
{
    struct rp_inlined found[RP_MOST_INLINED];
    size_t count = 0;
    enum rp_status status = rp_symbolizer_inlined(it->symbolizer, address->offset, found, &count);

    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct rp_inlined_row row = {.offset = address->offset,
                                     .module = address->module,
                                     .place = (uint32_t)i,
                                     .line = found[i].line};

        status = rp_text_pool_add(&it->share->texts, found[i].name, &row.name);
        if (status == RP_OK)
            status = rp_text_pool_add(&it->share->texts, found[i].file, &row.file);
        if (status == RP_OK)
            status = rp_rows_add(out, &row);
    }
    return status;
}

enum rp_status rp_resolve_inlined(struct rp_symbols *symbols, struct rp_share *share,
                                  struct rp_catalog *catalog, const struct rp_mail *questions,
                                  struct rp_rows *out)
{
    struct resolving it = {.symbols = symbols, .share = share, .catalog = catalog};
    struct asked *asked = sort_questions(questions);
    enum rp_status status = asked ? RP_OK : RP_E_NOMEM;
    struct rp_symbol_answer answer;

    for (size_t i = 0; status == RP_OK && i < questions->count; i++) {
        if (i > 0 && compare_asked(&asked[i - 1], &asked[i]) == 0)
            continue;
        status = answer_one(&it, &asked[i].address, &answer);
        if (status == RP_OK)
            status = add_inlined(&it, &asked[i].address, out);
    }
    rp_symbolizer_close(it.symbolizer);
    free(asked);
    return status;
}

/* stack_names.c: the names of calling contexts of rank files, looked up in the modules' own files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/stack_names.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/symbols/symbolize.h"
#include "common/context_kind.h"

struct module {
    char *path, *build_id;
    struct rp_symbolizer *symbolizer;
};

void rp_stack_names_init(struct rp_stack_names *names)
{
    *names = (struct rp_stack_names){.modules = {.row_bytes = sizeof(struct module)}};
}

void rp_stack_names_release(struct rp_stack_names *names)
{
    struct module *const modules = names->modules.rows;

    for (size_t i = 0; i < names->modules.count; i++) {
        rp_symbolizer_close(modules[i].symbolizer);
        free(modules[i].path);
        free(modules[i].build_id);
    }
    rp_rows_release(&names->modules);
}

static enum rp_status open_module(struct rp_stack_names *names, const char *path,
                                  const char *build_id, struct rp_symbolizer **out)
{
    struct module made = {.path = strdup(path), .build_id = strdup(build_id)};
    enum rp_status status = made.path && made.build_id ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK)
        status = rp_symbolizer_open(&made.symbolizer, path, build_id);
    if (status == RP_OK)
        status = rp_rows_add(&names->modules, &made);
    if (status != RP_OK) {
        rp_symbolizer_close(made.symbolizer);
        free(made.path);
        free(made.build_id);
        return status;
    }
    *out = made.symbolizer;
    return RP_OK;
}

static enum rp_status find_module(struct rp_stack_names *names, const struct rp_rank_file *file,
                                  uint32_t row, struct rp_symbolizer **out)
{
    const struct module *const modules = names->modules.rows;
    const char *const path = rp_rank_file_text(file, file->modules[row].path);
    const char *const build_id = rp_rank_file_text(file, file->modules[row].build_id);

    for (size_t i = 0; i < names->modules.count; i++) {
        if (strcmp(modules[i].build_id, build_id) == 0 && strcmp(modules[i].path, path) == 0) {
            *out = modules[i].symbolizer;
            return RP_OK;
        }
    }
    return open_module(names, path, build_id, out);
}

static const char *text_of_kind(uint16_t kind)
{
    static const char *const texts[RP_CONTEXT_KIND_COUNT] = {
#define TEXT(name, value, text) [name] = text,
        RP_CONTEXT_KIND_LIST(TEXT)
#undef TEXT
    };

    return kind < RP_CONTEXT_KIND_COUNT && texts[kind] ? texts[kind] : "?";
}

enum rp_status rp_stack_names_find(struct rp_stack_names *names, const struct rp_rank_file *file,
                                   uint32_t context, const char **out)
{
    const struct rp_rank_context *const row = &file->contexts[context];
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;
    enum rp_status status;

    if (rp_context_is_named(row->kind)) {
        *out = rp_rank_file_text(file, (uint32_t)row->offset);
        return RP_OK;
    }
    if (row->kind != RP_CONTEXT_CODE || row->module >= file->module_count) {
        *out = row->kind == RP_CONTEXT_CODE ? "[unknown code]" : text_of_kind(row->kind);
        return RP_OK;
    }
    status = find_module(names, file, row->module, &symbolizer);
    if (status == RP_OK)
        status = rp_symbolizer_find(symbolizer, row->offset, &symbol);
    if (status == RP_OK)
        *out = symbol.name;
    return status;
}

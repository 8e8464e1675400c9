/* symbolize.c: names the functions and source lines of one module.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/symbolize.h"

#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/symbols/demangle.h"
#include "analysis/symbols/elf_file.h"
#include "analysis/symbols/frame_table.h"
#include "analysis/symbols/function_table.h"
#include "analysis/symbols/inline_table.h"
#include "analysis/symbols/line_table.h"

#define DEBUG_ROOT "/usr/lib/debug"

struct rp_symbolizer {
    char *path;
    enum rp_module_symbols state;
    struct rp_elf_file file;
    struct rp_elf_file debug; /* the separate one, when there is one */
    struct rp_rows functions;
    struct rp_frame_table frames;
    Dwarf *dwarf;
    struct rp_rows lines;
    struct rp_rows inlines;
    bool lines_read;
    char *name; /* of the last answer */
};

/* ---- opening ---- */

/* The first of the symbol tables that there is, from the fullest on. */
static enum rp_status read_functions(struct rp_symbolizer *it)
{
    Elf *const files[] = {it->debug.elf, it->file.elf, it->file.elf};
    static const uint32_t types[] = {SHT_SYMTAB, SHT_SYMTAB, SHT_DYNSYM};
    enum rp_status status = RP_OK;

    it->functions.row_bytes = sizeof(struct rp_function);
    for (size_t i = 0; status == RP_OK && it->functions.count == 0 && i < 3; i++) {
        if (files[i])
            status = rp_functions_add_symbols(&it->functions, files[i], types[i]);
        if (it->functions.count > 0)
            it->state = types[i] == SHT_SYMTAB ? RP_SYMBOLS_TABLE : RP_SYMBOLS_DYNAMIC;
    }
    if (status == RP_OK)
        status = rp_functions_add_stubs(&it->functions, it->file.elf);
    rp_functions_sort(&it->functions);
    return status;
}

/* The file with line tables, or NULL. */
static Elf *file_with_lines(const struct rp_symbolizer *it)
{
    Elf *const files[] = {it->file.elf, it->debug.elf};

    for (size_t i = 0; i < 2; i++) {
        GElf_Shdr header;

        if (files[i] && (rp_elf_section(files[i], ".debug_line", &header) ||
                         rp_elf_section(files[i], ".zdebug_line", &header)))
            return files[i];
    }
    return NULL;
}

/* Only when a line is asked for, as most modules are never asked. */
static enum rp_status read_lines(struct rp_symbolizer *it)
{
    Elf *file = it->lines_read ? NULL : file_with_lines(it);
    enum rp_status status = RP_OK;

    it->lines_read = true;
    if (file)
        it->dwarf = dwarf_begin_elf(file, DWARF_C_READ, NULL);
    if (!it->dwarf || !file)
        return RP_OK;
    status = rp_lines_init(&it->lines, it->dwarf, it->file.elf);
    return status == RP_OK ? rp_inlines_init(&it->inlines, it->dwarf, it->file.elf) : status;
}

/* Debug information is asked for only where there is none yet, as it may come over a network. */
static void open_debug(struct rp_symbolizer *it, const char *build_id)
{
    if (!file_with_lines(it))
        rp_elf_open_debug(&it->debug, DEBUG_ROOT, build_id);
}

static enum rp_status read_module(struct rp_symbolizer *it, const char *path, const char *build_id)
{
    static const enum rp_module_symbols states[] = {
        [RP_ELF_OPEN] = RP_SYMBOLS_DYNAMIC,
        [RP_ELF_NO_FILE] = RP_SYMBOLS_NO_FILE,
        [RP_ELF_OTHER_BUILD] = RP_SYMBOLS_OTHER_FILE,
    };
    enum rp_status status = RP_OK;

    it->path = strdup(path);
    if (!it->path)
        return RP_E_NOMEM;
    it->state = states[rp_elf_open(&it->file, path, build_id)];
    if (!it->file.elf)
        return RP_OK;
    open_debug(it, build_id);
    rp_frame_table_init(&it->frames, it->file.elf);
    status = read_functions(it);
    if (file_with_lines(it))
        it->state = RP_SYMBOLS_DEBUG;
    return status;
}

enum rp_status rp_symbolizer_open(struct rp_symbolizer **out, const char *path,
                                  const char *build_id)
{
    struct rp_symbolizer *it = calloc(1, sizeof(*it));
    const enum rp_status status = it ? read_module(it, path, build_id) : RP_E_NOMEM;

    if (status == RP_OK)
        *out = it;
    else
        rp_symbolizer_close(it);
    return status;
}

void rp_symbolizer_close(struct rp_symbolizer *symbolizer)
{
    if (!symbolizer)
        return;
    rp_rows_release(&symbolizer->functions);
    rp_rows_release(&symbolizer->lines);
    rp_rows_release(&symbolizer->inlines);
    dwarf_end(symbolizer->dwarf);
    rp_elf_close(&symbolizer->debug);
    rp_elf_close(&symbolizer->file);
    free(symbolizer->name);
    free(symbolizer->path);
    free(symbolizer);
}

enum rp_module_symbols rp_symbolizer_state(const struct rp_symbolizer *symbolizer)
{
    return symbolizer->state;
}

/* ---- finding ---- */

/* What the kernel maps into each process; its names do not name a file. */
static bool is_vdso(const char *file)
{
    return strcmp(file, "[vdso]") == 0 || strncmp(file, "linux-vdso", 10) == 0 ||
           strncmp(file, "linux-gate", 10) == 0;
}

/* "mod.so!0x1200" for the function that begins there; "[mod.so]" when not even that is known. */
static char *name_by_module(const struct rp_symbolizer *it, uint64_t address, uint64_t *start)
{
    const char *slash = strrchr(it->path, '/');
    const char *file = slash ? slash + 1 : it->path;
    char *name = NULL;
    int length = 0;

    *start = 0;
    if (rp_frame_table_find(&it->frames, address, start))
        length = asprintf(&name, "%s!0x%llx", file, (unsigned long long)*start);
    else if (is_vdso(file))
        length = asprintf(&name, "[vdso]");
    else
        length = asprintf(&name, "[%s]", file);
    return length < 0 ? NULL : name;
}

static char *name_by_symbol(const struct rp_function *function)
{
    char *name = rp_demangle(function->name);
    char *stub = NULL;

    if (!name || !function->call_stub)
        return name;
    if (asprintf(&stub, "%s@plt", name) < 0)
        stub = NULL;
    free(name);
    return stub;
}

/* Where the function itself is: what is inlined there stands on lines of its own. */
static void find_line(const struct rp_symbolizer *it, uint64_t address, struct rp_symbol *found)
{
    const struct rp_inline *inlined = rp_inlines_find(&it->inlines, address);

    if (!inlined) {
        rp_lines_find(&it->lines, address, &found->file, &found->line);
        return;
    }
    while (inlined->outer > 0)
        inlined = rp_inlines_outer(&it->inlines, inlined);
    found->file = inlined->call_file;
    found->line = inlined->call_line;
}

enum rp_status rp_symbolizer_find(struct rp_symbolizer *symbolizer, uint64_t address,
                                  struct rp_symbol *out)
{
    const struct rp_function *function = rp_functions_find(&symbolizer->functions, address);
    struct rp_symbol found = {.linkage = "", .file = "", .function_file = ""};

    free(symbolizer->name);
    symbolizer->name = NULL;
    if (read_lines(symbolizer) != RP_OK)
        return RP_E_NOMEM;
    if (function) {
        symbolizer->name = name_by_symbol(function);
        found.linkage = function->name;
        found.start = function->start;
        found.resolved = true;
    } else {
        symbolizer->name = name_by_module(symbolizer, address, &found.start);
    }
    if (!symbolizer->name)
        return RP_E_NOMEM;
    found.name = symbolizer->name;
    find_line(symbolizer, address, &found);
    if (found.start != 0)
        rp_lines_find_heading(&symbolizer->lines, symbolizer->dwarf, found.start,
                              &found.function_file, &found.function_line);
    *out = found;
    return RP_OK;
}

enum rp_status rp_symbolizer_inlined(struct rp_symbolizer *symbolizer, uint64_t address,
                                     struct rp_inlined *out, size_t *count)
{
    const enum rp_status status = read_lines(symbolizer);
    const struct rp_inline *it = rp_inlines_find(&symbolizer->inlines, address);
    struct rp_inlined place = {.file = ""};
    size_t found = 0;

    rp_lines_find(&symbolizer->lines, address, &place.file, &place.line);
    for (; it && found < RP_MOST_INLINED; it = rp_inlines_outer(&symbolizer->inlines, it)) {
        place.name = it->name;
        out[found++] = place;
        place = (struct rp_inlined){.file = it->call_file, .line = it->call_line};
    }
    for (size_t i = 0; i < found / 2; i++) { /* met from inside to outside */
        const struct rp_inlined inner = out[i];

        out[i] = out[found - 1 - i];
        out[found - 1 - i] = inner;
    }
    *count = found;
    return status;
}

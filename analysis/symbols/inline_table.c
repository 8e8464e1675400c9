/* inline_table.c: which functions the compiler put into others, by address, from debug information.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One walk over all entries of a module: asked address by address, libdw would walk the unit each
 * time (4 ms an address in a binary of 49 MB, where this walk takes 0.4 s in all).
 */
#include "analysis/symbols/inline_table.h"

#include <dwarf.h>
#include <stdlib.h>

#include "analysis/symbols/elf_file.h"
#include "analysis/team/key.h"

#define DEEPEST 200u /* of nested entries: beyond is damage */

struct walk {
    struct rp_rows *inlines;
    struct rp_key_table seen; /* functions, by their code */
    Elf *elf;
    Dwarf_Files *files; /* of the unit */
};

/* ---- one entry ---- */

static const char *name_of(Dwarf_Die *die)
{
    static const unsigned names[] = {DW_AT_linkage_name, DW_AT_MIPS_linkage_name};
    const char *name = NULL;
    Dwarf_Attribute attribute;

    for (size_t i = 0; !name && i < 2; i++)
        name = dwarf_formstring(dwarf_attr_integrate(die, names[i], &attribute));
    if (!name)
        name = dwarf_diename(die);
    return name ? name : "[inlined]";
}

static uint32_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;

    return dwarf_formudata(dwarf_attr(die, name, &attribute), &number) == 0 ? (uint32_t)number : 0;
}

static const char *call_file(const struct walk *walk, Dwarf_Die *die)
{
    const uint32_t number = number_of(die, DW_AT_call_file);
    const char *const name =
        walk->files && number > 0 ? dwarf_filesrc(walk->files, number, NULL, NULL) : NULL;

    return name ? name : "";
}

static enum rp_status add_inlined(const struct walk *walk, Dwarf_Die *die)
{
    struct rp_inline row = {.name = name_of(die),
                            .call_file = call_file(walk, die),
                            .call_line = number_of(die, DW_AT_call_line)};
    enum rp_status status = RP_OK;
    Dwarf_Addr base = 0;
    ptrdiff_t at = 0;

    while (status == RP_OK && (at = dwarf_ranges(die, at, &base, &row.start, &row.end)) > 0) {
        if (row.start < row.end)
            status = rp_rows_add(walk->inlines, &row);
    }
    return status;
}

/*
 * The linker keeps one copy of a function that several units have, and leaves the others' entries
 * pointing to it, or to 0: the first one that is code counts.
 */
static enum rp_status is_new_code(struct walk *walk, Dwarf_Die *function, bool *out)
{
    Dwarf_Addr code[2] = {0, 0};
    Dwarf_Addr base = 0;
    const uint32_t before = walk->seen.count;
    enum rp_status status = RP_OK;
    uint32_t number = 0;

    *out = false;
    if (dwarf_ranges(function, 0, &base, &code[0], &code[1]) <= 0 || code[0] == 0 ||
        !rp_elf_is_code(walk->elf, code[0]))
        return RP_OK;
    const struct rp_key key = rp_key_of(code, sizeof(code));

    status = rp_key_table_number(&walk->seen, &key, &number);
    *out = status == RP_OK && number == before;
    return status;
}

/* ---- all entries ---- */

/* Is code to be found below an entry? What a function inlines comes before what is in that. */
static enum rp_status visit(struct walk *walk, Dwarf_Die *die, bool *descend)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_inlined_subroutine:
        *descend = true;
        return add_inlined(walk, die);
    case DW_TAG_subprogram:
        return is_new_code(walk, die, descend);
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
        *descend = true;
        return RP_OK;
    default:
        *descend = false;
        return RP_OK;
    }
}

static enum rp_status walk_below(struct walk *walk, Dwarf_Die *parent)
{
    Dwarf_Die path[DEEPEST];
    size_t depth = 0;
    int more = dwarf_child(parent, &path[0]);
    enum rp_status status = RP_OK;

    while (status == RP_OK) {
        bool descend = false;

        while (more != 0 && depth > 0) /* all of this level is done */
            more = dwarf_siblingof(&path[depth - 1], &path[depth - 1]), depth--;
        if (more != 0)
            return RP_OK;
        status = visit(walk, &path[depth], &descend);
        if (descend && depth + 1 < DEEPEST && dwarf_child(&path[depth], &path[depth + 1]) == 0)
            depth++;
        else
            more = dwarf_siblingof(&path[depth], &path[depth]);
    }
    return status;
}

/* From outside to inside where several begin at the same place. */
static int compare_inlines(const void *a, const void *b)
{
    const struct rp_inline *const left = *(const struct rp_inline *const *)a;
    const struct rp_inline *const right = *(const struct rp_inline *const *)b;

    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    if (left->end != right->end)
        return left->end > right->end ? -1 : 1;
    return left < right ? -1 : left > right; /* as they were met */
}

/* Ranges of inlined code lie within one another or apart. */
static void find_outer(struct rp_inline *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t outer = (uint32_t)i;

        while (outer > 0 && rows[outer - 1].end < rows[i].end)
            outer = rows[outer - 1].outer;
        rows[i].outer = outer;
    }
}

static enum rp_status sort(struct rp_rows *inlines)
{
    const struct rp_inline *const rows = inlines->rows;
    const struct rp_inline **const order = calloc(inlines->count + 1, sizeof(const void *));
    struct rp_inline *const sorted = calloc(inlines->count + 1, sizeof(*sorted));

    if (!order || !sorted) {
        free((void *)order);
        free(sorted);
        return RP_E_NOMEM;
    }
    for (size_t i = 0; i < inlines->count; i++)
        order[i] = &rows[i];
    qsort((void *)order, inlines->count, sizeof(const void *), compare_inlines);
    for (size_t i = 0; i < inlines->count; i++)
        sorted[i] = *order[i];
    find_outer(sorted, inlines->count);
    free((void *)order);
    free(inlines->rows);
    inlines->rows = sorted;
    inlines->capacity = inlines->count + 1;
    return RP_OK;
}

enum rp_status rp_inlines_init(struct rp_rows *inlines, Dwarf *dwarf, Elf *elf)
{
    struct walk walk = {.inlines = inlines, .elf = elf};
    enum rp_status status = RP_OK;
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t type = 0;

    *inlines = (struct rp_rows){.row_bytes = sizeof(struct rp_inline)};
    while (status == RP_OK && dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, NULL) == 0) {
        if (type != DW_UT_compile)
            continue;
        if (dwarf_getsrcfiles(&die, &walk.files, NULL) != 0)
            walk.files = NULL;
        status = walk_below(&walk, &die);
    }
    rp_key_table_release(&walk.seen);
    return status == RP_OK ? sort(inlines) : status;
}

/* ---- finding ---- */

const struct rp_inline *rp_inlines_outer(const struct rp_rows *inlines, const struct rp_inline *it)
{
    return it->outer > 0 ? (const struct rp_inline *)inlines->rows + it->outer - 1 : NULL;
}

const struct rp_inline *rp_inlines_find(const struct rp_rows *inlines, uint64_t address)
{
    const struct rp_inline *const rows = inlines->rows;
    const struct rp_inline *found = NULL;
    size_t low = 0;
    size_t high = inlines->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rows[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    found = low > 0 ? &rows[low - 1] : NULL;
    while (found && found->end <= address)
        found = rp_inlines_outer(inlines, found);
    return found;
}

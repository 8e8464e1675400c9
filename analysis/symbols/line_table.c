/* line_table.c: the source lines of a module by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/line_table.h"

#include <dwarf.h>
#include <stdlib.h>

#include "analysis/symbols/elf_file.h"

struct line {
    uint64_t address;
    uint64_t unit;   /* place of its DIE */
    Dwarf_Line *it;  /* NULL: no line from here on */
    uint32_t number; /* in the unit */
};

/*
 * Sequences of functions that the linker dropped begin at 0 or in no code at all: they would lie
 * about other functions.
 */
static enum rp_status add_unit(struct rp_rows *lines, Dwarf_Die *unit, Elf *elf)
{
    Dwarf_Lines *rows = NULL;
    size_t count = 0;
    bool begins = true;
    bool keep = false;
    enum rp_status status = RP_OK;

    if (dwarf_getsrclines(unit, &rows, &count) != 0)
        return RP_OK;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct line line = {
            .unit = dwarf_dieoffset(unit), .number = (uint32_t)i, .it = dwarf_onesrcline(rows, i)};
        bool ends = false;

        if (dwarf_lineaddr(line.it, &line.address) != 0 ||
            dwarf_lineendsequence(line.it, &ends) != 0)
            continue;
        if (begins)
            keep = line.address != 0 && rp_elf_is_code(elf, line.address);
        begins = ends;
        if (ends)
            line.it = NULL;
        if (keep)
            status = rp_rows_add(lines, &line);
    }
    return status;
}

static int compare_lines(const void *a, const void *b)
{
    const struct line *left = a;
    const struct line *right = b;

    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    if (!left->it != !right->it) /* the end of one sequence, then the begin of the next */
        return left->it ? 1 : -1;
    if (left->unit != right->unit) /* of copies of a function, the first unit's is found */
        return left->unit > right->unit ? -1 : 1;
    return left->number == right->number ? 0 : left->number < right->number ? -1 : 1;
}

enum rp_status rp_lines_init(struct rp_rows *lines, Dwarf *dwarf, Elf *elf)
{
    enum rp_status status = RP_OK;
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t type = 0;

    *lines = (struct rp_rows){.row_bytes = sizeof(struct line)};
    while (status == RP_OK && dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, NULL) == 0) {
        if (type == DW_UT_compile || type == DW_UT_skeleton)
            status = add_unit(lines, &die, elf);
    }
    if (status == RP_OK && lines->count > 0)
        qsort(lines->rows, lines->count, sizeof(struct line), compare_lines);
    return status;
}

/* The number + 1 of the last row at or before `address`; 0: there is none. */
static size_t last_before(const struct rp_rows *lines, uint64_t address)
{
    const struct line *rows = lines->rows;
    size_t low = 0;
    size_t high = lines->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rows[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool tell(Dwarf_Line *it, const char **file, uint32_t *line)
{
    const char *name = it ? dwarf_linesrc(it, NULL, NULL) : NULL;
    int number = 0;

    if (!name || dwarf_lineno(it, &number) != 0 || number <= 0)
        return false;
    *file = name;
    *line = (uint32_t)number;
    return true;
}

bool rp_lines_find(const struct rp_rows *lines, uint64_t address, const char **file, uint32_t *line)
{
    const size_t number = last_before(lines, address);

    return number > 0 && tell(((const struct line *)lines->rows)[number - 1].it, file, line);
}

/* ---- headings ---- */

struct heading {
    uint64_t start;
    const char *file;
    int line;
};

static int look_at_function(Dwarf_Die *function, void *context)
{
    struct heading *heading = context;
    Dwarf_Addr low = 0;

    if (dwarf_lowpc(function, &low) != 0 || low != heading->start)
        return DWARF_CB_OK;
    heading->file = dwarf_decl_file(function);
    if (!heading->file || dwarf_decl_line(function, &heading->line) != 0)
        heading->line = 0;
    return DWARF_CB_ABORT;
}

/* Of several rows at a function's start the first is nearest to its heading. */
static const struct line *first_row_at(const struct rp_rows *lines, uint64_t start)
{
    const struct line *rows = lines->rows;
    size_t number = last_before(lines, start);

    if (number == 0 || rows[number - 1].address != start || !rows[number - 1].it)
        return NULL;
    while (number > 1 && rows[number - 2].address == start && rows[number - 2].it &&
           rows[number - 2].unit == rows[number - 1].unit)
        number--;
    return &rows[number - 1];
}

bool rp_lines_find_heading(const struct rp_rows *lines, Dwarf *dwarf, uint64_t start,
                           const char **file, uint32_t *line)
{
    const struct line *row = first_row_at(lines, start);
    struct heading heading = {.start = start};
    Dwarf_Die unit;

    if (!row)
        return false;
    if (dwarf_offdie(dwarf, row->unit, &unit))
        dwarf_getfuncs(&unit, look_at_function, &heading, 0);
    if (heading.line <= 0)
        return tell(row->it, file, line);
    *file = heading.file;
    *line = (uint32_t)heading.line;
    return true;
}

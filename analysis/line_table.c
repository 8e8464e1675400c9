/* line_table.c: the source lines of a module by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/line_table.h"

#include <dwarf.h>
#include <stdlib.h>

#include "analysis/elf_file.h"

struct line {
    uint64_t address;
    uint32_t unit;   /* rows of an earlier unit, and of it earlier rows, come first */
    uint32_t number; /* in the unit */
    Dwarf_Line *it;  /* NULL: no line from here on */
};

/*
 * Sequences of functions that the linker dropped begin at 0 or in no code at all: they would lie
 * about other functions.
 */
static enum rp_status add_unit(struct rp_rows *lines, Dwarf_Die *unit, uint32_t number, Elf *elf)
{
    Dwarf_Lines *rows = NULL;
    size_t count = 0;
    bool begins = true;
    bool keep = false;
    enum rp_status status = RP_OK;

    if (dwarf_getsrclines(unit, &rows, &count) != 0)
        return RP_OK;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct line line = {.unit = number, .number = (uint32_t)i, .it = dwarf_onesrcline(rows, i)};
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
    for (uint32_t number = 0;
         status == RP_OK && dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, NULL) == 0;
         number++) {
        if (type == DW_UT_compile || type == DW_UT_skeleton)
            status = add_unit(lines, &die, number, elf);
    }
    if (status == RP_OK && lines->count > 0)
        qsort(lines->rows, lines->count, sizeof(struct line), compare_lines);
    return status;
}

bool rp_lines_find(const struct rp_rows *lines, uint64_t address, const char **file, uint32_t *line)
{
    const struct line *rows = lines->rows;
    size_t low = 0;
    size_t high = lines->count;
    const char *name = NULL;
    int number = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rows[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || !rows[low - 1].it)
        return false;
    name = dwarf_linesrc(rows[low - 1].it, NULL, NULL);
    if (!name || dwarf_lineno(rows[low - 1].it, &number) != 0 || number <= 0)
        return false;
    *file = name;
    *line = (uint32_t)number;
    return true;
}

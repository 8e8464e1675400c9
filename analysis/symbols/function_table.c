/* function_table.c: the functions of a module by address, from its symbol tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/function_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/symbols/elf_file.h"

/* ---- filling ---- */

/* As perf does: a name with a size, a strong one, a global one. */
static uint8_t rank_of(const GElf_Sym *symbol)
{
    const unsigned char binding = GELF_ST_BIND(symbol->st_info);

    return (uint8_t)((symbol->st_size == 0 ? 4 : 0) + (binding == STB_WEAK ? 2 : 0) +
                     (binding != STB_GLOBAL ? 1 : 0));
}

static bool is_function(Elf *elf, const GElf_Sym *symbol, const char *name)
{
    const unsigned char type = GELF_ST_TYPE(symbol->st_info);

    if (!name || !*name || symbol->st_shndx == SHN_UNDEF || symbol->st_value == 0)
        return false;
    if (type == STT_FUNC || type == STT_GNU_IFUNC)
        return true;
    /* Hand-written assembly often gives its functions no type; "$x" and the like are marks. */
    return type == STT_NOTYPE && name[0] != '$' && name[0] != '.' &&
           rp_elf_is_code(elf, symbol->st_value);
}

/* On ARM the lowest bit of a function's address tells the instruction set. */
static uint64_t start_of(Elf *elf, const GElf_Sym *symbol)
{
    GElf_Ehdr header;

    if (gelf_getehdr(elf, &header) && header.e_machine == EM_ARM)
        return symbol->st_value & ~UINT64_C(1);
    return symbol->st_value;
}

static enum rp_status add_section(struct rp_rows *functions, Elf *elf, Elf_Scn *section,
                                  const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    const size_t count = data && header->sh_entsize ? data->d_size / header->sh_entsize : 0;
    enum rp_status status = RP_OK;

    for (size_t i = 1; status == RP_OK && i < count; i++) {
        GElf_Sym symbol;
        struct rp_function function = {0};

        if (!gelf_getsym(data, (int)i, &symbol))
            continue;
        function.name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (!is_function(elf, &symbol, function.name))
            continue;
        function.start = start_of(elf, &symbol);
        function.end = function.start + symbol.st_size;
        function.rank = rank_of(&symbol);
        status = rp_rows_add(functions, &function);
    }
    return status;
}

enum rp_status rp_functions_add_symbols(struct rp_rows *functions, Elf *elf, uint32_t section_type)
{
    Elf_Scn *section = NULL;
    enum rp_status status = RP_OK;
    GElf_Shdr header;

    while (status == RP_OK && (section = elf_nextscn(elf, section)) != NULL) {
        if (gelf_getshdr(section, &header) && header.sh_type == section_type)
            status = add_section(functions, elf, section, &header);
    }
    return status;
}

/* ---- sorting ---- */

static size_t underscores(const char *name)
{
    return strspn(name, "_");
}

static int compare_names(const struct rp_function *left, const struct rp_function *right)
{
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (underscores(left->name) != underscores(right->name))
        return underscores(left->name) < underscores(right->name) ? -1 : 1;
    return strcmp(left->name, right->name);
}

static int compare_functions(const void *a, const void *b)
{
    const struct rp_function *left = a;
    const struct rp_function *right = b;

    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return compare_names(left, right);
}

static size_t keep_first_names(struct rp_function *rows, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || rows[kept - 1].start != rows[i].start)
            rows[kept++] = rows[i];
    }
    return kept;
}

/* A function without a size reaches to the next one, within its own surroundings. */
static void find_surroundings(struct rp_function *rows, size_t count)
{
    uint32_t around = 0;

    for (size_t i = 0; i < count; i++) {
        while (around > 0 && rows[around - 1].end <= rows[i].start)
            around = rows[around - 1].outer;
        rows[i].outer = around;
        if (rows[i].end == rows[i].start)
            rows[i].end = i + 1 < count ? rows[i + 1].start : UINT64_MAX;
        around = (uint32_t)(i + 1);
    }
}

void rp_functions_sort(struct rp_rows *functions)
{
    if (functions->count == 0)
        return;
    qsort(functions->rows, functions->count, sizeof(struct rp_function), compare_functions);
    functions->count = keep_first_names(functions->rows, functions->count);
    find_surroundings(functions->rows, functions->count);
}

/* ---- searching ---- */

const struct rp_function *rp_functions_find(const struct rp_rows *functions, uint64_t address)
{
    const struct rp_function *rows = functions->rows;
    size_t low = 0;
    size_t high = functions->count; /* rows[high].start > address */
    size_t number = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rows[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    number = low; /* + 1 */
    while (number > 0 && rows[number - 1].end <= address)
        number = rows[number - 1].outer;
    return number > 0 ? &rows[number - 1] : NULL;
}

/* function_stubs.c: the entries of a module's procedure linkage table, by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/symbols/elf_file.h"
#include "analysis/symbols/function_table.h"

#define ENTRY_BYTES 16u

/* A slot of the global offset table and the function that the dynamic linker puts there. */
struct slot {
    uint64_t address;
    const char *name;
};

static enum rp_status add_slots(struct rp_rows *slots, Elf *elf, Elf_Scn *section,
                                const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    Elf_Scn *symbols = elf_getscn(elf, header->sh_link);
    Elf_Data *symbol_data = symbols ? elf_getdata(symbols, NULL) : NULL;
    const size_t count =
        data && symbol_data && header->sh_entsize ? data->d_size / header->sh_entsize : 0;
    enum rp_status status = RP_OK;
    GElf_Shdr symbol_header;

    if (count == 0 || !gelf_getshdr(symbols, &symbol_header))
        return RP_OK;
    for (size_t i = 0; status == RP_OK && i < count; i++) {
        struct slot slot;
        GElf_Rela relocation;
        GElf_Sym symbol;

        if (!gelf_getrela(data, (int)i, &relocation) ||
            !gelf_getsym(symbol_data, (int)GELF_R_SYM(relocation.r_info), &symbol))
            continue;
        slot.address = relocation.r_offset;
        slot.name = elf_strptr(elf, symbol_header.sh_link, symbol.st_name);
        if (slot.name && *slot.name)
            status = rp_rows_add(slots, &slot);
    }
    return status;
}

static int compare_slots(const void *a, const void *b)
{
    const struct slot *left = a;
    const struct slot *right = b;

    return left->address == right->address ? 0 : left->address < right->address ? -1 : 1;
}

/* On x86-64 an entry jumps through its slot: ff 25 and the distance from the next instruction. */
static uint64_t slot_of_entry(const unsigned char *entry, uint64_t address)
{
    for (uint32_t i = 0; i + 6 <= ENTRY_BYTES; i++) {
        int32_t distance = 0;

        if (entry[i] != 0xff || entry[i + 1] != 0x25)
            continue;
        memcpy(&distance, entry + i + 2, sizeof(distance));
        return address + i + 6 + (uint64_t)(int64_t)distance;
    }
    return 0;
}

static enum rp_status add_entries(struct rp_rows *functions, const struct rp_rows *slots,
                                  Elf_Data *data, uint64_t address)
{
    enum rp_status status = RP_OK;

    for (size_t at = 0; status == RP_OK && at + ENTRY_BYTES <= data->d_size; at += ENTRY_BYTES) {
        const struct slot wanted = {
            .address = slot_of_entry((const unsigned char *)data->d_buf + at, address + at)};
        const struct slot *slot = NULL;
        struct rp_function function = {
            .start = address + at, .end = address + at + ENTRY_BYTES, .call_stub = 1};

        if (slots->count > 0)
            slot = bsearch(&wanted, slots->rows, slots->count, sizeof(wanted), compare_slots);
        if (slot) {
            function.name = slot->name;
            status = rp_rows_add(functions, &function);
        }
    }
    return status;
}

static enum rp_status find_slots(struct rp_rows *slots, Elf *elf)
{
    Elf_Scn *section = NULL;
    enum rp_status status = RP_OK;
    GElf_Shdr header;

    while (status == RP_OK && (section = elf_nextscn(elf, section)) != NULL) {
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_RELA && header.sh_link != 0)
            status = add_slots(slots, elf, section, &header);
    }
    if (status == RP_OK && slots->count > 0)
        qsort(slots->rows, slots->count, sizeof(struct slot), compare_slots);
    return status;
}

enum rp_status rp_functions_add_stubs(struct rp_rows *functions, Elf *elf)
{
    static const char *const tables[] = {".plt", ".plt.sec", ".plt.got"};
    struct rp_rows slots = {.row_bytes = sizeof(struct slot)};
    enum rp_status status = RP_OK;
    GElf_Ehdr machine;

    if (!gelf_getehdr(elf, &machine) || machine.e_machine != EM_X86_64)
        return RP_OK;
    status = find_slots(&slots, elf);
    for (size_t i = 0; status == RP_OK && i < sizeof(tables) / sizeof(tables[0]); i++) {
        GElf_Shdr header;
        Elf_Scn *section = rp_elf_section(elf, tables[i], &header);
        Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;

        if (data && data->d_buf)
            status = add_entries(functions, &slots, data, header.sh_addr);
    }
    rp_rows_release(&slots);
    return status;
}

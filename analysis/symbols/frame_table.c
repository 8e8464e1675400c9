/* frame_table.c: where the functions of a module begin, from its unwind information.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/frame_table.h"

#include <dwarf.h>
#include <string.h>

#include "analysis/symbols/elf_file.h"

#define HEADER_BYTES 12u /* version, three encodings, pointer, count */
#define ENTRY_BYTES  8u

void rp_frame_table_init(struct rp_frame_table *table, Elf *elf)
{
    static const unsigned char known[] = {1, DW_EH_PE_pcrel | DW_EH_PE_sdata4, DW_EH_PE_udata4,
                                          DW_EH_PE_datarel | DW_EH_PE_sdata4};
    GElf_Shdr header;
    Elf_Scn *section = rp_elf_section(elf, ".eh_frame_hdr", &header);
    Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
    uint32_t count = 0;

    *table = (struct rp_frame_table){0};
    if (!data || data->d_size < HEADER_BYTES || memcmp(data->d_buf, known, sizeof(known)) != 0)
        return;
    memcpy(&count, (const char *)data->d_buf + 8, sizeof(count));
    if (count > (data->d_size - HEADER_BYTES) / ENTRY_BYTES)
        return;
    table->entries = (const unsigned char *)data->d_buf + HEADER_BYTES;
    table->count = count;
    table->base = header.sh_addr;
}

static uint64_t start_of(const struct rp_frame_table *table, size_t number)
{
    int32_t distance = 0;

    memcpy(&distance, table->entries + number * ENTRY_BYTES, sizeof(distance));
    return table->base + (uint64_t)(int64_t)distance;
}

bool rp_frame_table_find(const struct rp_frame_table *table, uint64_t address, uint64_t *start)
{
    size_t low = 0;
    size_t high = table->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (start_of(table, middle) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    *start = start_of(table, low - 1);
    return true;
}

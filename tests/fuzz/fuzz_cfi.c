/* fuzz_cfi.c: feeds arbitrary bytes to the reader of call frame information.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An input is: bytes of the header (2), offset of the address looked for (4, signed), and then
 * .eh_frame_hdr directly followed by .eh_frame. They are copied to a block of exactly their size,
 * so that a sanitizer sees any read beyond them. The unit tests call this with fixed inputs too.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/agent/unwind/unwind_apply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PREFIX_BYTES = 6 };

static void look_up(const struct rp_cfi_section *section, uintptr_t address)
{
    struct rp_registers callee = {.known = ~UINT64_C(0), .pc = address}, caller;
    uintptr_t stack[64] = {0};
    struct rp_memory memory;
    struct rp_cfi_row row;
    if (rp_cfi_lookup(section, address, &row) != RP_OK)
        return;
    for (unsigned i = 0; i < RP_REGISTERS; i++)
        callee.value[i] = (uintptr_t)&stack[i];
    rp_memory_init(&memory, &(struct rp_stack_bounds){0, 0}, 0);
    (void)rp_row_apply(&row, section, &callee, &memory, &caller);
}

/* A header that cannot be used, or points out of the block, still leaves entries to scan. */
static struct rp_cfi_section section_of(const uint8_t *block, size_t header_bytes, size_t bytes)
{
    struct rp_cfi_section section;
    if (rp_cfi_header_read(block, header_bytes, &section) != RP_OK || section.frames < block ||
        section.frames > block + bytes)
        section = (struct rp_cfi_section){.header = block, .frames = block + header_bytes};
    section.frames_end = block + bytes;
    return section;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint16_t header_bytes;
    int32_t offset;
    if (size <= PREFIX_BYTES)
        return 0;
    memcpy(&header_bytes, data, sizeof header_bytes);
    memcpy(&offset, data + sizeof header_bytes, sizeof offset);
    const size_t bytes = size - PREFIX_BYTES;
    if (header_bytes > bytes)
        header_bytes = (uint16_t)bytes;
    uint8_t *block = malloc(bytes);
    if (block == NULL)
        return 0;
    memcpy(block, data + PREFIX_BYTES, bytes);
    struct rp_cfi_section section = section_of(block, header_bytes, bytes);
    const uintptr_t address = (uintptr_t)block + (uintptr_t)(intptr_t)offset;
    look_up(&section, address);
    section.table = NULL;
    look_up(&section, address);
    free(block);
    return 0;
}

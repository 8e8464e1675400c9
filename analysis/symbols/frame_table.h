/* frame_table.h: where the functions of a module begin, from its unwind information.
 * SPDX-License-Identifier: Apache-2.0
 *
 * For functions that no symbol table names. The linker's sorted table in .eh_frame_hdr is read;
 * without one nothing is known.
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_FRAME_TABLE_H
#define RANKPROF_ANALYSIS_SYMBOLS_FRAME_TABLE_H

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

struct rp_frame_table {
    const unsigned char *entries; /* pairs of 4 bytes: start, place of the description */
    size_t count;
    uint64_t base; /* both are relative to it */
};

/* The bytes stay the ELF file's. An empty table when there is none. */
void rp_frame_table_init(struct rp_frame_table *table, Elf *elf);

/* False when no function is known to begin at or before `address`. */
bool rp_frame_table_find(const struct rp_frame_table *table, uint64_t address, uint64_t *start);

#endif

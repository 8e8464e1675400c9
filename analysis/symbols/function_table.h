/* function_table.h: the functions of a module by address, from its symbol tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_FUNCTION_TABLE_H
#define RANKPROF_ANALYSIS_SYMBOLS_FUNCTION_TABLE_H

#include <gelf.h>
#include <stdint.h>

#include "analysis/team/rows.h"

struct rp_function {
    uint64_t start;
    uint64_t end;
    const char *name;  /* the ELF file's */
    uint32_t outer;    /* number + 1 of the function that this one lies within; 0: none */
    uint8_t rank;      /* of several names for one place the smallest is taken */
    uint8_t call_stub; /* 1: an entry of the procedure linkage table, for the function `name` */
};

/* Functions of `elf` from its .symtab or .dynsym (SHT_SYMTAB, SHT_DYNSYM) are added. */
enum rp_status rp_functions_add_symbols(struct rp_rows *functions, Elf *elf, uint32_t section_type);

/* The entries of the procedure linkage table are added. */
enum rp_status rp_functions_add_stubs(struct rp_rows *functions, Elf *elf);

/* Makes the table fit for searching: once, after all was added. */
void rp_functions_sort(struct rp_rows *functions);

/* The innermost function around `address`; NULL: none. */
const struct rp_function *rp_functions_find(const struct rp_rows *functions, uint64_t address);

#endif

/* line_table.h: the source lines of a module by address.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_LINE_TABLE_H
#define RANKPROF_ANALYSIS_SYMBOLS_LINE_TABLE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/team/rows.h"

/* Adds the line tables of all units of `dwarf`, sorted; `elf` tells which addresses are code. */
enum rp_status rp_lines_init(struct rp_rows *lines, Dwarf *dwarf, Elf *elf);

/* False when no line is known for `address`. The name stays the Dwarf's. */
bool rp_lines_find(const struct rp_rows *lines, uint64_t address, const char **file,
                   uint32_t *line);

/*
 * Where the function that begins at `start` is declared, or its first line when that is all that
 * is known; `dwarf` is what the lines came from.
 */
bool rp_lines_find_heading(const struct rp_rows *lines, Dwarf *dwarf, uint64_t start,
                           const char **file, uint32_t *line);

#endif

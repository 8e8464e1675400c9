/* elf_file.h: opens the ELF files of a module, each checked by build-id.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_ELF_FILE_H
#define RANKPROF_ANALYSIS_SYMBOLS_ELF_FILE_H

#include <gelf.h>
#include <stdbool.h>

struct rp_elf_file {
    int descriptor;
    Elf *elf; /* NULL: not open */
};

enum rp_elf_result { RP_ELF_OPEN, RP_ELF_NO_FILE, RP_ELF_OTHER_BUILD };

/* `build_id` in hexadecimal; empty: the file must have none. */
enum rp_elf_result rp_elf_open(struct rp_elf_file *out, const char *path, const char *build_id);

/* The separate file of debug information, from below `root` ("/usr/lib/debug") or by debuginfod. */
enum rp_elf_result rp_elf_open_debug(struct rp_elf_file *out, const char *root,
                                     const char *build_id);

void rp_elf_close(struct rp_elf_file *file); /* a zeroed one is allowed */

/* The first section of that name that has contents in this file; NULL: there is none. */
Elf_Scn *rp_elf_section(Elf *elf, const char *name, GElf_Shdr *header);

/* True when `address` lies in a section of machine code. */
bool rp_elf_is_code(Elf *elf, uint64_t address);

#endif

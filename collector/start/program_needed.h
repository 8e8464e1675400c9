/* program_needed.h: which shared libraries an ELF file asks for.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_PROGRAM_NEEDED_H
#define RANKPROF_COLLECTOR_START_PROGRAM_NEEDED_H

#include <elf.h>
#include <stdbool.h>

/* Does the program itself ask for a library whose name begins so? False when it is damaged. */
bool rp_program_needs(int file, const Elf64_Ehdr *header, const char *beginning);

#endif

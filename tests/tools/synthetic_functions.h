/* synthetic_functions.h: functions that exist as symbols of the program that asks, and only so.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What is made up this way can be symbolized as a real profile is.
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_FUNCTIONS_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

#define SYNTHETIC_FUNCTIONS 512u

/* The module that holds them: this program. */
struct synthetic_module {
    char path[4096];
    char build_id[129]; /* hexadecimal */
};
void synthetic_module_find(struct synthetic_module *out);

/* An address in function `number`, as an ELF virtual address; `call` chooses the place. */
uint64_t synthetic_function_address(uint32_t number, uint32_t call);

/* Its name in the symbol table. */
void synthetic_function_name(uint32_t number, char *out, size_t bytes);

#endif

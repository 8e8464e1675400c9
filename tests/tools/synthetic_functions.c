/* synthetic_functions.c: functions that exist as symbols of the program that asks, and only so.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/tools/synthetic_functions.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FUNCTION_BYTES 2048u /* a place for each context that may be in it */

/* They are never run, so they need no code: the assembler makes the symbols, numbered from 0. */
__asm__(".pushsection .text.synthetic, \"ax\", %progbits\n"
        ".altmacro\n"
        ".macro synthetic_one number\n"
        ".type synthetic_function_\\number, %function\n"
        "synthetic_function_\\number:\n"
        ".skip 2048\n"
        ".size synthetic_function_\\number, 2048\n"
        ".endm\n"
        ".globl synthetic_functions\n"
        "synthetic_functions:\n"
        ".set synthetic_count, 0\n"
        ".rept 512\n"
        "synthetic_one %synthetic_count\n"
        ".set synthetic_count, synthetic_count + 1\n"
        ".endr\n"
        ".noaltmacro\n"
        ".popsection\n");
extern const char synthetic_functions[];

static size_t padded(size_t bytes)
{
    return (bytes + 3) & ~(size_t)3;
}

static void take_build_id(const char *notes, size_t bytes, struct synthetic_module *module)
{
    for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= bytes;) {
        const ElfW(Nhdr) *const note = (const void *)(notes + at);
        const unsigned char *const id =
            (const void *)(notes + at + sizeof(*note) + padded(note->n_namesz));

        for (size_t i = 0; note->n_type == NT_GNU_BUILD_ID && i < note->n_descsz && i < 64; i++)
            snprintf(module->build_id + 2 * i, 3, "%02x", id[i]);
        at += sizeof(*note) + padded(note->n_namesz) + padded(note->n_descsz);
    }
}

/* The first object is the program itself. */
static int look_at_program(struct dl_phdr_info *info, size_t bytes, void *context)
{
    (void)bytes;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_NOTE)
            take_build_id((const char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr),
                          info->dlpi_phdr[i].p_memsz, context);
    }
    return 1;
}

static int take_load_address(struct dl_phdr_info *info, size_t bytes, void *context)
{
    (void)bytes;
    *(uint64_t *)context = info->dlpi_addr;
    return 1;
}

void synthetic_module_find(struct synthetic_module *out)
{
    ssize_t length = 0;

    *out = (struct synthetic_module){.path = ""};
    length = readlink("/proc/self/exe", out->path, sizeof(out->path) - 1);
    out->path[length > 0 ? length : 0] = '\0';
    dl_iterate_phdr(look_at_program, out);
}

uint64_t synthetic_function_address(uint32_t number, uint32_t call)
{
    uint64_t loaded_at = 0;

    dl_iterate_phdr(take_load_address, &loaded_at);
    return (uint64_t)(uintptr_t)synthetic_functions - loaded_at +
           (uint64_t)number * FUNCTION_BYTES + call % FUNCTION_BYTES;
}

void synthetic_function_name(uint32_t number, char *out, size_t bytes)
{
    snprintf(out, bytes, "synthetic_function_%u", number);
}

/* program_go.c: tells whether the program has Go's run time, which handles every signal itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/interpose/program_go.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#define GO_NOTE_NAME "Go\0" /* with the NUL of the literal: 4 bytes, as Go writes it */

static bool is_go(const ElfW(Nhdr) * note)
{
    return note->n_namesz == sizeof(GO_NOTE_NAME) &&
           memcmp(note + 1, GO_NOTE_NAME, sizeof(GO_NOTE_NAME)) == 0;
}

static size_t whole_words(size_t bytes)
{
    return (bytes + 3) / 4 * 4;
}

static bool holds_go(const char *notes, size_t bytes)
{
    while (bytes >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *const note = (const void *)notes;
        const size_t length =
            sizeof(*note) + whole_words(note->n_namesz) + whole_words(note->n_descsz);

        if (is_go(note))
            return true;
        if (length > bytes)
            return false;
        notes += length;
        bytes -= length;
    }
    return false;
}

bool rp_program_is_go(void)
{
    const ElfW(Phdr) *const headers = (const void *)getauxval(AT_PHDR);
    const size_t count = getauxval(AT_PHNUM);
    uintptr_t bias = 0;

    for (size_t i = 0; headers && i < count; i++)
        if (headers[i].p_type == PT_PHDR)
            bias = (uintptr_t)headers - headers[i].p_vaddr;
    for (size_t i = 0; headers && i < count; i++)
        if (headers[i].p_type == PT_NOTE &&
            holds_go((const char *)(bias + headers[i].p_vaddr), headers[i].p_memsz))
            return true;
    return false;
}

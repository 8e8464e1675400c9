/* program_needed.c: which shared libraries an ELF file asks for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/program_needed.h"

#include <string.h>
#include <unistd.h>

#define ENTRIES_MAX 4096u /* of the dynamic section; a program has some dozens */
#define NAME_BYTES  64u   /* looked at, of a library's name */

static bool read_at(int file, void *out, size_t bytes, uint64_t offset)
{
    return pread(file, out, bytes, (off_t)offset) == (ssize_t)bytes;
}

/* The first program header of the type; `address`: one that holds it, 0: any. */
static bool find_segment(int file, const Elf64_Ehdr *header, uint32_t type, uint64_t address,
                         Elf64_Phdr *out)
{
    for (unsigned i = 0; i < header->e_phnum; i++) {
        if (!read_at(file, out, sizeof(*out), header->e_phoff + (uint64_t)i * header->e_phentsize))
            return false;
        if (out->p_type == type && (address == 0 || address - out->p_vaddr < out->p_filesz))
            return true;
    }
    return false;
}

/* The `number`th entry of the dynamic section; false at its end. */
static bool read_entry(int file, const Elf64_Phdr *dynamic, unsigned number, Elf64_Dyn *out)
{
    return number < ENTRIES_MAX && (number + 1) * sizeof(*out) <= dynamic->p_filesz &&
           read_at(file, out, sizeof(*out), dynamic->p_offset + number * sizeof(*out)) &&
           out->d_tag != DT_NULL;
}

/* Where in the file the names are. */
static bool find_names(int file, const Elf64_Ehdr *header, const Elf64_Phdr *dynamic,
                       uint64_t *offset)
{
    Elf64_Phdr load;
    Elf64_Dyn entry;

    for (unsigned i = 0; read_entry(file, dynamic, i, &entry); i++) {
        if (entry.d_tag != DT_STRTAB)
            continue;
        if (!find_segment(file, header, PT_LOAD, entry.d_un.d_ptr, &load))
            return false;
        *offset = load.p_offset + (entry.d_un.d_ptr - load.p_vaddr);
        return true;
    }
    return false;
}

bool rp_program_needs(int file, const Elf64_Ehdr *header, const char *beginning)
{
    const size_t length = strlen(beginning);
    Elf64_Phdr dynamic;
    Elf64_Dyn entry;
    uint64_t names;

    if (length > NAME_BYTES || !find_segment(file, header, PT_DYNAMIC, 0, &dynamic) ||
        !find_names(file, header, &dynamic, &names))
        return false;
    for (unsigned i = 0; read_entry(file, &dynamic, i, &entry); i++) {
        char name[NAME_BYTES];

        if (entry.d_tag == DT_NEEDED && read_at(file, name, length, names + entry.d_un.d_val) &&
            memcmp(name, beginning, length) == 0)
            return true;
    }
    return false;
}

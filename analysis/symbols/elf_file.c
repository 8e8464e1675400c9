/* elf_file.c: opens the ELF files of a module, each checked by build-id.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/elf_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/symbols/debuginfod.h"

#define MOST_BUILD_ID_BYTES 64

static bool has_build_id(Elf *elf, const char *build_id)
{
    const void *bytes = NULL;
    const ssize_t count = dwelf_elf_gnu_build_id(elf, &bytes);
    char text[2 * MOST_BUILD_ID_BYTES + 1] = "";

    if (count > MOST_BUILD_ID_BYTES)
        return false;
    for (ssize_t i = 0; i < count; i++)
        snprintf(text + 2 * i, 3, "%02x", ((const unsigned char *)bytes)[i]);
    return strcmp(text, build_id) == 0;
}

/* Devices are never opened: some take action when they are. */
static int open_regular(const char *path)
{
    struct stat about;

    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* Takes the descriptor. */
static enum rp_elf_result take(struct rp_elf_file *out, int descriptor, const char *build_id)
{
    struct rp_elf_file file = {.descriptor = descriptor};

    if (file.descriptor < 0)
        return RP_ELF_NO_FILE;
    elf_version(EV_CURRENT);
    file.elf = elf_begin(file.descriptor, ELF_C_READ_MMAP, NULL);
    if (!file.elf || elf_kind(file.elf) != ELF_K_ELF || !has_build_id(file.elf, build_id)) {
        rp_elf_close(&file);
        return RP_ELF_OTHER_BUILD;
    }
    *out = file;
    return RP_ELF_OPEN;
}

enum rp_elf_result rp_elf_open(struct rp_elf_file *out, const char *path, const char *build_id)
{
    return take(out, open_regular(path), build_id);
}

enum rp_elf_result rp_elf_open_debug(struct rp_elf_file *out, const char *root,
                                     const char *build_id)
{
    char path[PATH_MAX];
    enum rp_elf_result result = RP_ELF_NO_FILE;

    if (strlen(build_id) < 4 || strspn(build_id, "0123456789abcdef") != strlen(build_id))
        return RP_ELF_NO_FILE;
    snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", root, build_id, build_id + 2);
    result = rp_elf_open(out, path, build_id);
    if (result != RP_ELF_OPEN && take(out, rp_debuginfod_fetch(build_id), build_id) == RP_ELF_OPEN)
        result = RP_ELF_OPEN;
    return result;
}

void rp_elf_close(struct rp_elf_file *file)
{
    if (file->elf)
        elf_end(file->elf);
    if (file->descriptor > 0)
        close(file->descriptor);
    *file = (struct rp_elf_file){0};
}

Elf_Scn *rp_elf_section(Elf *elf, const char *name, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    size_t names = 0;

    if (elf_getshdrstrndx(elf, &names) != 0)
        return NULL;
    while ((section = elf_nextscn(elf, section)) != NULL) {
        const char *its_name = NULL;

        if (!gelf_getshdr(section, header) || header->sh_type == SHT_NOBITS)
            continue;
        its_name = elf_strptr(elf, names, header->sh_name);
        if (its_name && strcmp(its_name, name) == 0)
            return section;
    }
    return NULL;
}

bool rp_elf_is_code(Elf *elf, uint64_t address)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(elf, section)) != NULL) {
        if (gelf_getshdr(section, &header) && (header.sh_flags & SHF_EXECINSTR) &&
            address >= header.sh_addr && address - header.sh_addr < header.sh_size)
            return true;
    }
    return false;
}

/* gpu_driver.c: whether this node has a driver for GPUs, and whether a program asks for one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_driver.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY "libcuda.so.1"

/* ---- the driver ---- */

static bool is_in(const char *folder, int length)
{
    char path[PATH_MAX];

    return length > 0 &&
           snprintf(path, sizeof(path), "%.*s/" LIBRARY, length, folder) < (int)sizeof(path) &&
           access(path, R_OK) == 0;
}

static bool is_in_any(const char *folders)
{
    while (folders && *folders) {
        const int length = (int)strcspn(folders, ":");

        if (is_in(folders, length))
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

bool rp_gpu_driver_is_there(void)
{
    static const char *const signs[] = {"/proc/driver/nvidia/version", "/dev/nvidiactl",
                                        "/dev/dxg"};
    static const char folders[] =
        "/usr/lib64:/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu:/usr/lib/wsl/lib:"
        "/usr/local/nvidia/lib64:/run/opengl-driver/lib:/usr/local/cuda/compat";

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (access(signs[i], F_OK) == 0)
            return true;
    return is_in_any(getenv("LD_LIBRARY_PATH")) || is_in_any(folders);
}

/* ---- the program ---- */

struct image {
    const char *bytes;
    size_t size;
};

/* NULL: not all of it is there. */
static const void *part(const struct image *image, uint64_t offset, uint64_t bytes)
{
    return offset <= image->size && bytes <= image->size - offset ? image->bytes + offset : NULL;
}

static const char *section_name(const struct image *image, const Elf64_Shdr *names, uint32_t at)
{
    const char *const text = part(image, names->sh_offset, names->sh_size);

    return text && at < names->sh_size && memchr(text + at, 0, names->sh_size - at) ? text + at
                                                                                    : "";
}

static bool has_kernels(const struct image *image)
{
    const Elf64_Ehdr *const header = part(image, 0, sizeof(*header));
    const Elf64_Shdr *sections;

    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shstrndx >= header->e_shnum)
        return false;
    sections = part(image, header->e_shoff, (uint64_t)header->e_shnum * sizeof(*sections));
    for (uint32_t i = 0; sections && i < header->e_shnum; i++) {
        const char *const name =
            section_name(image, &sections[header->e_shstrndx], sections[i].sh_name);

        if (strcmp(name, ".nv_fatbin") == 0 || strcmp(name, ".nvFatBinSegment") == 0)
            return true;
    }
    return false;
}

bool rp_gpu_driver_is_wanted(const char *executable)
{
    const int fd = open(executable, O_RDONLY | O_CLOEXEC);
    struct stat about;
    struct image image = {0};
    void *memory = MAP_FAILED;
    bool found;

    if (fd >= 0 && fstat(fd, &about) == 0 && about.st_size > 0) {
        image.size = (size_t)about.st_size;
        memory = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd >= 0)
        close(fd);
    if (memory == MAP_FAILED)
        return false;
    image.bytes = memory;
    found = has_kernels(&image);
    munmap(memory, image.size);
    return found;
}

/* symbol_library.c: a library whose code has known names and lines, in memory and on disk.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/symbol_library.h"

#include <dlfcn.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

void symbol_build_id(const char *path, char *text)
{
    const int descriptor = open(path, O_RDONLY);
    Elf *elf = NULL;
    const void *bytes = NULL;
    ssize_t count = 0;

    assert_true(descriptor >= 0);
    elf_version(EV_CURRENT);
    elf = elf_begin(descriptor, ELF_C_READ, NULL);
    count = dwelf_elf_gnu_build_id(elf, &bytes);
    assert_in_range(count, 8, 60);
    for (ssize_t i = 0; i < count; i++)
        sprintf(text + 2 * i, "%02x", ((const unsigned char *)bytes)[i]);
    elf_end(elf);
    close(descriptor);
}

struct library symbol_load(const char *path)
{
    struct library library = {.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL)};
    struct link_map *map = NULL;

    if (!library.handle || dlinfo(library.handle, RTLD_DI_LINKMAP, &map) != 0) {
        fail_msg("%s", dlerror());
        return library;
    }
    library.base = map->l_addr;
    symbol_build_id(path, library.build_id);
    return library;
}

void symbol_fill(const struct library *library, struct symbol_place *places)
{
    symbol_sample_fill_function *call = NULL;

    *(void **)&call = dlsym(library->handle, "symbol_sample_fill");
    assert_non_null(call);
    call(places);
}

struct rp_symbol symbol_find(struct rp_symbolizer *symbolizer, const struct library *library,
                             const void *address)
{
    struct rp_symbol symbol = {0};

    assert_int_equal(
        rp_symbolizer_find(symbolizer, (uint64_t)(uintptr_t)address - library->base, &symbol),
        RP_OK);
    return symbol;
}

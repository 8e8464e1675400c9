/* module_elf.h: describes a mapped ELF object from its own headers.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_ELF_H
#define RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_ELF_H

#include <link.h>

#include "collector/agent/modules/module.h"

/* What a loader tells of one object. */
struct rp_elf_image {
    const ElfW(Phdr) * headers;
    size_t header_count;
    uintptr_t bias;
    const char *name;
};

/*
 * Finds the program headers through the ELF header mapped at `low`. RP_E_UNSUPPORTED when there is
 * no ELF header, or the program headers are outside of the segment it is in.
 */
enum rp_status rp_elf_image_at(uintptr_t low, uintptr_t bias, const char *name,
                               struct rp_elf_image *out);

/*
 * Fills *out but for its id; path is the image's name, not a copy. RP_E_UNSUPPORTED when the image
 * maps nothing. Async-signal-safe.
 */
enum rp_status rp_elf_describe(const struct rp_elf_image *image, struct rp_module *out);

/* Is the description that of the same object at the same place? */
bool rp_module_is_same(const struct rp_module *left, const struct rp_module *right);

#endif

/* module_reader.c: the modules of one process's segment and their rows in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/module_reader.h"

#include <string.h>

#include "collector/reader/segment_copy.h"

#define UNKNOWN_PATH "[unknown]" /* there was no room for the text, or no /proc */

void rp_module_reader_init(struct rp_module_reader *reader)
{
    memset(reader, 0, sizeof(*reader));
    memset(reader->rows, 0xff, sizeof(reader->rows)); /* RP_NO_ROW */
}

static bool is_library(const char *path, const char *name)
{
    const char *const slash = strrchr(path, '/');

    return strncmp(slash ? slash + 1 : path, name, strlen(name)) == 0;
}

static enum rp_status add_module(struct rp_module_reader *reader, uint32_t number,
                                 const struct rp_segment_module *module,
                                 const struct rp_module_source *source)
{
    char build_id[2 * sizeof(module->build_id) + 1] = "";
    const char *path;

    if (module->build_id_bytes > sizeof(module->build_id) || module->path >= source->texts->bytes) {
        source->ledger->damaged++;
        reader->rows[number] = RP_NO_ROW;
        return RP_OK;
    }
    for (uint32_t i = 0; i < module->build_id_bytes; i++) {
        static const char digits[] = "0123456789abcdef";

        build_id[2 * i] = digits[module->build_id[i] >> 4];
        build_id[2 * i + 1] = digits[module->build_id[i] & 15];
    }
    path = rp_segment_texts_at(source->texts, module->path);
    reader->has_cuda_runtime |= is_library(path, "libcudart.so");
    reader->has_cuda_driver |= is_library(path, "libcuda.so");
    return rp_unify_module(source->unify, *path ? path : UNKNOWN_PATH, build_id,
                           &reader->rows[number]);
}

enum rp_status rp_module_reader_drain(struct rp_module_reader *reader, uint32_t count,
                                      const struct rp_module_source *source)
{
    if (count > source->layout->module_capacity) {
        source->ledger->damaged++;
        count = source->layout->module_capacity;
    }
    for (uint32_t number = reader->whole; number < count; number++) {
        const uint64_t at = source->layout->modules_offset;
        struct rp_segment_module module;
        enum rp_status status;

        if (reader->read[number] ||
            !rp_segment_fetch(source->segment, &module, at + number * sizeof(module),
                              sizeof(module)) ||
            !module.ready)
            continue; /* being written: next time */
        status = add_module(reader, number, &module, source);
        if (status != RP_OK)
            return status;
        reader->read[number] = true;
    }
    while (reader->whole < count && reader->read[reader->whole])
        reader->whole++;
    return RP_OK;
}

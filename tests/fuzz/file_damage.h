/* file_damage.h: writes a damaged copy of a good file, as the bytes of a fuzzer's input say.
 * SPDX-License-Identifier: Apache-2.0
 *
 * HDF5 guards its own data by checksums, so few bytes changed in a file get further than its first
 * functions. Most entries of an input therefore change a number of a table, by HDF5's own hand.
 */
#ifndef RANKPROF_TESTS_FUZZ_FILE_DAMAGE_H
#define RANKPROF_TESTS_FUZZ_FILE_DAMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "format/schema.h"

struct file_damage {
    enum rp_file_kind kind;
    char directory[32]; /* temporary, removed at the end of the process */
    char path[64];      /* of the damaged copy */
    uint8_t *good;
    size_t bytes;
};

/* Makes the folder and reads what `write` writes; aborts when it cannot. */
void file_damage_start(struct file_damage *it, enum rp_file_kind kind,
                       void (*write)(const char *path));

/* Makes a new it->path. */
void file_damage_apply(const struct file_damage *it, const uint8_t *data, size_t size);

#endif

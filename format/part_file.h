/* part_file.h: a file under construction: created exclusively, published in one step.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_PART_FILE_H
#define RANKPROF_FORMAT_PART_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct rp_part_file {
    char *path; /* final name */
    char *part; /* name while it is written */
    int fd;     /* keeps the lock that says "its writer lives"; closed on exec */
};

/* Creates `path` + `suffix`, which must not exist. RP_E_EXISTS names the file that stands there. */
enum rp_status rp_part_file_create(struct rp_part_file *file, const char *path, const char *suffix,
                                   struct rp_error *error);

/* Knows the names only, as a process does that did not create the file itself; fd is -1. */
enum rp_status rp_part_file_name(struct rp_part_file *file, const char *path, const char *suffix,
                                 struct rp_error *error);

/*
 * Whether the file can grow by `bytes`; false with the reason in errno. The room is set aside where
 * the file system can, so that nobody else takes it.
 */
bool rp_part_file_reserve(const struct rp_part_file *file, uint64_t bytes);

/* Syncs and renames. With `replace` an existing `path` gives way; else RP_E_EXISTS. */
enum rp_status rp_part_file_publish(struct rp_part_file *file, bool replace,
                                    struct rp_error *error);

void rp_part_file_release(struct rp_part_file *file); /* leaves the file where it is */
void rp_part_file_remove(struct rp_part_file *file);  /* removes it: nothing is in it */

/* Removes what is left of files that would have become `path` (PATH.part.NUMBER) and whose writers
 * are dead. Best effort. */
void rp_part_file_sweep(const char *path);

/* True when another process holds `path` open as the writer of it. */
bool rp_part_file_is_written(const char *path);

#endif

/* check.h: checks a file against every rule of docs/format.md, and repairs what a kill left.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_CHECK_H
#define RANKPROF_FORMAT_CHECK_H

#include <stddef.h>

#include "common/error.h"
#include "format/schema.h"

/* What kind of file stands there; RP_FILE_OTHER also when it cannot be opened. */
enum rp_file_kind rp_file_kind(const char *path);

/*
 * Calls `say` with one sentence for each violation (at most 20 a rule and table) and stores their
 * number in *violations. RP_OK whenever the file could be opened and has a version that this
 * program knows, also with violations; else *error tells why it could not be checked.
 */
enum rp_status rp_check_file(const char *path, void (*say)(void *context, const char *sentence),
                             void *context, size_t *violations, struct rp_error *error);

/*
 * Makes a rank file left by a killed collector one that any HDF5 tool opens, in place: clears the
 * flag of its writer and mends the stored end of file. Name and state ("open") stay, so it still
 * counts as partial. RP_E_EXISTS while its writer lives; RP_OK when there is nothing to repair.
 */
enum rp_status rp_check_repair(const char *path, struct rp_error *error);

#endif

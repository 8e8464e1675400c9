/* file_header.h: what every file of ours begins with: kind, version, features, state.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_FILE_HEADER_H
#define RANKPROF_FORMAT_FILE_HEADER_H

#include <hdf5.h>
#include <stdbool.h>

#include "common/error.h"
#include "format/schema.h"

#define RP_STATE_OPEN   "open"
#define RP_STATE_CLOSED "closed"

/* Attributes of the root group. */
struct rp_file_header {
    enum rp_file_kind kind;
    uint32_t major;
    uint32_t minor;
    uint64_t incompatible; /* features a reader must know; this version knows none */
};

/* Writes the header and makes /session with its numbers and the state "open". */
bool rp_file_header_create(hid_t file, enum rp_file_kind kind, const void *session);

/* What the file says of itself; kind RP_FILE_OTHER when it is none of ours. */
void rp_file_header_read(hid_t file, struct rp_file_header *header);

/* RP_OK when this program can read such a file as one of kind `wanted`. */
enum rp_status rp_file_header_accept(const struct rp_file_header *header, enum rp_file_kind wanted,
                                     const char *path, struct rp_error *error);

/* Both steps, and the numbers of /session. */
enum rp_status rp_file_header_load(hid_t file, enum rp_file_kind wanted, const char *path,
                                   void *session, struct rp_error *error);

bool rp_file_header_set_state(hid_t file, const char *state);
bool rp_file_header_is_closed(hid_t file);

#endif

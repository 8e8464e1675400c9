/* h5.h: small helpers over HDF5: start, errors, opening, attributes.
 * SPDX-License-Identifier: Apache-2.0
 *
 * HDF5's own file locks are not used: files are created exclusively and the flag in the superblock
 * keeps plain readers away from a growing file, while locks fail on file systems without them.
 */
#ifndef RANKPROF_FORMAT_H5_H
#define RANKPROF_FORMAT_H5_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "format/schema.h"

/* Silences HDF5's own printing and its handler at exit. May be called any number of times. */
void rp_h5_start(void);

/* Fills *error with "<sentence>: <HDF5's reason>" and returns RP_E_IO. */
enum rp_status rp_h5_fail(struct rp_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Closes an identifier of any kind; a negative one is left alone. Keeps the reason of an earlier
 * failure, which HDF5's own functions forget. False when closing failed.
 */
bool rp_h5_release(hid_t identifier);

/* The properties every file is opened with: latest format, no locks. The caller closes it. */
hid_t rp_h5_file_access(void);

/* Opens an existing file; negative on failure. `flags` are those of H5Fopen(). */
hid_t rp_h5_file_open(const char *path, unsigned flags);

/* Opens for reading, a growing file too; waits a short while for a writer that is just closing. */
enum rp_status rp_h5_open_growing(hid_t *out, const char *path, struct rp_error *error);

hid_t rp_h5_file_type(enum rp_column_type type);   /* how it is stored; not to be closed */
hid_t rp_h5_memory_type(enum rp_column_type type); /* in a row struct; not to be closed */

/* Attributes. A text is stored with a fixed length; the getter allocates. */
bool rp_h5_set_number(hid_t object, const char *name, enum rp_column_type type, const void *value);
bool rp_h5_get_number(hid_t object, const char *name, enum rp_column_type type, void *value);
bool rp_h5_set_text(hid_t object, const char *name, const char *text, size_t room);
char *rp_h5_get_text(hid_t object, const char *name);

/* Calls `each` for every text attribute of `object`, in order of name, until it returns false. */
bool rp_h5_each_text(hid_t object, bool (*each)(void *context, const char *key, char *owned_text),
                     void *context);

/* The attributes of a session struct, as its schema table says. */
bool rp_h5_set_session(hid_t group, const struct rp_schema_table *session, const void *values);
bool rp_h5_get_session(hid_t group, const struct rp_schema_table *session, void *values);

#endif

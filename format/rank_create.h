/* rank_create.h: makes the HDF5 file of a rank, with all its tables, ready to grow.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_RANK_CREATE_H
#define RANKPROF_FORMAT_RANK_CREATE_H

#include "format/pending.h"

/* Zeroed before; what was made is to be released, also after a failure. */
struct rp_rank_created {
    hid_t file;                                    /* negative: there is none */
    struct rp_pending tables[RP_RANK_TABLE_COUNT]; /* of /slices only its dataset is used */
};

/* Writes over `path`, and starts SWMR writing. False on failure, with HDF5's reason. */
bool rp_rank_create(struct rp_rank_created *out, const char *path,
                    const struct rp_rank_session *session, const struct rp_identity_entry *identity,
                    size_t identity_count);

/*
 * Opens the file of `fd` again to go on writing it, after it was closed with all tables' columns.
 * By its descriptor, because it may have been moved meanwhile. False on failure: there is no file.
 */
bool rp_rank_reopen(struct rp_rank_created *made, int fd);

#endif

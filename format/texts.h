/* texts.h: a group's text attributes with free keys, such as those of /identity.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_TEXTS_H
#define RANKPROF_FORMAT_TEXTS_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

#include "format/rank_tables.h"

#define RP_TEXT_BYTES ((size_t)60 * 1024) /* longest value kept; the rest of a text is cut off */

bool rp_texts_write(hid_t group, const struct rp_identity_entry *texts, size_t count);

/* Text attributes read from a group, sorted by key; zeroed is empty. Owns keys and values. */
struct rp_texts {
    struct rp_identity_entry *entries;
    size_t count;
};
bool rp_texts_read(hid_t group, struct rp_texts *texts); /* false: HDF5's reason, or no memory */
void rp_texts_free_entry(const struct rp_identity_entry *entry); /* of such a list */
void rp_texts_release(struct rp_texts *texts);

#endif

/* spool.h: rows that may be more than memory should hold: what is too much lies in a file.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Up to the limit given, rows stay in memory. The file has no name, so nothing is left of it when
 * the program ends, however it ends.
 */
#ifndef RANKPROF_ANALYSIS_TEAM_SPOOL_H
#define RANKPROF_ANALYSIS_TEAM_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

/* Where the files of spools lie; the first failure of one of them is kept. */
struct rp_spill {
    char *directory;
    struct rp_error error;
};

/* In $TMPDIR, or else in the directory of the file `output`. RP_E_NOMEM. */
enum rp_status rp_spill_init(struct rp_spill *spill, const char *output);
void rp_spill_release(struct rp_spill *spill); /* one that was only zeroed is allowed */

struct rp_spool {
    struct rp_spill *spill;
    size_t row_bytes;
    size_t most;    /* rows in memory */
    uint64_t count; /* all rows */
    uint64_t filed; /* those in the file: the first ones */
    char *rows;     /* the others */
    size_t capacity;
    int file; /* -1: none */
};

/* Takes no memory yet. */
void rp_spool_init(struct rp_spool *spool, struct rp_spill *spill, size_t row_bytes,
                   size_t memory_bytes);
void rp_spool_release(struct rp_spool *spool); /* one that was only zeroed is allowed */

/* Adds a copy of `count` rows. RP_E_NOMEM, or RP_E_IO with the reason in the spill. */
enum rp_status rp_spool_add(struct rp_spool *spool, const void *rows, size_t count);

/* Copies the rows [first, first + count), which must be there. RP_E_IO as above. */
enum rp_status rp_spool_read(const struct rp_spool *spool, uint64_t first, size_t count,
                             void *rows);

#endif

/* roster.h: decides which rank files are merged, and says why the others are not.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_ROSTER_H
#define RANKPROF_ANALYSIS_INPUT_ROSTER_H

#include "analysis/input/inputs.h"
#include "analysis/input/share.h"

/* What a look at a file tells. */
struct rp_roster_entry {
    uint64_t bytes;
    uint64_t last_ns; /* end of the last whole slice */
    uint64_t file;    /* number of the input */
    uint64_t slice_ns;
    uint64_t rate_millihertz;
    uint64_t budget_millionths;
    uint64_t ticks; /* rows of its tick log */
    uint32_t rank;
    uint32_t ranks;
    uint32_t job;     /* text */
    uint32_t command; /* text */
    uint32_t reason;  /* text: why it is left out, or empty */
    uint32_t closed;  /* 0: its collector was killed or is still writing */
};

struct rp_roster {
    struct rp_rows ranks; /* of struct rp_roster_entry: files to merge, by rank; the same on all */
    uint32_t job;         /* text */
    uint32_t expected;    /* size of the job */
    uint32_t left_out;
    uint32_t *numbers; /* of the ranks as they were before rp_roster_finish(); NULL: the same */
};

/*
 * Collective. The remarks on files left out are added to the first process's table of remarks.
 * RP_E_DAMAGED when no file can be used.
 */
enum rp_status rp_roster_make(struct rp_roster *out, struct rp_team *team,
                              const struct rp_inputs *inputs, struct rp_share *share,
                              struct rp_error *error);

/*
 * Collective, after all ranks were read: leaves out those that could not be read after all, and
 * remarks on them and on ranks without a file. RP_E_DAMAGED as above.
 */
enum rp_status rp_roster_finish(struct rp_roster *roster, struct rp_team *team,
                                const struct rp_inputs *inputs, struct rp_share *share,
                                struct rp_error *error);
void rp_roster_release(struct rp_roster *roster); /* a zeroed one is allowed */

#endif

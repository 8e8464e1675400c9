/* tally.h: brings together what the ranks have of each subject, wherever they were read.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each subject belongs to one member of the team, its keeper. Values are added where a rank is read
 * and sent in batches; the keeper puts them into boxes, ranges of subjects of which one fits into
 * memory, and works on one box after the other. So memory is bounded, whatever the number of ranks.
 */
#ifndef RANKPROF_ANALYSIS_MERGE_TALLY_H
#define RANKPROF_ANALYSIS_MERGE_TALLY_H

#include "analysis/merge/subjects.h"
#include "analysis/team/mail.h"
#include "analysis/team/radix.h"
#include "analysis/team/spool.h"

struct rp_tally;

/*
 * `weights` says how many values each subject may have, about: shares of members and boxes are cut
 * by it. `box_values`: how many values a box shall have; 0: the usual number. All members give the
 * same. RP_E_FULL when there are more subjects than can be numbered.
 */
struct rp_tally_plan {
    const struct rp_subjects *subjects;
    const uint64_t *weights;
    size_t box_values;
    struct rp_spill *spill;
};
enum rp_status rp_tally_new(struct rp_tally **out, const struct rp_team *team,
                            const struct rp_tally_plan *plan, struct rp_error *error);
void rp_tally_free(struct rp_tally *tally); /* NULL is allowed */

/* The subjects that this member keeps: [*first, *end). */
void rp_tally_range(const struct rp_tally *tally, uint64_t *first, uint64_t *end);

/* A value above zero that a rank (its row) has of a subject; each comes once. */
struct rp_tally_value {
    uint64_t subject;
    uint64_t value;
    uint32_t metric;
    uint32_t rank;
};
enum rp_status rp_tally_add(struct rp_tally *tally, const struct rp_tally_value *value);

/* Collective. What was added goes to its keepers. */
enum rp_status rp_tally_send(struct rp_tally *tally, struct rp_team *team, enum rp_status mine,
                             struct rp_error *error);

/* All values that ranks have of a metric of a subject, in the order of the ranks. */
struct rp_tally_cell {
    uint64_t subject;
    uint32_t metric;
    struct rp_entry *values; /* key: row of the rank; may be changed */
    struct rp_entry *spare;  /* room for as many */
    size_t count;
};

/*
 * The next cell of this member's subjects, in the order of subjects and metrics; false at the end,
 * or after a failure, which is in *status then.
 */
bool rp_tally_next(struct rp_tally *tally, struct rp_tally_cell *out, enum rp_status *status);

#endif

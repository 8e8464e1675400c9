/* subjects.h: everything that statistics are made of, in one row of numbers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A subject is a context, a function, a node, a stretch of time ... : whatever has values by rank.
 * Subjects of one kind are numbered one after the other, and the kinds stand one behind the other,
 * so that one mechanism (tally) brings the values of all of them together.
 */
#ifndef RANKPROF_ANALYSIS_MERGE_SUBJECTS_H
#define RANKPROF_ANALYSIS_MERGE_SUBJECTS_H

#include "common/status.h"
#include "format/cluster_file.h"

/* Kind; the table that has its statistics. */
#define RP_SUBJECT_LIST(_)                                                                         \
    _(CONTEXT, statistic)                                                                          \
    _(FUNCTION, function_summary)                                                                  \
    _(INCLUSIVE, inclusive_summary)                                                                \
    _(JOB, job_summary)                                                                            \
    _(NODE, node_summary)                                                                          \
    _(TIME, time_summary)                                                                          \
    _(NODE_TIME, node_time)                                                                        \
    _(RANK_TIME, rank_time)                                                                        \
    _(CLASS, mpi_class)                                                                            \
    _(CLASS_TIME, mpi_class_time)

enum rp_subject_kind {
#define RP_SUBJECT_ENUM(kind, table) RP_SUBJECT_##kind,
    RP_SUBJECT_LIST(RP_SUBJECT_ENUM)
#undef RP_SUBJECT_ENUM
        RP_SUBJECT_KINDS
};

#define RP_MOST_STRETCHES 512u /* of time */
#define RP_MOST_GROUPS    512u /* of ranks */

/* Equal stretches of the time of the job. */
struct rp_stretches {
    uint64_t start_ns;
    uint64_t length_ns;
    uint32_t count;
};

/* Of the whole job, the same on all members. Owns nothing. */
struct rp_subjects {
    uint64_t first[RP_SUBJECT_KINDS + 1]; /* of each kind; the last is the number of all */
    uint32_t metrics;
    uint32_t ranks;
    uint32_t group_ranks; /* of each group but the last */
    struct rp_stretches stretches;
    const uint32_t *rank_nodes; /* by row of /ranks */
    const uint32_t *node_ranks; /* how many, by row of /nodes */
};

/* How many there are of what subjects are counted by. */
struct rp_subject_counts {
    uint64_t contexts, functions, nodes, ranks, metrics;
};

void rp_subjects_init(struct rp_subjects *out, const struct rp_subject_counts *counts,
                      const struct rp_cluster_session *session);

/* The number of subject `number` of a kind. */
static inline uint64_t rp_subject(const struct rp_subjects *subjects, enum rp_subject_kind kind,
                                  uint64_t number)
{
    return subjects->first[kind] + number;
}

enum rp_subject_kind rp_subject_kind_of(const struct rp_subjects *subjects, uint64_t subject);

/* The ranks that its statistics are over. */
uint32_t rp_subject_ranks(const struct rp_subjects *subjects, enum rp_subject_kind kind,
                          uint64_t subject);

/* The stretch of a moment; moments outside of the job are of the first or the last. */
uint32_t rp_stretch_of(const struct rp_stretches *stretches, uint64_t ns);
uint64_t rp_stretch_start(const struct rp_stretches *stretches, uint64_t stretch);

#endif

/* wait_sums.h: who waited, in what, and for whom: sums on their way to the tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAIT_SUMS_H
#define RANKPROF_ANALYSIS_WAITS_WAIT_SUMS_H

#include "analysis/input/roster.h"
#include "analysis/team/mail.h"
#include "format/cluster_tables.h"

/* Where a moment of lateness was found. */
enum rp_late_source {
    RP_LATE_SAMPLE =
        1, /* a sample: its context is known, its length is that of the sampling clock */
    RP_LATE_SLEEP = 2,   /* time in the kernel: context and length are known */
    RP_LATE_INSTANT = 3, /* a moment: its length is known, and its context only within a call */
};

/* Time that calls of context `wait` waited for a rank that was in context `late`. */
struct rp_late_sum {
    uint32_t wait;
    uint32_t late; /* RP_NO_ROW: not known */
    uint32_t rank; /* row of /ranks */
    uint32_t source;
    uint64_t time_ns;
    uint64_t samples;
};

struct rp_wait_sums {
    struct rp_rows waits;  /* of struct rp_cluster_mpi_wait */
    struct rp_rows late;   /* of struct rp_late_sum */
    struct rp_rows splits; /* of struct rp_cluster_mpi_split */
    enum rp_status status; /* RP_E_NOMEM: an addition was lost */
};

void rp_wait_sums_init(struct rp_wait_sums *sums);
void rp_wait_sums_release(struct rp_wait_sums *sums);

/* Each adds up; equal rows are joined now and then. */
void rp_wait_sums_add_wait(struct rp_wait_sums *sums, const struct rp_cluster_mpi_wait *wait);
void rp_wait_sums_add_late(struct rp_wait_sums *sums, const struct rp_late_sum *late);
void rp_wait_sums_add_split(struct rp_wait_sums *sums, const struct rp_cluster_mpi_split *split);

/*
 * Collective. Brings the sums of all members together and adds the rows of /mpi_waits, /mpi_late
 * and /mpi_splits, in their order. `contexts` is how many the job has, `period_ns` the distance of
 * samples.
 */
enum rp_status rp_wait_sums_tell(struct rp_wait_sums *sums, struct rp_team *team,
                                 struct rp_share *share, const struct rp_roster *roster,
                                 uint64_t contexts, struct rp_error *error);

/*
 * The rows of /mpi_late for one context in which `waited_ns` were waited; `late` are the sums of
 * that context, sorted. Instants tell for how long which rank was late, and whether within a call.
 * What it did outside of calls is told by its samples, in their proportions; ranks with few of them
 * are taken together. A rank that was late for long and hardly ever found by a sample was blocked:
 * that time is told without a context.
 */
enum rp_status rp_wait_sums_judge(const struct rp_late_sum *late, size_t count, uint64_t waited_ns,
                                  uint64_t period_ns, struct rp_rows *table);

#endif

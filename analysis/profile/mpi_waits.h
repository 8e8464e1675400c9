/* mpi_waits.h: in which calls ranks waited, and for what others did, put together for people.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_MPI_WAITS_H
#define RANKPROF_ANALYSIS_PROFILE_MPI_WAITS_H

#include "analysis/profile/profile.h"

struct rp_late_rank {
    uint32_t rank;
    uint64_t time_ns;
};

/*
 * What late ranks did while others waited: `head` is the function where their path leaves the path
 * of the call in which was waited, `leaf` the innermost one. Functions of the profile; RP_NO_ROW:
 * no sample saw it.
 */
struct rp_late {
    uint32_t head;
    uint32_t leaf;
    uint32_t context; /* the one with the most time */
    uint64_t time_ns;
    uint64_t samples;
    struct rp_late_rank *ranks; /* by time, largest first */
    size_t rank_count;
};

/* An MPI function as one function calls it; sums over ranks, call sites and paths. */
struct rp_wait_call {
    const char *call;     /* "MPI_Allreduce" */
    uint32_t caller;      /* function of the profile */
    uint32_t context;     /* the call with the most waiting */
    uint64_t calls;       /* that were looked at */
    uint64_t time_ns;     /* in the call */
    uint64_t waited_ns;   /* of which was waited */
    struct rp_late *late; /* by time, largest first */
    size_t late_count;
};

/* A function of late ranks with all it calls: of every path below its head. */
struct rp_late_function {
    uint32_t function;
    uint64_t self_ns, total_ns;
    uint32_t worst_rank; /* of the total */
    uint64_t worst_ns;
};

struct rp_waits {
    struct rp_wait_call *calls; /* by time waited, largest first */
    size_t call_count;
    struct rp_late_function *functions; /* by total, largest first */
    size_t function_count;
    uint64_t time_ns, waited_ns; /* of all calls */
    /* Not for others: */
    struct rp_late *late;
    struct rp_late_rank *ranks;
};

/* Of late ranks that are chosen in the profile. RP_E_NOMEM. */
enum rp_status rp_waits_of(const struct rp_profile *profile, struct rp_waits *out);
void rp_waits_release(struct rp_waits *waits); /* a zeroed one is allowed */

/* ---- parts of it ---- */

#define RP_WAITS_DEEPEST 1024u /* innermost functions of a path that are looked at */

struct rp_waits_path {
    uint32_t functions[RP_WAITS_DEEPEST]; /* of the profile, from the root on */
    size_t depth;
};

/* The functions from the root to a context; at most `most` innermost ones. Returns how many. */
size_t rp_waits_path(const struct rp_profile *profile, uint32_t context, uint32_t *path,
                     size_t most);

/* At which function the path of a late rank leaves that of the call in which was waited. */
size_t rp_waits_head(const struct rp_profile *profile, uint32_t wait, struct rp_waits_path *late);

/* Fills out->functions. */
enum rp_status rp_waits_functions(const struct rp_profile *profile, struct rp_waits *out);

#endif

/* sheets.h: the sheets of a report: everything that rules and metrics can ask for.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_SHEETS_H
#define RANKPROF_ANALYSIS_FINDINGS_SHEETS_H

#include "analysis/findings/binding.h"
#include "analysis/findings/sheet.h"
#include "analysis/profile/call_tree.h"
#include "analysis/profile/efficiency.h"
#include "analysis/profile/mpi_calls.h"
#include "analysis/profile/mpi_peers.h"
#include "analysis/profile/mpi_waits.h"

/* What the sheets are made of; not owned, and must outlive them. */
struct rp_sheet_sources {
    const struct rp_profile *profile; /* by time */
    const struct rp_efficiency *run;
    const struct rp_efficiency *slices;
    size_t slice_count;
    const struct rp_mpi_call_sum *calls;
    size_t call_count;
    const struct rp_mpi_peers *peers;
    const struct rp_waits *waits;
};

struct rp_sheets {
    struct rp_sheet_sources from;
    struct rp_bindings bindings;
    struct rp_call_tree tree; /* whose nodes are the rows of the sheet of paths */
    size_t slowest;           /* the chosen rank that is on the critical path: row of its sheet */
    struct rp_sheet of[RP_SORT_COUNT];
    /* Of ranks in equal stretches of the run: rows [rank][window]; no windows: too few slices. */
    struct rp_sheet windows;
    size_t window_count;
};

/* RP_E_NOMEM. Zeroed or made, they can be released. */
enum rp_status rp_sheets_make(struct rp_sheets *out, const struct rp_sheet_sources *from,
                              struct rp_error *error);
void rp_sheets_release(struct rp_sheets *sheets);

/* ---- the makers of each sort, in the order in which they need each other ---- */

enum rp_status rp_sheet_make_rank(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_node(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_path(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_function(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_call(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_slice(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_windows(struct rp_sheets *sheets);
enum rp_status rp_sheet_make_job(struct rp_sheets *sheets);

/*
 * Serialisation (efficiency.h) of the time outside MPI in which ranks had a CPU: where ranks only
 * take turns because there are too few CPUs it is near 1. Unknown without windows.
 */
double rp_sheet_work_serialisation(const struct rp_sheets *sheets);

/*
 * Standard error of what the slowest rank has more of useful time than the mean rank, in seconds,
 * by how it changes from window to window, which hangs together. Unknown without windows.
 */
double rp_sheet_useful_noise(const struct rp_sheets *sheets);

#endif

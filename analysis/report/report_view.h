/* report_view.h: the one model of a report, and what its views share; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Text, JSON, CSV, the HTML page and the exports all read struct rp_report, which is computed once
 * (report_model.c), so that no two of them can disagree.
 */
#ifndef RANKPROF_ANALYSIS_REPORT_REPORT_VIEW_H
#define RANKPROF_ANALYSIS_REPORT_REPORT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/findings/insight.h"
#include "analysis/profile/efficiency.h"
#include "analysis/profile/first_end.h"
#include "analysis/profile/gpu_profile.h"
#include "analysis/profile/mpi_calls.h"
#include "analysis/profile/mpi_peers.h"
#include "analysis/profile/mpi_waits.h"
#include "analysis/profile/outliers.h"
#include "analysis/profile/profile.h"
#include "analysis/profile/quality.h"
#include "analysis/profile/regions.h"
#include "analysis/report/report.h"
#include "analysis/report/report_input.h"
#include "analysis/report/terminal.h"

struct rp_report {
    const struct rp_report_settings *settings;
    struct rp_report_input input;
    const char *shown;                  /* path, of the input */
    const struct rp_cluster_file *file; /* of the input */
    struct rp_profile *profile;         /* of the metric that was chosen */
    uint32_t *order;                    /* functions by exclusive value */
    struct rp_quality quality;
    struct rp_efficiency efficiency; /* of the run; no ranks: there is no MPI */
    struct rp_efficiency *slices;
    size_t slice_count;
    struct rp_region_sum *regions; /* each followed by those within it */
    size_t region_count;
    struct rp_mpi_call_sum *calls; /* by time */
    size_t call_count;
    struct rp_mpi_peers peers;
    struct rp_waits waits;
    struct rp_gpu_profile gpu;
    struct rp_outliers outliers;
    struct rp_insight insight; /* findings and discrepancies */
    struct rp_first_end first_end;
    bool partial;

    /* How text and CSV are shown. */
    struct rp_terminal terminal;
    size_t limit; /* rows; 0: what fits the view */
};

/*
 * Loads the profile that the settings name and computes all of the model; `terminal` is left to the
 * caller. On failure nothing is left to close.
 */
enum rp_status rp_report_open(struct rp_report *report, const struct rp_report_settings *settings,
                              FILE *messages, struct rp_error *error);
void rp_report_close(struct rp_report *report);

/* A view in each form. Text and CSV are of the view; JSON is one object with what it adds. */
struct rp_report_view {
    const char *name;
    enum rp_status (*text)(const struct rp_report *report, struct rp_error *error);
    enum rp_status (*csv)(const struct rp_report *report, struct rp_error *error);
};

enum rp_status rp_report_top(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_findings(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_tree(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_callers(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_roofline(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_metrics(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_mpi(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_waits(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_efficiency(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_regions(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_gpu(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_ranks(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_quality(const struct rp_report *report, struct rp_error *error);

enum rp_status rp_report_csv_findings(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_top(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_tree(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_callers(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_roofline(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_metrics(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_mpi(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_waits(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_efficiency(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_regions(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_gpu(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_ranks(const struct rp_report *report, struct rp_error *error);
enum rp_status rp_report_csv_quality(const struct rp_report *report, struct rp_error *error);

enum rp_status rp_report_json(const struct rp_report *report, struct rp_error *error);

/* The lines above every text view, written by the view once it knows that it can be shown. */
void rp_report_header(const struct rp_report *report);

/* Who waited for whom, as a part of a view; nothing when nothing is known of it. */
void rp_report_write_waits(const struct rp_report *report);

/* The findings that matter most, as a part of a view. */
void rp_report_write_look_first(const struct rp_report *report);

/* The regions, as a part of a view. */
void rp_report_write_regions(const struct rp_report *report);

/* What should be equal for ranks, nodes and software and is not, as a part of a view. */
void rp_report_write_discrepancies(const struct rp_report *report);

/* ---- what views say in the same way ---- */

/* A field of CSV, in quotes where the standard wants them; names made safe as on a terminal. */
void rp_report_csv_text(FILE *out, const char *text);

/* A text attribute of the session; "" when there is none. */
const char *rp_report_text(const struct rp_report *report, const char *key);

/* "12.3 s", "4.1 k": a value with its unit, short enough for a column of 9. */
void rp_report_value(char *text, size_t bytes, double value, const char *unit);

/* The same for times from below a microsecond to hours: "4.1 us", "1.203 s". */
void rp_report_time(char *text, size_t bytes, uint64_t time_ns);

/* Names and factor of what a unit of ours is in SI: ns become s. */
struct rp_report_unit {
    const char *name;
    double factor;
};
struct rp_report_unit rp_report_unit(const char *unit);

/* "0", "SIGKILL", "unknown": how the first process of a rank ended. */
void rp_report_end(char *text, size_t bytes, const struct rp_cluster_rank *rank);

/* Shows how far a maximum is above the mean: "", "!" or "!!". */
const char *rp_report_mark(double max_over_mean, uint64_t samples);

/* Writes a function's name in `room` columns, with its source when it is an interpreted one. */
void rp_report_function(const struct rp_report *report, uint32_t function, int room);

/* The last part of a path, for a column. */
const char *rp_report_base_name(const char *path);

/* The error of a view of MPI when the profile holds none. */
enum rp_status rp_report_no_mpi(const struct rp_report *report, struct rp_error *error);

/* Functions with a value, at most the limit, or `usual` when none was given. */
size_t rp_report_rows(const struct rp_report *report, size_t usual);

/*
 * The functions whose callers are asked for: those with the text in their name, or the hottest.
 * *out is a part of report->order's functions; the caller frees it.
 */
enum rp_status rp_report_wanted(const struct rp_report *report, uint32_t **out, size_t *count,
                                struct rp_error *error);

#endif

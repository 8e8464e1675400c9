/* top.h: what a running job did in its last slices, on one screen that is drawn again and again.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_LIVE_TOP_H
#define RANKPROF_ANALYSIS_LIVE_TOP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "analysis/live/stack_names.h"
#include "analysis/report/terminal.h"
#include "analysis/team/text_pool.h"
#include "common/error.h"

/* A function, in the last slices of each rank; times in seconds of the sampling clock. */
struct rp_top_function {
    uint32_t name;
    double self_s, total_s;
    double most_s; /* self, of the rank with most of it */
    uint32_t worst;
};

/* A rank in its last slices. Shares are of its wall time, for each core that it kept busy. */
struct rp_top_rank {
    uint32_t rank;
    uint32_t node; /* name */
    bool is_running;
    double age_s;    /* since the last one ended */
    double length_s; /* of all of them */
    double cpus;     /* CPU time by wall time */
    double mpi;      /* share of the time between MPI_Init and MPI_Finalize; -1: not in MPI */
    double off;      /* share of the time of its threads in which they did not run */
    double resident_bytes;
};

struct rp_top {
    struct rp_text_pool names;
    struct rp_rows functions; /* of struct rp_top_function, by self time */
    struct rp_rows ranks;     /* of struct rp_top_rank, by number */
    uint32_t job, program;    /* names */
    uint32_t ranks_expected;  /* 0: not known */
    size_t running, stale, unreadable;
    double up_s;
    double time_s; /* of all functions */
    double samples_hz;
    double lost;
    double overhead; /* share of the CPU time */
};

/* Reads the last slice of each rank. The names of modules are kept for the next time. */
enum rp_status rp_top_gather(struct rp_top *out, struct rp_stack_names *names,
                             const char *directory, struct rp_error *error);
void rp_top_release(struct rp_top *top); /* a zeroed one is allowed */

enum rp_top_view { RP_TOP_FUNCTIONS, RP_TOP_RANKS, RP_TOP_VIEWS };
enum rp_top_sort { RP_TOP_SELF, RP_TOP_TOTAL, RP_TOP_IMBALANCE, RP_TOP_SORTS };

/* How it is looked at. */
struct rp_top_look {
    enum rp_top_view view;
    enum rp_top_sort sort;
    char filter[64];   /* only names with this text; "": all */
    bool is_filtering; /* it is being typed */
    bool is_paused;
    bool shows_help;
};

/*
 * Draws one screen of terminal->columns and `rows` lines, no line longer and none more. With rows
 * 0 all functions of 0.1 % and more, for what is no terminal.
 */
void rp_top_draw(struct rp_top *top, const struct rp_top_look *look,
                 const struct rp_terminal *terminal, int rows);

/* What `rankprof top` was asked for. */
struct rp_top_settings {
    const char *directory;
    double interval_s;
    bool once;
    const char *color;
};

/* Until q is pressed, or the job has ended; once when the output is no terminal. */
enum rp_status rp_top_show(const struct rp_top_settings *settings, FILE *out,
                           struct rp_error *error);

#endif

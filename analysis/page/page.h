/* page.h: the parts that the HTML page of a report is made of; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The page holds the report's JSON and, beside it, columns for what is drawn. Everything is reduced
 * so that it stays small, and so that what is left out is summed up: shown + merged = total.
 */
#ifndef RANKPROF_ANALYSIS_PAGE_PAGE_H
#define RANKPROF_ANALYSIS_PAGE_PAGE_H

#include <jansson.h>

#include "analysis/compare/diff_view.h"
#include "analysis/page/page_bytes.h"
#include "analysis/profile/call_tree.h"
#include "analysis/profile/profile_set.h"
#include "analysis/report/report_view.h"

/* How much of a profile the page may hold. */
struct rp_page_limits {
    size_t nodes;      /* of the call tree */
    size_t functions;  /* in the table, by each metric */
    size_t rank_cells; /* of the call tree by ranks */
    size_t heat_cells; /* of ranks by time, all layers together */
};

/*
 * The call tree as the page shows it: in the order of display, a parent before its children, and
 * after the children of a node one leaf for those that are too small, if there are any.
 */
struct rp_page_node {
    uint32_t parent;   /* in the page's tree */
    uint32_t node;     /* of the call trees; of a leaf of merged nodes: their parent */
    uint32_t function; /* of the profile; RP_PAGE_MERGED: such a leaf */
    uint32_t hidden;   /* nodes that a leaf stands for */
};
#define RP_PAGE_MERGED UINT32_MAX

struct rp_page_tree {
    struct rp_page_node *nodes;
    size_t count;
    uint32_t *shown_as; /* by node of the call trees: where it or what it is merged in stands */
    double **self;      /* [metric][node] */
};

/* The functions of the page by their numbers there: first those of the table. */
struct rp_page_functions {
    uint32_t *list;   /* functions of the profile */
    uint32_t *number; /* by function of the profile; RP_NO_ROW: not in the page */
    size_t count;
    size_t tabulated;
};

/* The run that the page's is compared with. */
struct rp_page_before {
    struct rp_report_input input;
    struct rp_diff diff; /* by the page's first metric */
};

struct rp_page {
    const struct rp_report *report;
    const struct rp_page_before *before; /* NULL: with none */
    struct rp_profile_set set;
    struct rp_call_tree *trees; /* by metric; nodes have the same numbers in all */
    struct rp_page_limits limits;
    struct rp_page_tree tree;
    struct rp_page_functions functions;
    json_t *about; /* "page" of the JSON: what the sections hold */
    FILE *out;
};

/* Chooses the nodes and sums up the others. */
enum rp_status rp_page_tree_init(struct rp_page_tree *tree, const struct rp_page *page);
void rp_page_tree_release(struct rp_page_tree *tree, size_t metrics);

/* Of the largest by each metric, then of those in the tree, which must be there. */
enum rp_status rp_page_functions_init(struct rp_page_functions *functions,
                                      const struct rp_page *page);
void rp_page_functions_release(struct rp_page_functions *functions);

/* Each writes its sections and says in page->about what they hold. RP_E_NOMEM. */
enum rp_status rp_page_write_functions(struct rp_page *page);
enum rp_status rp_page_write_tree(struct rp_page *page);
enum rp_status rp_page_write_ranks(struct rp_page *page);
enum rp_status rp_page_write_cube(struct rp_page *page);
enum rp_status rp_page_write_peaks(struct rp_page *page);
enum rp_status rp_page_write_heat(struct rp_page *page);
enum rp_status rp_page_write_peers(struct rp_page *page);
enum rp_status rp_page_write_before(struct rp_page *page); /* nothing without a run before */

/*
 * Loads the run in `path` and compares the report's with it. On failure nothing is left to close.
 */
enum rp_status rp_page_before_open(struct rp_page_before *before, const char *path,
                                   const struct rp_report *report, struct rp_error *error);
void rp_page_before_close(struct rp_page_before *before);

/* The whole page, to be freed; `before` may be NULL. RP_E_NOMEM. */
enum rp_status rp_page_make(const struct rp_report *report, const struct rp_page_before *before,
                            const struct rp_page_limits *limits, char **out, size_t *bytes,
                            struct rp_error *error);

/* The report as tables that need no script. */
void rp_page_write_static(const struct rp_report *report, FILE *out);

/* One section: deflated, in base64, in an element that no browser executes. */
enum rp_status rp_page_section(struct rp_page *page, const char *name, struct rp_page_bytes *bytes);

void rp_page_base64(FILE *out, const unsigned char *bytes, size_t count);

/* `text` made safe, with what HTML means something by escaped. */
void rp_page_text(FILE *out, const char *text);

/* Which rows of /metrics are the profile's, to be freed; NULL without memory. */
bool *rp_page_metric_rows(const struct rp_profile *profile);

/* Calls `add` for each value of the profile's metric, in the order of its ranks; `rank` is a number
 * of them. False without memory. */
typedef void rp_page_add(void *to, size_t rank, uint32_t context, uint64_t value);
bool rp_page_each_value(const struct rp_profile *profile, rp_page_add *add, void *to);

/* Ranks are drawn in bins of neighbours: the first rank of bin `bin` of `bins`. */
size_t rp_page_bin_start(size_t ranks, size_t bins, size_t bin);

#endif

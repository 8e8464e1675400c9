/* sheet.h: named numbers of all things of one sort, which rules of findings and metrics read.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A row is a thing, its subject: a rank, a call path, an MPI function. A column is a quantity of
 * that sort, or a metric that was counted. What is not known is RP_UNKNOWN. Times are in seconds,
 * shares from 0 to 1.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_SHEET_H
#define RANKPROF_ANALYSIS_FINDINGS_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/findings/expression.h"
#include "analysis/profile/profile.h"

/* The sorts of things, as rules name them; in the order in which findings of equal worth stand. */
#define RP_SORT_LIST(_)                                                                            \
    _(job)                                                                                         \
    _(node)                                                                                        \
    _(rank)                                                                                        \
    _(path)                                                                                        \
    _(function)                                                                                    \
    _(call)                                                                                        \
    _(slice)

enum rp_sort {
#define RP_SORT_ENUM(name) RP_SORT_##name,
    RP_SORT_LIST(RP_SORT_ENUM)
#undef RP_SORT_ENUM
        RP_SORT_COUNT
};

/* "rank" */
const char *rp_sort_name(enum rp_sort sort);

/* A column that every sheet of a sort has. */
struct rp_quantity {
    const char *name;
    const char *unit; /* "s", "share", "count", "bytes", "rank" */
    const char *meaning;
};

/* Ended by a NULL name. */
extern const struct rp_quantity *const rp_quantities[RP_SORT_COUNT];

/* What a row is about. Texts belong to the cluster file unless they are `own`. */
struct rp_subject {
    const char *name;  /* of a function or call; of a node; "" */
    char *own;         /* the call path "main > solve", or NULL */
    uint32_t rank;     /* the rank that it is most about, RP_NO_ROW: none */
    uint32_t node;     /* row of /nodes, RP_NO_ROW: none */
    uint32_t function; /* of the profile, RP_NO_ROW: none */
};

struct rp_sheet {
    enum rp_sort sort;
    size_t rows;
    size_t own_columns; /* quantities of the sort; those of metrics follow */
    size_t columns;
    const char **names; /* [column] */
    double *values;     /* [row][column] */
    struct rp_subject *subjects;
};

/*
 * A sheet with all values unknown; its columns are those of the sort and, where `metrics` is
 * given, one for each metric of the file that was counted. RP_E_NOMEM.
 */
enum rp_status rp_sheet_init(struct rp_sheet *sheet, enum rp_sort sort, size_t rows,
                             const struct rp_cluster_file *metrics);
void rp_sheet_release(struct rp_sheet *sheet); /* a zeroed one is allowed */

/*
 * For each row of the file's metrics its column, or the number of columns; to be freed. NULL when
 * out of memory.
 */
size_t *rp_sheet_metric_columns(const struct rp_sheet *sheet, const struct rp_cluster_file *file);

/* What a value of the metric is multiplied with in a sheet: ns become s. */
double rp_metric_factor(const struct rp_cluster_file *file, size_t metric);

/* The column of that name, or the number of columns. */
size_t rp_sheet_find(const struct rp_sheet *sheet, const char *name);

static inline double *rp_sheet_row(const struct rp_sheet *sheet, size_t row)
{
    return sheet->values + row * sheet->columns;
}

#endif

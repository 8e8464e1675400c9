/* findings.h: where the checks say what they found, and the checks of each kind of file.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_FINDINGS_H
#define RANKPROF_FORMAT_FINDINGS_H

#include <stddef.h>

#include "format/cluster_file.h"
#include "format/rank_reader.h"

struct rp_findings {
    void (*say)(void *context, const char *sentence);
    void *context;
    size_t count;
    size_t in_table; /* of these, since rp_findings_table() */
};

/* Begins a table or a rule: at most 20 sentences are said for each, all are counted. */
void rp_findings_table(struct rp_findings *findings);
void rp_finding(struct rp_findings *findings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The rules on the contents, of a file that could be loaded. */
enum rp_status rp_check_rank(struct rp_findings *findings, const char *path,
                             struct rp_error *error);
enum rp_status rp_check_cluster(struct rp_findings *findings, const char *path,
                                struct rp_error *error);

/* Its statistics, its summary alone. RP_E_NOMEM; what cannot be read is the file's failure. */
enum rp_status rp_check_statistics(struct rp_findings *findings,
                                   const struct rp_cluster_file *file);
enum rp_status rp_check_summary(struct rp_findings *findings, const struct rp_cluster_file *file);

#endif

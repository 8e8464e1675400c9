/* cluster_sample.h: makes cluster files with known contents, for the tests of the format.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Three ranks on one node and two metrics. Rank r spends cluster_sample_value(r, c) in context c;
 * what is zero has no row. All rows keep every rule, until cluster_sample_set() plants a fault.
 */
#ifndef RANKPROF_TESTS_UNIT_CLUSTER_SAMPLE_H
#define RANKPROF_TESTS_UNIT_CLUSTER_SAMPLE_H

#include "format/cluster_file.h"

#define CLUSTER_SAMPLE_RANKS 3u

struct cluster_sample {
    struct rp_cluster_heading heading;
    struct rp_cluster_part parts[RP_CLUSTER_TABLE_COUNT + 1]; /* the last: the string heap */
    void *rows[RP_CLUSTER_TABLE_COUNT + 1];                   /* the same, to be changed */
};

uint64_t cluster_sample_value(unsigned rank, unsigned context);

/* Zero contexts make a file whose tables are all empty. */
struct cluster_sample *cluster_sample_new(unsigned contexts);
void cluster_sample_free(struct cluster_sample *sample);

/* Changes one number; for columns of doubles `value` is rounded to one. */
void cluster_sample_set(struct cluster_sample *sample, enum rp_cluster_table table,
                        const char *column, size_t row, uint64_t value);

/* Opens a writer and gives it all tables; a failure abandons the file. */
enum rp_status cluster_sample_fill(const struct cluster_sample *sample, const char *path,
                                   struct rp_cluster_writer **out, struct rp_error *error);
enum rp_status cluster_sample_write(const struct cluster_sample *sample, const char *path,
                                    struct rp_error *error);

#endif

/* cluster_reader.h: an open cluster file: tables by pieces, texts by chunks of the heap.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Inside format/ only; others see struct rp_cluster_file.
 */
#ifndef RANKPROF_FORMAT_CLUSTER_READER_H
#define RANKPROF_FORMAT_CLUSTER_READER_H

#include <hdf5.h>

#include "format/cluster_file.h"
#include "format/table.h"

struct rp_cluster_reader {
    char *path;
    hid_t handle;
    uint64_t file_bytes;
    struct rp_table
        tables[RP_CLUSTER_TABLE_COUNT + 1]; /* those that are open; the last: the heap */
    char *heap;                             /* room for all of it, of which some chunks were read */
    bool *chunks;                           /* which ones */
    uint64_t heap_bytes;
    struct rp_error failure; /* the first one */
};

enum rp_status rp_cluster_reader_open(struct rp_cluster_reader **out, const char *path,
                                      struct rp_error *error);
void rp_cluster_reader_close(struct rp_cluster_reader *reader); /* NULL is allowed */

/* The number of a table's rows; `table` may be RP_CLUSTER_TABLE_COUNT for the string heap. */
enum rp_status rp_cluster_reader_count(struct rp_cluster_reader *reader, size_t table,
                                       uint64_t *out, struct rp_error *error);

/* Reads rows, which must be there; their numbers are not checked. */
enum rp_status rp_cluster_reader_rows(struct rp_cluster_reader *reader, size_t table,
                                      uint64_t first, size_t count, void *rows,
                                      struct rp_error *error);

/* The text at `offset`; "" for one that is not there or cannot be read. */
const char *rp_cluster_reader_text(struct rp_cluster_reader *reader, uint32_t offset);

#endif

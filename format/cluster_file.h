/* cluster_file.h: reads and writes a cluster file.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The writer is the same for one process and for many: with parallel HDF5 every process calls
 * every function (they are collective) with its own part of each table, and the parts are laid
 * out in the order of the processes.
 */
#ifndef RANKPROF_FORMAT_CLUSTER_FILE_H
#define RANKPROF_FORMAT_CLUSTER_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "format/cluster_tables.h"
#include "format/parallel.h"

/* Tables by name: RP_CLUSTER_TABLE_context, ... */
enum rp_cluster_table {
#define RP_CLUSTER_TABLE_ENUM(name, group, list) RP_CLUSTER_TABLE_##name,
    RP_CLUSTER_TABLES(RP_CLUSTER_TABLE_ENUM)
#undef RP_CLUSTER_TABLE_ENUM
        RP_CLUSTER_TABLE_COUNT
};

/* ---- writer ---- */

struct rp_cluster_writer;

/* What /session holds; nothing is owned. */
struct rp_cluster_heading {
    struct rp_cluster_session session;
    const struct rp_identity_entry *texts; /* text attributes: "job", "command" */
    size_t text_count;
};

/* One process's part of a table, or of the string heap (whose rows are bytes). Owns nothing. */
struct rp_cluster_part {
    const void *rows; /* an array of the table's structs */
    size_t count;     /* how many rows this process holds */
    uint64_t first;   /* where they stand among all */
    uint64_t total;   /* rows of all processes */
};

/* Collective. Creates PATH.part.<pid of the first process>; never touches an existing PATH. */
enum rp_status rp_cluster_writer_open(struct rp_cluster_writer **out, const char *path,
                                      const struct rp_parallel *parallel,
                                      const struct rp_cluster_heading *heading,
                                      struct rp_error *error);

/* Collective. Writes the whole table, each process its own part. */
enum rp_status rp_cluster_writer_table(struct rp_cluster_writer *writer,
                                       enum rp_cluster_table table,
                                       const struct rp_cluster_part *part, struct rp_error *error);

/*
 * A table that is written in pieces, for rows that are never all in memory. All three are
 * collective: a process that has no more rows goes on calling with none, until no process has any.
 */
struct rp_cluster_stream;
enum rp_status rp_cluster_stream_begin(struct rp_cluster_stream **out,
                                       struct rp_cluster_writer *writer,
                                       enum rp_cluster_table table, uint64_t total,
                                       struct rp_error *error);
enum rp_status rp_cluster_stream_write(struct rp_cluster_stream *stream, const void *rows,
                                       uint64_t first, size_t count, struct rp_error *error);
void rp_cluster_stream_end(struct rp_cluster_stream *stream); /* NULL is allowed */

/* Collective. The string heap, in parts as above. */
enum rp_status rp_cluster_writer_strings(struct rp_cluster_writer *writer,
                                         const struct rp_cluster_part *part,
                                         struct rp_error *error);

/* Collective. Tables that were not written are empty. Marks the file closed, syncs, renames over
 * PATH in one step, and frees. */
enum rp_status rp_cluster_writer_close(struct rp_cluster_writer *writer, struct rp_error *error);
void rp_cluster_writer_abandon(struct rp_cluster_writer *writer); /* removes the part; NULL is ok */

/* ---- reader (one process) ---- */

struct rp_cluster_reader;

/*
 * A cluster file. Tables that grow with the number of ranks times something are read as they are
 * scanned: rp_cluster_is_scanned() tells which; their rows here are NULL, their counts are right.
 * All others are in memory. A file made in memory, without a reader, has all rows.
 */
struct rp_cluster_file {
    struct rp_cluster_session session;
#define RP_CLUSTER_MEMBER(name, group, list)                                                       \
    struct rp_cluster_##name *name##_rows;                                                         \
    size_t name##_count;
    RP_CLUSTER_TABLES(RP_CLUSTER_MEMBER)
#undef RP_CLUSTER_MEMBER
    struct rp_identity_entry *texts; /* text attributes of /session */
    size_t text_count;
    char *strings; /* of a file made in memory */
    size_t string_bytes;
    struct rp_cluster_reader *reader;
};

bool rp_cluster_is_scanned(enum rp_cluster_table table);

/* Opens `path`; row numbers are checked, so they may be used as indexes. */
enum rp_status rp_cluster_file_load(struct rp_cluster_file **out, const char *path,
                                    struct rp_error *error);
void rp_cluster_file_free(struct rp_cluster_file *file); /* NULL is allowed */

/* Brings a table that is scanned into memory: its rows are there then, and may be many. */
enum rp_status rp_cluster_file_hold(struct rp_cluster_file *file, enum rp_cluster_table table,
                                    struct rp_error *error);

/* The text at `offset` of the string heap; "" for an offset that is not in it. */
const char *rp_cluster_file_text(const struct rp_cluster_file *file, uint32_t offset);

/*
 * What could not be read after the file was loaded: a scan that meets it ends as if there were no
 * more rows, a text is "". RP_OK when all could be read so far.
 */
enum rp_status rp_cluster_file_failure(const struct rp_cluster_file *file, struct rp_error *error);

/* Rows of a table one after the other. */
struct rp_cluster_scan {
    const struct rp_cluster_file *file;
    enum rp_cluster_table table;
    size_t row_bytes;
    uint64_t next; /* row of the table, after those in memory */
    uint64_t end;
    const char *row; /* the next one in memory */
    size_t left;
    char *buffer; /* owned; NULL when the rows are the file's */
};

/* All rows of a table. */
void rp_cluster_scan_begin(struct rp_cluster_scan *scan, const struct rp_cluster_file *file,
                           enum rp_cluster_table table);
void rp_cluster_scan_end(struct rp_cluster_scan *scan);

/* Brings more rows into memory; false when there are none. */
bool rp_cluster_scan_fill(struct rp_cluster_scan *scan);

/* The next row, valid until the call after it; NULL: there is none. */
static inline const void *rp_cluster_scan_next(struct rp_cluster_scan *scan)
{
    const char *row = NULL;

    if (scan->left == 0 && !rp_cluster_scan_fill(scan))
        return NULL;
    row = scan->row;
    scan->row += scan->row_bytes;
    scan->left--;
    return row;
}

#endif

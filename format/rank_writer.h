/* rank_writer.h: writes one rank file, a slice at a time, readable at any moment.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Rows are collected in memory until rp_rank_writer_commit(), which writes them, flushes, and
 * writes the slice's commit record last (SWMR mode). A row's number is given when it is added and
 * never changes; unused rows follow each slice, because a slice starts on a chunk boundary.
 */
#ifndef RANKPROF_FORMAT_RANK_WRITER_H
#define RANKPROF_FORMAT_RANK_WRITER_H

#include <stddef.h>

#include "common/error.h"
#include "format/part_file.h"
#include "format/rank_tables.h"

struct rp_rank_writer;

/* Tables whose rows others name by their numbers, and those whose rows nobody names. */
#define RP_RANK_NAMED_ROWS(_) _(context) _(thread) _(process) _(module) _(metric) _(gpu) _(sensor)
#define RP_RANK_UNNAMED_ROWS(_)                                                                    \
    _(end)                                                                                         \
    _(mpi_time)                                                                                    \
    _(mpi_traffic)                                                                                 \
    _(generated) _(gpu_state) _(gpu_operation) _(gpu_time) _(gpu_event) _(reading) _(mark) _(stack)

/*
 * Creates PATH.part, empty and locked, which stands for `path` until the file is complete. Never
 * overwrites: RP_E_EXISTS. The descriptor may be inherited: who looks for the file finds it, and
 * its writer alive, from now on. `out` is released by the caller, or given to a writer.
 */
enum rp_status rp_rank_file_reserve(struct rp_part_file *out, const char *path,
                                    struct rp_error *error);

/*
 * Writes the file that was reserved; rp_rank_writer_close() gives it its name. Takes `reserved`, on
 * failure too, and then removes the file. The identity entries are copied. Meant for a process that
 * does little else: it makes malloc keep freed memory (mallopt), because HDF5 takes and frees so
 * much at each flush.
 */
enum rp_status rp_rank_writer_start(struct rp_rank_writer **out, struct rp_part_file *reserved,
                                    const struct rp_rank_session *session,
                                    const struct rp_identity_entry *identity, size_t identity_count,
                                    struct rp_error *error);

/* Reserves `path` and starts. */
enum rp_status rp_rank_writer_open(struct rp_rank_writer **out, const char *path,
                                   const struct rp_rank_session *session,
                                   const struct rp_identity_entry *identity, size_t identity_count,
                                   struct rp_error *error);

/* Offset of `text` in /strings/bytes, the same for equal texts. RP_E_NOMEM on failure. */
enum rp_status rp_rank_writer_string(struct rp_rank_writer *writer, const char *text,
                                     uint32_t *out);

/*
 * Each adds a row to the slice being collected and stores the row's number in *out (may be NULL).
 * The first context added must be the root, which gets number 0. RP_E_USAGE for a row that would
 * read as "not used" (a context of kind 0, a module without a path, a process with pid 0, ...) and
 * for one of GPUs where the session has no such tables; a value with delta 0 is left out. The
 * number of the slice is filled in. RP_E_FULL when the table can hold no more, RP_E_NOMEM.
 */
#define RP_RANK_DECLARE_NAMED(name)                                                                \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row, uint32_t *out);
#define RP_RANK_DECLARE_UNNAMED(name)                                                              \
    enum rp_status rp_rank_writer_add_##name(struct rp_rank_writer *writer,                        \
                                             const struct rp_rank_##name *row);
RP_RANK_NAMED_ROWS(RP_RANK_DECLARE_NAMED)
RP_RANK_UNNAMED_ROWS(RP_RANK_DECLARE_UNNAMED)
RP_RANK_DECLARE_UNNAMED(value)
RP_RANK_DECLARE_UNNAMED(tick)
#undef RP_RANK_DECLARE_NAMED
#undef RP_RANK_DECLARE_UNNAMED

/*
 * Writes the slice. The *_first and *_count fields of *slice are filled in by the writer; end_ns
 * must not be 0. After a failure (disk full) the file stays readable up to the last good slice and
 * every row added stays pending: the next commit, which may be tried any number of times, writes
 * them with its own record. So no value is lost, but its time is coarser; carry the ledger of the
 * failed record over into the next one.
 */
enum rp_status rp_rank_writer_commit(struct rp_rank_writer *writer,
                                     const struct rp_rank_slice *slice, struct rp_error *error);

/*
 * Marks the file closed, syncs, renames it to its final name, and frees. NULL is allowed. When rows
 * were added that no commit could write, the state stays "open": readers then call the file
 * partial. After a failure the file is still PATH.part, readable to the last whole slice.
 */
enum rp_status rp_rank_writer_close(struct rp_rank_writer *writer, struct rp_error *error);

/* Frees without completing the file: it stays as PATH.part, state "open". NULL is allowed. */
void rp_rank_writer_abandon(struct rp_rank_writer *writer);

#endif

/* cluster_load.c: opens a cluster file and loads what does not grow with its ranks times something.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/cluster_reader.h"
#include "format/cluster_rows.h"
#include "format/file_header.h"
#include "format/h5.h"
#include "format/texts.h"

static const bool is_loaded[RP_CLUSTER_TABLE_COUNT] = {
    [RP_CLUSTER_TABLE_context] = true,       [RP_CLUSTER_TABLE_function] = true,
    [RP_CLUSTER_TABLE_rank] = true,          [RP_CLUSTER_TABLE_node] = true,
    [RP_CLUSTER_TABLE_remark] = true,        [RP_CLUSTER_TABLE_metric] = true,
    [RP_CLUSTER_TABLE_module] = true,        [RP_CLUSTER_TABLE_gpu] = true,
    [RP_CLUSTER_TABLE_sensor] = true,        [RP_CLUSTER_TABLE_clock] = true,
    [RP_CLUSTER_TABLE_mpi_wait] = true,      [RP_CLUSTER_TABLE_mpi_late] = true,
    [RP_CLUSTER_TABLE_process] = true,       [RP_CLUSTER_TABLE_gpu_state] = true,
    [RP_CLUSTER_TABLE_gpu_time] = true,      [RP_CLUSTER_TABLE_gpu_idle] = true,
    [RP_CLUSTER_TABLE_gpu_operation] = true, [RP_CLUSTER_TABLE_reading] = true,
};

bool rp_cluster_is_scanned(enum rp_cluster_table table)
{
    return !is_loaded[table];
}

static enum rp_status load_rows(const struct rp_cluster_file *file, size_t table, uint64_t count,
                                void **out, struct rp_error *error)
{
    const size_t row_bytes = rp_schema_table(RP_FILE_CLUSTER, table)->row_bytes;
    void *const rows = calloc(count + 1, row_bytes);
    enum rp_status status = RP_OK;

    if (!rows)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory",
                            file->reader->path);
    status = rp_cluster_reader_rows(file->reader, table, 0, count, rows, error);
    if (status == RP_OK)
        *out = rows;
    else
        free(rows);
    return status;
}

static enum rp_status load_table(struct rp_cluster_file *file, size_t table, struct rp_error *error)
{
    uint64_t count = 0;
    void *rows = NULL;
    enum rp_status status = rp_cluster_reader_count(file->reader, table, &count, error);

    if (status == RP_OK && table < RP_CLUSTER_TABLE_COUNT && is_loaded[table])
        status = load_rows(file, table, count, &rows, error);
    if (status == RP_OK)
        rp_cluster_rows_set(file, table, rows, count);
    return status;
}

static enum rp_status check_rows(const struct rp_cluster_file *file, struct rp_error *error)
{
    struct rp_cluster_fault fault;

    return rp_cluster_find_fault(file, &fault)
               ? rp_cluster_fault_set(&fault, file->reader->path, error)
               : RP_OK;
}

enum rp_status rp_cluster_file_hold(struct rp_cluster_file *file, enum rp_cluster_table table,
                                    struct rp_error *error)
{
    struct rp_cluster_fault fault;
    size_t count = 0;
    void *held = NULL;
    enum rp_status status = RP_OK;

    if (!file->reader || rp_cluster_rows(file, table, &count))
        return RP_OK;
    status = load_rows(file, table, count, &held, error);
    if (status == RP_OK && rp_cluster_find_row_fault(file, table, held, count, &fault)) {
        free(held);
        return rp_cluster_fault_set(&fault, file->reader->path, error);
    }
    if (status == RP_OK)
        rp_cluster_rows_set(file, table, held, count);
    return status;
}

static bool is_own_text(const char *key)
{
    return strcmp(key, "state") == 0 || strcmp(key, "rankprof_version") == 0;
}

/* Keeps the texts that were given to the writer: the file's own ones are left out. */
static enum rp_status load_texts(struct rp_cluster_file *file, struct rp_error *error)
{
    const hid_t group = H5Gopen2(file->reader->handle, "session", H5P_DEFAULT);
    struct rp_texts texts = {NULL, 0};
    enum rp_status status = RP_OK;
    size_t kept = 0;

    if (group < 0 || !rp_texts_read(group, &texts))
        status = rp_h5_fail(error, "cannot read the session of '%s'", file->reader->path);
    rp_h5_release(group);
    for (size_t i = 0; i < texts.count; i++) {
        const struct rp_identity_entry entry = texts.entries[i];

        if (is_own_text(entry.key))
            rp_texts_free_entry(&entry);
        else
            texts.entries[kept++] = entry;
    }
    file->texts = texts.entries;
    file->text_count = kept;
    return status;
}

static enum rp_status load(struct rp_cluster_file *file, const char *path, struct rp_error *error)
{
    enum rp_status status = rp_cluster_reader_open(&file->reader, path, error);

    if (status != RP_OK)
        return status;
    status =
        rp_file_header_load(file->reader->handle, RP_FILE_CLUSTER, path, &file->session, error);
    if (status == RP_OK && !rp_file_header_is_closed(file->reader->handle))
        status = rp_error_set(error, RP_E_DAMAGED,
                              "cannot read '%s': it was not completed; merge again", path);
    if (status == RP_OK)
        status = load_texts(file, error);
    for (size_t i = 0; status == RP_OK && rp_schema_table(RP_FILE_CLUSTER, i); i++)
        status = load_table(file, i, error);
    return status == RP_OK ? check_rows(file, error) : status;
}

enum rp_status rp_cluster_file_load(struct rp_cluster_file **out, const char *path,
                                    struct rp_error *error)
{
    struct rp_cluster_file *const file = calloc(1, sizeof(*file));
    enum rp_status status = RP_OK;

    if (!file)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    status = load(file, path, error);
    if (status == RP_OK)
        *out = file;
    else
        rp_cluster_file_free(file);
    return status;
}

void rp_cluster_file_free(struct rp_cluster_file *file)
{
    struct rp_texts texts;

    if (!file)
        return;
    texts = (struct rp_texts){file->texts, file->text_count};
    rp_texts_release(&texts);
#define FREE_ROWS(name, group, list) free(file->name##_rows);
    RP_CLUSTER_TABLES(FREE_ROWS)
#undef FREE_ROWS
    free(file->strings);
    rp_cluster_reader_close(file->reader);
    free(file);
}

const char *rp_cluster_file_text(const struct rp_cluster_file *file, uint32_t offset)
{
    if (file->reader)
        return rp_cluster_reader_text(file->reader, offset);
    return offset < file->string_bytes ? file->strings + offset : "";
}

enum rp_status rp_cluster_file_failure(const struct rp_cluster_file *file, struct rp_error *error)
{
    if (!file->reader || file->reader->failure.status == RP_OK)
        return RP_OK;
    if (error)
        *error = file->reader->failure;
    return file->reader->failure.status;
}

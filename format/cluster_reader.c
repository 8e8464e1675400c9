/* cluster_reader.c: loads a cluster file whole and checks its row numbers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "format/cluster_file.h"
#include "format/cluster_rows.h"
#include "format/file_header.h"
#include "format/h5.h"
#include "format/table.h"
#include "format/texts.h"

/* Deflate shrinks no data more than this, so a shorter file that claims more is damaged. */
#define MOST_SHRINKING 1040
#define ALWAYS_ALLOWED (UINT64_C(1) << 24)

/* What is being loaded. */
struct loading {
    struct rp_cluster_file *file;
    const char *path;
    hid_t handle;
    uint64_t file_bytes;
};

static enum rp_status read_table(const struct loading *loading, size_t number,
                                 struct rp_table *table, struct rp_error *error)
{
    const struct rp_schema_table *const schema = table->schema;
    char *rows;

    if (table->rows > (loading->file_bytes * MOST_SHRINKING + ALWAYS_ALLOWED) / schema->row_bytes)
        return rp_error_set(error, RP_E_DAMAGED,
                            "cannot read '%s': /%s claims more rows than the file can hold",
                            loading->path, schema->group);
    rows = calloc(table->rows + 1, schema->row_bytes); /* one more: texts always end */
    if (!rows)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", loading->path);
    if (!rp_table_read(table, rows, 0, table->rows)) {
        free(rows);
        return rp_h5_fail(error, "cannot read /%s of '%s'", schema->group, loading->path);
    }
    rp_cluster_rows_set(loading->file, number, rows, table->rows);
    return RP_OK;
}

static enum rp_status load_table(const struct loading *loading, size_t number,
                                 struct rp_error *error)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, number);
    struct rp_table table;
    enum rp_status status;

    if (!rp_table_open(&table, loading->handle, schema))
        return rp_h5_fail(error, "cannot open /%s of '%s'", schema->group, loading->path);
    status = read_table(loading, number, &table, error);
    rp_table_close(&table);
    return status;
}

static enum rp_status check_rows(const struct loading *loading, struct rp_error *error)
{
    struct rp_cluster_fault fault;

    if (!rp_cluster_find_fault(loading->file, &fault))
        return RP_OK;
    return rp_error_set(error, RP_E_DAMAGED,
                        "cannot use '%s': row %zu of /%s/%s names %" PRIu64 ", which cannot be; "
                        "merge the rank files again",
                        loading->path, fault.row, fault.group, fault.column->name, fault.value);
}

static bool is_own_text(const char *key)
{
    return strcmp(key, "state") == 0 || strcmp(key, "rankprof_version") == 0;
}

/* Keeps the texts that were given to the writer: the file's own ones are left out. */
static enum rp_status load_texts(const struct loading *loading, struct rp_error *error)
{
    const hid_t group = H5Gopen2(loading->handle, "session", H5P_DEFAULT);
    struct rp_texts texts = {NULL, 0};
    enum rp_status status = RP_OK;
    size_t kept = 0;

    if (group < 0 || !rp_texts_read(group, &texts))
        status = rp_h5_fail(error, "cannot read the session of '%s'", loading->path);
    rp_h5_release(group);
    for (size_t i = 0; i < texts.count; i++) {
        const struct rp_identity_entry entry = texts.entries[i];

        if (is_own_text(entry.key))
            rp_texts_free_entry(&entry);
        else
            texts.entries[kept++] = entry;
    }
    loading->file->texts = texts.entries;
    loading->file->text_count = kept;
    return status;
}

static enum rp_status load(const struct loading *loading, struct rp_error *error)
{
    enum rp_status status = rp_file_header_load(loading->handle, RP_FILE_CLUSTER, loading->path,
                                                &loading->file->session, error);

    if (status == RP_OK && !rp_file_header_is_closed(loading->handle))
        status = rp_error_set(error, RP_E_DAMAGED,
                              "cannot read '%s': it was not completed; merge again", loading->path);
    if (status == RP_OK)
        status = load_texts(loading, error);
    for (size_t i = 0; status == RP_OK && rp_schema_table(RP_FILE_CLUSTER, i); i++)
        status = load_table(loading, i, error);
    return status == RP_OK ? check_rows(loading, error) : status;
}

enum rp_status rp_cluster_file_load(struct rp_cluster_file **out, const char *path,
                                    struct rp_error *error)
{
    struct loading loading = {calloc(1, sizeof(struct rp_cluster_file)), path, H5I_INVALID_HID, 0};
    enum rp_status status;
    struct stat about;

    if (!loading.file)
        return rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", path);
    rp_h5_start();
    if (stat(path, &about) == 0)
        loading.file_bytes = (uint64_t)about.st_size;
    loading.handle = rp_h5_file_open(path, H5F_ACC_RDONLY);
    if (loading.handle < 0) {
        status = rp_h5_fail(error, "cannot open '%s'", path);
    } else {
        status = load(&loading, error);
        H5Fclose(loading.handle);
    }
    if (status != RP_OK) {
        rp_cluster_file_free(loading.file);
        return status;
    }
    *out = loading.file;
    return RP_OK;
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
    free(file);
}

const char *rp_cluster_file_text(const struct rp_cluster_file *file, uint32_t offset)
{
    return offset < file->string_bytes ? file->strings + offset : "";
}

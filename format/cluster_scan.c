/* cluster_scan.c: rows of a table of a cluster file, one after the other, without having all.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "format/cluster_reader.h"
#include "format/cluster_rows.h"

#define ROWS_AT_ONCE UINT64_C(32768) /* a chunk: each is unpacked once */

static void fail(const struct rp_cluster_scan *scan, const struct rp_error *error)
{
    struct rp_cluster_reader *const reader = scan->file->reader;

    if (reader->failure.status == RP_OK)
        reader->failure = *error;
}

/* ---- reading ---- */

/* Reads up to the next boundary of a chunk. */
static bool read_some(struct rp_cluster_scan *scan, size_t count)
{
    struct rp_cluster_reader *const reader = scan->file->reader;
    struct rp_cluster_fault fault;
    struct rp_error error = {.status = RP_OK};
    enum rp_status status = RP_OK;

    if (!scan->buffer)
        scan->buffer = malloc(ROWS_AT_ONCE * scan->row_bytes);
    if (!scan->buffer)
        status = rp_error_set(&error, RP_E_NOMEM, "cannot read '%s': out of memory", reader->path);
    if (status == RP_OK)
        status =
            rp_cluster_reader_rows(reader, scan->table, scan->next, count, scan->buffer, &error);
    if (status == RP_OK &&
        rp_cluster_find_row_fault(scan->file, scan->table, scan->buffer, count, &fault)) {
        fault.row += scan->next;
        status = rp_cluster_fault_set(&fault, reader->path, &error);
    }
    if (status == RP_OK)
        return true;
    fail(scan, &error);
    return false;
}

bool rp_cluster_scan_fill(struct rp_cluster_scan *scan)
{
    const uint64_t boundary = (scan->next / ROWS_AT_ONCE + 1) * ROWS_AT_ONCE;
    const uint64_t end = boundary < scan->end ? boundary : scan->end;
    const size_t count = (size_t)(end - scan->next);

    if (scan->next >= scan->end)
        return false;
    if (!read_some(scan, count)) {
        scan->next = scan->end;
        return false;
    }
    scan->next = end;
    scan->row = scan->buffer;
    scan->left = count;
    return true;
}

/* ---- beginning and ending ---- */

void rp_cluster_scan_begin(struct rp_cluster_scan *scan, const struct rp_cluster_file *file,
                           enum rp_cluster_table table)
{
    size_t count = 0;
    const void *const rows = rp_cluster_rows(file, table, &count);

    *scan = (struct rp_cluster_scan){
        .file = file,
        .table = table,
        .row_bytes = rp_schema_table(RP_FILE_CLUSTER, table)->row_bytes,
        .row = rows,
        .left = rows ? count : 0,
        .next = rows || !file->reader ? count : 0,
        .end = count,
    };
}

void rp_cluster_scan_end(struct rp_cluster_scan *scan)
{
    free(scan->buffer);
    scan->buffer = NULL;
}

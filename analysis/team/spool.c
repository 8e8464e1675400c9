/* spool.c: rows that may be more than memory should hold: what is too much lies in a file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FEWEST_ROWS 16u

enum rp_status rp_spill_init(struct rp_spill *spill, const char *output)
{
    const char *const wanted = getenv("TMPDIR");
    const char *const slash = strrchr(output, '/');

    *spill = (struct rp_spill){.error.status = RP_OK};
    if (wanted && *wanted)
        spill->directory = strdup(wanted);
    else if (slash)
        spill->directory = strndup(output, slash > output ? (size_t)(slash - output) : 1);
    else
        spill->directory = strdup(".");
    return spill->directory ? RP_OK : RP_E_NOMEM;
}

void rp_spill_release(struct rp_spill *spill)
{
    free(spill->directory);
    spill->directory = NULL;
}

/* ---- spools ---- */

void rp_spool_init(struct rp_spool *spool, struct rp_spill *spill, size_t row_bytes,
                   size_t memory_bytes)
{
    *spool = (struct rp_spool){
        .spill = spill, .row_bytes = row_bytes, .most = memory_bytes / row_bytes + 1, .file = -1};
}

void rp_spool_release(struct rp_spool *spool)
{
    free(spool->rows);
    if (spool->spill && spool->file >= 0)
        close(spool->file);
    *spool = (struct rp_spool){.file = -1};
}

/* ---- the file ---- */

static enum rp_status fail(const struct rp_spool *spool, const char *what)
{
    struct rp_error *const error = &spool->spill->error;

    if (error->status == RP_OK)
        rp_error_set(error, RP_E_IO,
                     "cannot %s a temporary file in '%s': %s; set TMPDIR to a directory with room",
                     what, spool->spill->directory, strerror(errno));
    return RP_E_IO;
}

/* For file systems that have no files without a name. */
static int open_and_unlink(const char *directory)
{
    char *path = NULL;
    int file = -1;

    if (asprintf(&path, "%s/.rankprof-merge-XXXXXX", directory) < 0)
        return -1;
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    free(path);
    return file;
}

static enum rp_status open_file(struct rp_spool *spool)
{
    const char *const directory = spool->spill->directory;

    spool->file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->file < 0)
        spool->file = open_and_unlink(directory);
    return spool->file < 0 ? fail(spool, "create") : RP_OK;
}

/* Moves all rows in memory to the file. */
static enum rp_status file_rows(struct rp_spool *spool)
{
    const size_t bytes = (size_t)(spool->count - spool->filed) * spool->row_bytes;
    const off_t place = (off_t)(spool->filed * spool->row_bytes);
    size_t done = 0;

    if (spool->file < 0 && open_file(spool) != RP_OK)
        return RP_E_IO;
    while (done < bytes) {
        const ssize_t moved =
            pwrite(spool->file, spool->rows + done, bytes - done, place + (off_t)done);

        if (moved < 0 && errno == EINTR)
            continue;
        if (moved <= 0)
            return fail(spool, "write to");
        done += (size_t)moved;
    }
    spool->filed = spool->count;
    return RP_OK;
}

static enum rp_status read_file(const struct rp_spool *spool, uint64_t first, size_t count,
                                char *rows)
{
    const size_t bytes = count * spool->row_bytes;
    const off_t place = (off_t)(first * spool->row_bytes);
    size_t done = 0;

    while (done < bytes) {
        const ssize_t moved = pread(spool->file, rows + done, bytes - done, place + (off_t)done);

        if (moved < 0 && errno == EINTR)
            continue;
        if (moved <= 0)
            return fail(spool, "read from");
        done += (size_t)moved;
    }
    return RP_OK;
}

/* ---- rows ---- */

static enum rp_status make_room(struct rp_spool *spool, size_t wanted)
{
    size_t capacity = spool->capacity ? 2 * spool->capacity : FEWEST_ROWS;
    char *longer = NULL;

    if (wanted <= spool->capacity)
        return RP_OK;
    if (capacity > spool->most)
        capacity = spool->most;
    if (capacity < wanted)
        capacity = wanted;
    longer = reallocarray(spool->rows, capacity, spool->row_bytes);
    if (!longer)
        return RP_E_NOMEM;
    spool->rows = longer;
    spool->capacity = capacity;
    return RP_OK;
}

static enum rp_status add_some(struct rp_spool *spool, const char *rows, size_t count)
{
    const size_t held = (size_t)(spool->count - spool->filed);

    if (make_room(spool, held + count) != RP_OK)
        return RP_E_NOMEM;
    memcpy(spool->rows + held * spool->row_bytes, rows, count * spool->row_bytes);
    spool->count += count;
    return RP_OK;
}

enum rp_status rp_spool_add(struct rp_spool *spool, const void *rows, size_t count)
{
    enum rp_status status = RP_OK;

    for (size_t done = 0; status == RP_OK && done < count;) {
        const size_t held = (size_t)(spool->count - spool->filed);
        const size_t left = count - done;
        const size_t room = spool->most - held;
        const size_t now = left < room ? left : room;

        status = now > 0 ? add_some(spool, (const char *)rows + done * spool->row_bytes, now)
                         : file_rows(spool);
        done += status == RP_OK ? now : 0;
    }
    return status;
}

enum rp_status rp_spool_read(const struct rp_spool *spool, uint64_t first, size_t count, void *rows)
{
    size_t in_file = 0;

    if (first < spool->filed)
        in_file = spool->filed - first < count ? (size_t)(spool->filed - first) : count;
    if (in_file > 0 && read_file(spool, first, in_file, rows) != RP_OK)
        return RP_E_IO;
    if (in_file < count)
        memcpy((char *)rows + in_file * spool->row_bytes,
               spool->rows + (size_t)(first + in_file - spool->filed) * spool->row_bytes,
               (count - in_file) * spool->row_bytes);
    return RP_OK;
}

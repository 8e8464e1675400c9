/* inputs.c: the rank files that are to be merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/inputs.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/clock.h"

#define DEEPEST_LEVEL 2 /* directory, shard, file */

/* ---- finding ---- */

static bool is_rank_file(const char *name)
{
    return fnmatch("rank-*.h5", name, FNM_PERIOD) == 0 ||
           fnmatch("rank-*.h5.part", name, FNM_PERIOD) == 0;
}

static enum rp_status add(struct rp_inputs *inputs, const char *name, const struct stat *about)
{
    const struct timespec *const changed = &about->st_mtim;
    const struct rp_input file = {.bytes = (uint64_t)about->st_size,
                                  .name = inputs->names.count,
                                  .changed_ns = (uint64_t)changed->tv_sec * RP_NS_PER_SECOND +
                                                (uint64_t)changed->tv_nsec};
    void *place = NULL;

    if (rp_rows_extend(&inputs->names, strlen(name) + 1, &place) != RP_OK)
        return RP_E_NOMEM;
    memcpy(place, name, strlen(name) + 1);
    return rp_rows_add(&inputs->files, &file);
}

/* fts visits in the order of the names, so the files come sorted. */
static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

static enum rp_status visit(struct rp_inputs *inputs, FTS *walk, FTSENT *entry)
{
    if (entry->fts_info == FTS_D &&
        (entry->fts_level >= DEEPEST_LEVEL || (entry->fts_level > 0 && entry->fts_name[0] == '.')))
        fts_set(walk, entry, FTS_SKIP);
    if (entry->fts_info != FTS_F || !is_rank_file(entry->fts_name))
        return RP_OK;
    return add(inputs, entry->fts_path + strlen(inputs->directory) + 1, entry->fts_statp);
}

static enum rp_status list_directory(struct rp_inputs *inputs, struct rp_error *error)
{
    char *paths[] = {inputs->directory, NULL};
    FTS *walk = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    enum rp_status status = RP_OK;
    FTSENT *entry = NULL;

    if (!walk)
        return rp_error_set(error, RP_E_IO, "cannot read the directory '%s': %s", inputs->directory,
                            strerror(errno));
    while (status == RP_OK && (entry = fts_read(walk)) != NULL) {
        if (entry->fts_info == FTS_DNR && entry->fts_level == 0)
            status = rp_error_set(error, RP_E_IO, "cannot read the directory '%s': %s",
                                  inputs->directory, strerror(entry->fts_errno));
        else
            status = visit(inputs, walk, entry);
    }
    fts_close(walk);
    return status;
}

/* Splits a file's path into directory and name. */
static enum rp_status take_file(struct rp_inputs *inputs, const struct stat *about)
{
    char *slash = strrchr(inputs->directory, '/');
    enum rp_status status = add(inputs, slash ? slash + 1 : inputs->directory, about);

    if (!slash)
        memcpy(inputs->directory, ".", 2); /* a name has at least one letter */
    else
        slash[slash == inputs->directory ? 1 : 0] = '\0';
    return status;
}

static void cut_slashes(char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
}

static enum rp_status look(struct rp_inputs *inputs, struct rp_error *error)
{
    struct stat about;

    if (stat(inputs->directory, &about) != 0)
        return rp_error_set(error, errno == ENOENT ? RP_E_NOT_FOUND : RP_E_IO,
                            "cannot merge '%s': %s", inputs->directory, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        return take_file(inputs, &about);
    return list_directory(inputs, error);
}

enum rp_status rp_inputs_list(struct rp_inputs *out, struct rp_team *team, const char *path,
                              struct rp_error *error)
{
    struct rp_inputs seen = {.files.row_bytes = sizeof(struct rp_input), .names.row_bytes = 1};
    enum rp_status status = RP_OK;

    *out = seen;
    seen.directory = strdup(path);
    out->directory = NULL;
    if (seen.directory) {
        cut_slashes(seen.directory);
        if (team->parallel.process == 0)
            status = look(&seen, error);
    }
    status =
        rp_team_gather(team, &seen.files, &out->files, seen.directory ? status : RP_E_NOMEM, error);
    status =
        status == RP_OK ? rp_team_gather(team, &seen.names, &out->names, RP_OK, error) : status;
    out->directory = seen.directory;
    if (status == RP_OK && out->files.count == 0)
        status = rp_error_set(error, RP_E_NOT_FOUND,
                              "the directory '%s' holds no rank files (rank-*.h5)", path);
    rp_rows_release(&seen.files);
    rp_rows_release(&seen.names);
    return status;
}

void rp_inputs_release(struct rp_inputs *inputs)
{
    free(inputs->directory);
    inputs->directory = NULL;
    rp_rows_release(&inputs->files);
    rp_rows_release(&inputs->names);
}

const char *rp_inputs_name(const struct rp_inputs *inputs, size_t file)
{
    const struct rp_input *files = inputs->files.rows;

    return (const char *)inputs->names.rows + files[file].name;
}

char *rp_inputs_path(const struct rp_inputs *inputs, size_t file)
{
    char *path = NULL;

    if (asprintf(&path, "%s/%s", inputs->directory, rp_inputs_name(inputs, file)) < 0)
        return NULL;
    return path;
}

/* ---- sharing out ---- */

void rp_share_out(const struct rp_team *team, const uint64_t *weights, size_t count, size_t *first,
                  size_t *end)
{
    const uint64_t members = (uint64_t)team->parallel.processes;
    const uint64_t self = (uint64_t)team->parallel.process;
    unsigned __int128 total = 0;
    unsigned __int128 before = 0;

    for (size_t i = 0; i < count; i++)
        total += weights[i] + 1; /* a thing without weight is work too */
    *first = *end = count;
    for (size_t i = 0; i < count; i++) {
        const uint64_t member = (uint64_t)(before * members / total);

        if (member >= self && i < *first)
            *first = i;
        if (member > self && i < *end)
            *end = i;
        before += weights[i] + 1;
    }
    if (*first > *end)
        *first = *end;
}

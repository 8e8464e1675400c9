/* report_input.c: loads the cluster file behind whatever path the user gave.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/merge/merge.h"
#include "analysis/profile/profile_directory.h"
#include "format/check.h"

static enum rp_status no_memory(struct rp_error *error)
{
    rp_error_set(error, RP_E_NOMEM, "cannot load the profile: out of memory");
    return RP_E_NOMEM;
}

/* ---- merging on the fly ---- */

static enum rp_status merge_into(struct rp_report_input *input, const char *from, const char *to,
                                 struct rp_error *error)
{
    const struct rp_merge_settings settings = {.input = from, .output = to, .quiet = true};
    struct rp_team team;
    struct rp_merge_result result;
    enum rp_status status = RP_OK;

    rp_team_single(&team);
    status = rp_merge(&settings, &team, &result, error);
    return status == RP_OK ? rp_cluster_file_load(&input->file, to, error) : status;
}

/* For what is not ours to write beside: the result lives only as long as it takes to load it. */
static enum rp_status merge_in_passing(struct rp_report_input *input, const char *from,
                                       struct rp_error *error)
{
    const char *place = getenv("TMPDIR");
    char *folder = NULL;
    char *path = NULL;
    enum rp_status status = RP_OK;

    if (asprintf(&folder, "%s/rankprof-merge-XXXXXX", place && *place ? place : "/tmp") < 0)
        return no_memory(error);
    if (!mkdtemp(folder)) {
        status = rp_error_set(error, RP_E_IO,
                              "cannot make '%s' to merge '%s' in: %s; set TMPDIR to a directory "
                              "with room",
                              folder, from, strerror(errno));
        free(folder);
        return status;
    }
    if (asprintf(&path, "%s/cluster.h5", folder) < 0) {
        path = NULL;
        status = no_memory(error);
    } else {
        status = merge_into(input, from, path, error);
        unlink(path);
    }
    rmdir(folder);
    free(path);
    free(folder);
    return status;
}

/* ---- directories ---- */

static enum rp_status merge_directory(struct rp_report_input *input, const char *path,
                                      const char *cluster, struct rp_error *error)
{
    if (input->unfinished || access(path, W_OK) != 0)
        return merge_in_passing(input, path, error);
    fprintf(input->messages, "rankprof %s: merging '%s' into '%s'\n", input->command, path,
            cluster);
    return merge_into(input, path, cluster, error);
}

static enum rp_status load_directory(struct rp_report_input *input, const char *path,
                                     struct rp_error *error)
{
    struct rp_profile_directory directory;
    char *cluster = NULL;
    enum rp_status status =
        rp_profile_directory_wait(&directory, path, input->command, input->messages, error);

    if (status != RP_OK)
        return status;
    if (asprintf(&cluster, "%s/cluster.h5", path) < 0)
        return no_memory(error);
    input->unfinished = directory.written > 0;
    if (rp_profile_directory_is_merged(&directory))
        status = rp_cluster_file_load(&input->file, cluster, error);
    else if (directory.rank_files == 0)
        status = rp_error_set(error, RP_E_NOT_FOUND,
                              "the directory '%s' holds no rank files (rank-*.h5)", path);
    else
        status = merge_directory(input, path, cluster, error);
    free(cluster);
    return status;
}

/* ---- files ---- */

/* Who asks for one rank misses no other: what the merge says of those is left out. */
static void forget_other_ranks(struct rp_cluster_file *file)
{
    size_t kept = 0;

    file->session.ranks_expected = file->session.ranks_merged;
    file->session.files_left_out = 0;
    for (size_t i = 0; i < file->remark_count; i++) {
        if (!file->remark_rows[i].left_out)
            file->remark_rows[kept++] = file->remark_rows[i];
    }
    file->remark_count = kept;
}

/* A rank file is merged alone; what is none of ours is explained by the loader. */
static enum rp_status load_file(struct rp_report_input *input, const char *path,
                                struct rp_error *error)
{
    enum rp_status status = RP_OK;

    if (rp_file_kind(path) != RP_FILE_RANK)
        return rp_cluster_file_load(&input->file, path, error);
    status = merge_in_passing(input, path, error);
    if (status == RP_OK)
        forget_other_ranks(input->file);
    return status;
}

static enum rp_status load_path(struct rp_report_input *input, const char *path,
                                struct rp_error *error)
{
    struct stat state;

    if (stat(path, &state) != 0)
        return rp_error_set(error, RP_E_IO, "cannot read '%s': %s", path, strerror(errno));
    if (S_ISDIR(state.st_mode))
        return load_directory(input, path, error);
    return load_file(input, path, error);
}

static enum rp_status choose_path(char **out, const char *path, struct rp_error *error)
{
    if (!path)
        return rp_profile_directory_newest(out, error);
    *out = strdup(path);
    return *out ? RP_OK : no_memory(error);
}

enum rp_status rp_report_input_load(struct rp_report_input *out, const char *path,
                                    const char *command, FILE *messages, struct rp_error *error)
{
    struct rp_report_input input = {.command = command, .messages = messages};
    char *shown = NULL;
    enum rp_status status = choose_path(&shown, path, error);

    if (status != RP_OK)
        return status;
    status = load_path(&input, shown, error);
    input.shown = shown;
    if (status == RP_OK)
        *out = input;
    else
        rp_report_input_release(&input);
    return status;
}

void rp_report_input_release(struct rp_report_input *input)
{
    rp_cluster_file_free(input->file);
    free(input->shown);
    *input = (struct rp_report_input){0};
}

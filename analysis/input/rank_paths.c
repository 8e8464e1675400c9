/* rank_paths.c: the rank files of a directory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/rank_paths.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/input/inputs.h"
#include "format/part_file.h"

static bool is_written(const char *path)
{
    const char *const ending = strrchr(path, '.');

    return ending && strcmp(ending, ".part") == 0 && rp_part_file_is_written(path);
}

static enum rp_status take(struct rp_rank_paths *paths, const struct rp_inputs *inputs)
{
    paths->items = calloc(inputs->files.count + 1, sizeof(*paths->items));
    for (size_t i = 0; paths->items && i < inputs->files.count; i++) {
        struct rp_rank_path *const item = &paths->items[i];

        item->path = rp_inputs_path(inputs, i);
        if (!item->path)
            return RP_E_NOMEM;
        item->is_written = is_written(item->path);
        paths->count++;
    }
    return paths->items ? RP_OK : RP_E_NOMEM;
}

enum rp_status rp_rank_paths_list(struct rp_rank_paths *out, const char *directory,
                                  struct rp_error *error)
{
    struct rp_rank_paths found = {0};
    struct rp_inputs inputs = {0};
    struct rp_team team;
    enum rp_status status;

    rp_team_single(&team);
    status = rp_inputs_list(&inputs, &team, directory, error);
    if (status == RP_OK && take(&found, &inputs) != RP_OK)
        status = rp_error_set(error, RP_E_NOMEM, "cannot list '%s': out of memory", directory);
    rp_inputs_release(&inputs);
    if (status == RP_OK)
        *out = found;
    else
        rp_rank_paths_release(&found);
    return status;
}

void rp_rank_paths_release(struct rp_rank_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->items[i].path);
    free(paths->items);
    *paths = (struct rp_rank_paths){0};
}

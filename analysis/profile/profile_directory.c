/* profile_directory.c: what stands in a directory of rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/profile_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/clock.h"
#include "format/part_file.h"

#define WAIT_NS   (10 * RP_NS_PER_SECOND) /* for collectors that close their files */
#define SILENT_NS (RP_NS_PER_SECOND / 2)  /* a wait that nobody notices is not worth a word */
#define LOOK_NS   50000000L

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

static void look_at_part(struct rp_profile_directory *found, const char *path, const char *name)
{
    char part[PATH_MAX];

    if (snprintf(part, sizeof(part), "%s/%s", path, name) < (int)sizeof(part))
        found->written += rp_part_file_is_written(part);
}

static void look_at(struct rp_profile_directory *found, DIR *directory, const char *path,
                    const char *name)
{
    struct stat state;
    const bool is_part = fnmatch("rank-*.h5.part", name, 0) == 0;

    if (fstatat(dirfd(directory), name, &state, 0) != 0)
        return;
    if (strcmp(name, "cluster.h5") == 0)
        found->cluster_file = state.st_mtim;
    if (!is_part && fnmatch("rank-*.h5", name, 0) != 0)
        return;
    found->rank_files++;
    if (is_later(state.st_mtim, found->newest_rank_file))
        found->newest_rank_file = state.st_mtim;
    if (is_part)
        look_at_part(found, path, name);
}

enum rp_status rp_profile_directory_read(struct rp_profile_directory *out, const char *path,
                                         struct rp_error *error)
{
    struct rp_profile_directory found = {0};
    DIR *directory = opendir(path);

    if (!directory)
        return rp_error_set(error, RP_E_IO, "cannot read the directory '%s': %s", path,
                            strerror(errno));
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        look_at(&found, directory, path, entry->d_name);
    closedir(directory);
    *out = found;
    return RP_OK;
}

static void wait_a_moment(void)
{
    const struct timespec moment = {.tv_nsec = LOOK_NS};

    nanosleep(&moment, NULL);
}

enum rp_status rp_profile_directory_wait(struct rp_profile_directory *out, const char *path,
                                         const char *command, FILE *messages,
                                         struct rp_error *error)
{
    const uint64_t begin_ns = rp_clock_monotonic();
    enum rp_status status = rp_profile_directory_read(out, path, error);
    bool silent = true;

    while (status == RP_OK && out->written > 0 && rp_clock_monotonic() - begin_ns < WAIT_NS) {
        if (silent && messages && rp_clock_monotonic() - begin_ns > SILENT_NS) {
            fprintf(messages,
                    "rankprof %s: waiting up to 10 s for %u rank files that are still written\n",
                    command, out->written);
            silent = false;
        }
        wait_a_moment();
        status = rp_profile_directory_read(out, path, error);
    }
    if (status == RP_OK && out->written > 0 && messages)
        fprintf(messages,
                "rankprof %s: %u rank files are still written; taking what there is so far\n",
                command, out->written);
    return status;
}

bool rp_profile_directory_is_merged(const struct rp_profile_directory *directory)
{
    return (directory->cluster_file.tv_sec != 0 || directory->cluster_file.tv_nsec != 0) &&
           !is_later(directory->newest_rank_file, directory->cluster_file);
}

/* ---- the newest one here ---- */

static void offer(const char *name, struct timespec *newest, char best[NAME_MAX + 1])
{
    struct stat state;

    if (fnmatch("rankprof-*", name, 0) != 0 || stat(name, &state) != 0 || !S_ISDIR(state.st_mode))
        return;
    if (!*best || is_later(state.st_mtim, *newest)) {
        *newest = state.st_mtim;
        snprintf(best, NAME_MAX + 1, "%s", name);
    }
}

enum rp_status rp_profile_directory_newest(char **out, struct rp_error *error)
{
    char best[NAME_MAX + 1] = "";
    struct timespec newest = {0};
    char *copy = NULL;
    DIR *here = opendir(".");

    if (!here)
        return rp_error_set(error, RP_E_IO, "cannot read the working directory: %s",
                            strerror(errno));
    for (const struct dirent *entry = readdir(here); entry; entry = readdir(here))
        offer(entry->d_name, &newest, best);
    closedir(here);
    if (!*best)
        return rp_error_set(error, RP_E_NOT_FOUND,
                            "no path was given and there is no rankprof-* directory here; make a "
                            "profile with 'rankprof run ./app'");
    copy = strdup(best);
    if (!copy)
        return rp_error_set(error, RP_E_NOMEM, "cannot keep the name '%s': out of memory", best);
    *out = copy;
    return RP_OK;
}

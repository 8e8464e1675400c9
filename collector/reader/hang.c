/* hang.c: finds out that the rank is stuck in MPI, and that all of the job are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/hang.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"

#define FOLDER "stuck"
#define TOLD   "told" /* beside the files of ranks: the news is somebody's already */

/* Eight times in the time that is waited, within these bounds. */
#define LOOKS       8
#define SHORTEST_NS (RP_NS_PER_SECOND / 4)
#define LONGEST_NS  (30 * RP_NS_PER_SECOND)

static bool name_file(const struct rp_hang *hang, const char *name, char path[PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%s/" FOLDER "%s%s", hang->start.directory, *name ? "/" : "",
                    name) < PATH_MAX;
}

static void own_name(const struct rp_hang *hang, char name[32])
{
    snprintf(name, 32, "rank-%06u", (unsigned)hang->start.rank);
}

/* True when it was not there and is now. */
static bool make_file(const struct rp_hang *hang, const char *name)
{
    char path[PATH_MAX];
    const int file = name_file(hang, name, path)
                         ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)
                         : -1;

    if (file >= 0)
        close(file);
    return file >= 0;
}

static void remove_file(const struct rp_hang *hang, const char *name)
{
    char path[PATH_MAX];

    if (name_file(hang, name, path))
        unlink(path);
}

/* How many entries of the folder begin with "rank-", and of these end so; `ending` may be "". */
static uint32_t count(const char *folder, const char *ending)
{
    DIR *const entries = opendir(folder);
    uint32_t found = 0;

    for (const struct dirent *entry; entries && (entry = readdir(entries));) {
        const size_t length = strlen(entry->d_name);

        found += strncmp(entry->d_name, "rank-", 5) == 0 && length >= strlen(ending) &&
                 strcmp(entry->d_name + length - strlen(ending), ending) == 0;
    }
    if (entries)
        closedir(entries);
    return found;
}

/* All ranks have begun, and as many as have not ended are stuck. */
static bool are_all_stuck(const struct rp_hang *hang)
{
    const char *const directory = hang->start.directory;
    char path[PATH_MAX];

    return name_file(hang, "", path) && count(directory, "") == hang->start.ranks &&
           count(path, "") == count(directory, ".part");
}

static void become_stuck(struct rp_hang *hang)
{
    char path[PATH_MAX];
    char name[32];

    own_name(hang, name);
    if (name_file(hang, "", path))
        mkdir(path, 0700);
    make_file(hang, name);
    hang->is_stuck = true;
}

void rp_hang_release(struct rp_hang *hang)
{
    char path[PATH_MAX];
    char name[32];

    if (!hang->is_stuck)
        return;
    own_name(hang, name);
    remove_file(hang, name);
    if (hang->is_told)
        remove_file(hang, TOLD);
    if (name_file(hang, "", path))
        rmdir(path); /* the last one of all */
    hang->is_stuck = false;
    hang->has_looked = false;
    hang->is_told = false;
}

static enum rp_hang_news look_at_all(struct rp_hang *hang)
{
    const bool is_done = hang->has_looked && hang->start.rank != 0;

    hang->has_looked = true;
    if (is_done || hang->is_told || !are_all_stuck(hang))
        return RP_HANG_NOTHING;
    hang->is_told = make_file(hang, TOLD);
    return hang->is_told ? RP_HANG_JOB : RP_HANG_NOTHING;
}

static void plan_look(struct rp_hang *hang, uint64_t now_ns)
{
    uint64_t distance_ns = hang->start.after_ns / LOOKS;

    if (distance_ns < SHORTEST_NS)
        distance_ns = SHORTEST_NS;
    if (distance_ns > LONGEST_NS)
        distance_ns = LONGEST_NS;
    hang->look_ns = hang->start.after_ns > 0 ? now_ns + distance_ns : 0;
}

void rp_hang_start(struct rp_hang *hang, const struct rp_hang_start *start, uint64_t now_ns)
{
    *hang = (struct rp_hang){.start = *start, .since_ns = now_ns};
    plan_look(hang, now_ns);
}

enum rp_hang_news rp_hang_look(struct rp_hang *hang, const struct rp_mpi_pulse *pulse,
                               uint64_t now_ns)
{
    const bool goes_on = pulse->inside == 0 || pulse->beats != hang->pulse.beats;

    plan_look(hang, now_ns);
    hang->pulse = *pulse;
    if (goes_on) {
        hang->since_ns = now_ns;
        rp_hang_release(hang);
        return RP_HANG_NOTHING;
    }
    if (now_ns - hang->since_ns < hang->start.after_ns)
        return RP_HANG_NOTHING;
    if (!hang->is_stuck) {
        become_stuck(hang);
        return RP_HANG_STUCK;
    }
    /* At the look after it: by then its own stacks are written. */
    return look_at_all(hang);
}

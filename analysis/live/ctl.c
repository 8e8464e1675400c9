/* ctl.c: asks something of a running job.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/live/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/input/rank_paths.h"
#include "common/clock.h"
#include "format/rank_reader.h"

#define LOOK_NS 20000000L

/* ---- asking ---- */

static void identify(struct rp_ctl_command *command)
{
    if (getrandom(&command->id, sizeof(command->id), GRND_NONBLOCK) != sizeof(command->id))
        command->id = rp_clock_monotonic() ^ (uint64_t)getpid() << 40;
    command->time_ns = rp_clock_read(CLOCK_REALTIME);
}

/* One write of a whole line: two people may ask at once. */
static enum rp_status append(const char *directory, const struct rp_ctl_command *command,
                             struct rp_error *error)
{
    char path[PATH_MAX];
    char line[RP_CTL_LINE_BYTES];
    const size_t length = rp_ctl_line(command, line);
    bool is_written;
    int file;

    if (snprintf(path, sizeof(path), "%s/" RP_CTL_FILE, directory) >= (int)sizeof(path))
        return rp_error_set(error, RP_E_USAGE, "the path '%s' is too long", directory);
    file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return rp_error_set(error, RP_E_IO, "cannot write to '%s': %s", path, strerror(errno));
    is_written = write(file, line, length) == (ssize_t)length && fsync(file) == 0;
    if (close(file) != 0 || !is_written)
        return rp_error_set(error, RP_E_IO, "cannot write to '%s': %s", path, strerror(errno));
    return RP_OK;
}

/* ---- the answers ---- */

/* A file that cannot be read now, as one that is just renamed, has not answered. */
static bool has_noted(const char *path, uint64_t id)
{
    struct rp_rank_reader *reader = NULL;
    struct rp_error unused;
    bool noted = false;

    if (rp_rank_reader_open(&reader, path, &unused) != RP_OK)
        return false;
    const struct rp_rank_file *const file = rp_rank_reader_file(reader);

    for (size_t i = 0; i < file->mark_count && !noted; i++)
        noted = file->marks[i].kind != 0 && file->marks[i].command == id;
    rp_rank_reader_close(reader);
    return noted;
}

/* Looks once more at those that have not noted it. */
static void look(const struct rp_rank_paths *paths, uint64_t id, bool *is_done,
                 struct rp_ctl_answer *answer)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (!paths->items[i].is_written || is_done[i] || !has_noted(paths->items[i].path, id))
            continue;
        is_done[i] = true;
        answer->done++;
    }
}

static void wait_for_all(const struct rp_rank_paths *paths, uint64_t id, uint64_t deadline_ns,
                         struct rp_ctl_answer *answer)
{
    const struct timespec moment = {.tv_nsec = LOOK_NS};
    bool *const is_done = calloc(paths->count + 1, sizeof(*is_done));

    if (is_done)
        look(paths, id, is_done, answer);
    while (is_done && answer->done < answer->running && rp_clock_monotonic() < deadline_ns) {
        nanosleep(&moment, NULL);
        look(paths, id, is_done, answer);
    }
    free(is_done);
}

static size_t count_written(const struct rp_rank_paths *paths)
{
    size_t count = 0;

    for (size_t i = 0; i < paths->count; i++)
        count += paths->items[i].is_written;
    return count;
}

enum rp_status rp_ctl_send(const char *directory, struct rp_ctl_command *command, double wait_s,
                           struct rp_ctl_answer *answer, struct rp_error *error)
{
    const uint64_t deadline_ns = rp_clock_monotonic() + (uint64_t)(wait_s * 1e9);
    struct rp_rank_paths paths;
    struct rp_ctl_answer found = {0};
    enum rp_status status = rp_rank_paths_list(&paths, directory, error);

    if (status != RP_OK)
        return status;
    found.running = count_written(&paths);
    if (found.running == 0)
        status = rp_error_set(error, RP_E_NOT_FOUND,
                              "no rank of '%s' is running: there is nobody to ask", directory);
    identify(command);
    if (status == RP_OK)
        status = append(directory, command, error);
    if (status == RP_OK) {
        rp_ctl_knock();
        wait_for_all(&paths, command->id, deadline_ns, &found);
        *answer = found;
    }
    rp_rank_paths_release(&paths);
    return status;
}

/* output.c: chooses and makes the output directory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MARKER         "job"
#define NAMES_TRIED    1000
#define MARKER_TRIES   200 /* a marker is empty for the moment between its creation and writing */
#define MARKER_WAIT_NS 10000000L

enum owner { OWNER_US, OWNER_OTHER, OWNER_FAILED };

/* mkdir -p; that another rank was faster is success. */
static bool make_directories(const char *path)
{
    char part[PATH_MAX];
    struct stat info;

    snprintf(part, sizeof(part), "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST && stat(part, &info) != 0)
            return false;
        *slash = '/';
    }
    if (mkdir(part, 0777) == 0)
        return true;
    if (errno != EEXIST || stat(part, &info) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(info.st_mode);
}

/* Only one of all ranks succeeds: O_EXCL. */
static bool create_marker(const char *path, const char *key)
{
    char line[RP_KEY_BYTES + 1];
    const size_t length = (size_t)snprintf(line, sizeof(line), "%s\n", key);
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool written;

    if (file < 0)
        return false;
    written = write(file, line, length) == (ssize_t)length;
    return close(file) == 0 && written;
}

/* Opened anew for each look, because network file systems refresh what they know at open(2). */
static enum owner read_marker(const char *path, const char *key)
{
    const struct timespec pause = {0, MARKER_WAIT_NS};

    for (int i = 0; i < MARKER_TRIES; i++) {
        char line[RP_KEY_BYTES + 1] = "";
        const int file = open(path, O_RDONLY | O_CLOEXEC);
        const ssize_t length = file < 0 ? -1 : read(file, line, sizeof(line) - 1);

        if (file >= 0)
            close(file);
        if (length > 0 && line[length - 1] == '\n') {
            line[length - 1] = '\0';
            return strcmp(line, key) == 0 ? OWNER_US : OWNER_OTHER;
        }
        if (length < 0 && errno != ENOENT)
            return OWNER_FAILED;
        nanosleep(&pause, NULL);
    }
    return OWNER_OTHER; /* whoever made it died before it wrote its key */
}

static enum owner claim(const char *directory, const char *key)
{
    char path[PATH_MAX];

    if (!make_directories(directory))
        return OWNER_FAILED;
    if (snprintf(path, sizeof(path), "%s/" MARKER, directory) >= (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return OWNER_FAILED;
    }
    if (create_marker(path, key))
        return OWNER_US;
    return errno == EEXIST ? read_marker(path, key) : OWNER_FAILED;
}

static bool exists(const char *directory, uint32_t rank, const char *ending, char path[PATH_MAX])
{
    struct stat info;

    /* A path too long to exist is found out when the file is created. */
    if (snprintf(path, PATH_MAX, "%s/rank-%06u.h5%s", directory, rank, ending) >= PATH_MAX)
        return false;
    return lstat(path, &info) == 0;
}

static enum rp_status choose_file(struct rp_output *out, const struct rp_launcher *launcher,
                                  struct rp_error *error)
{
    if (exists(out->directory, launcher->rank, ".part", out->file) ||
        exists(out->directory, launcher->rank, "", out->file))
        return rp_error_set(error, RP_E_EXISTS,
                            "'%s' exists already and is never written over: give each run of a "
                            "job its own directory with -o",
                            out->file);
    if (access(out->directory, W_OK | X_OK) != 0)
        return rp_error_set(error, RP_E_IO, "cannot write to the output directory '%s': %s",
                            out->directory, strerror(errno));
    return RP_OK;
}

static enum rp_status default_name(const char *application, const struct rp_launcher *launcher,
                                   char out[PATH_MAX])
{
    const char *const slash = strrchr(application, '/');
    const char *const name = slash ? slash + 1 : application;

    snprintf(out, PATH_MAX, "rankprof-%.100s-%s", *name ? name : "app", launcher->job);
    return RP_OK;
}

enum rp_status rp_output_choose(struct rp_output *out, const char *template,
                                const char *application, const struct rp_launcher *launcher,
                                struct rp_error *error)
{
    struct rp_output chosen;
    char base[PATH_MAX];
    enum rp_status status;

    status = template ? rp_output_expand(template, launcher, base, error)
                      : default_name(application, launcher, base);
    if (status != RP_OK)
        return status;
    for (size_t end = strlen(base); end > 1 && base[end - 1] == '/';)
        base[--end] = '\0';
    for (int i = 1; i <= NAMES_TRIED; i++) {
        enum owner owner;

        snprintf(chosen.directory, PATH_MAX, i == 1 ? "%s" : "%s.%d", base, i);
        owner = claim(chosen.directory, launcher->key);
        if (owner == OWNER_FAILED)
            return rp_error_set(error, RP_E_IO, "cannot make the output directory '%s': %s",
                                chosen.directory, strerror(errno));
        if (owner == OWNER_OTHER)
            continue;
        status = choose_file(&chosen, launcher, error);
        if (status == RP_OK)
            *out = chosen;
        return status;
    }
    return rp_error_set(error, RP_E_EXISTS, "'%s' and %d directories after it belong to other jobs",
                        base, NAMES_TRIED - 1);
}

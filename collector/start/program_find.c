/* program_find.c: resolves the application's name as execvp(3) does.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/start/program.h"

/* 0 when `path` is a file that may be executed, else why not. */
static int try_file(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return errno;
    if (S_ISDIR(info.st_mode))
        return EISDIR;
    /* With the effective ids, as execve(2) judges. */
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

static enum rp_status explain(const char *name, int cause, struct rp_error *error)
{
    if (cause == ENOENT || cause == ENOTDIR)
        return rp_error_set(error, RP_E_NOT_FOUND, "cannot run '%s': %s", name,
                            strchr(name, '/') ? strerror(cause) : "not found in PATH");
    return rp_error_set(error, RP_E_PERMISSION, "cannot run '%s': %s", name, strerror(cause));
}

/* The first executable file wins; a file that may not be executed is told only if none follows. */
static int search_path(const char *name, const char *directories, char path[PATH_MAX])
{
    const char *entry = directories;
    int result = ENOENT;

    for (;;) {
        const int length = (int)strcspn(entry, ":");
        int cause = ENOENT;

        /* An empty entry is the current directory. */
        if (snprintf(path, PATH_MAX, "%.*s%s%s", length, entry, length ? "/" : "./", name) <
            PATH_MAX)
            cause = try_file(path);
        if (cause == 0)
            return 0;
        if (cause != ENOENT && cause != ENOTDIR)
            result = cause;
        if (entry[length] == '\0')
            return result;
        entry += length + 1;
    }
}

enum rp_status rp_program_find(const char *name, char path[PATH_MAX], struct rp_error *error)
{
    const char *const directories = getenv("PATH");
    char found[PATH_MAX];
    int cause;

    if (!*name) {
        cause = ENOENT;
    } else if (strchr(name, '/')) {
        cause = snprintf(found, sizeof(found), "%s", name) < (int)sizeof(found) ? try_file(name)
                                                                                : ENAMETOOLONG;
    } else {
        cause = search_path(name, directories ? directories : "/bin:/usr/bin", found);
    }
    if (cause != 0)
        return explain(name, cause, error);
    memcpy(path, found, strlen(found) + 1);
    return RP_OK;
}

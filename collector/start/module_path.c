/* module_path.c: finds the modules relative to this program.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/module_path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/own_path.h"

/* Seen from the directory of this program: where CMake installs modules, and where others might. */
static const char *const places[] = {RANKPROF_MODULE_DIR, "../lib/rankprof", "../lib64/rankprof"};

static bool is_there(const char *directory, int length, const char *name, char path[PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%.*s/%s", length, directory, name) < PATH_MAX &&
           access(path, R_OK) == 0;
}

static bool in_variable(const char *name, char path[PATH_MAX])
{
    const char *entry = getenv("RANKPROF_MODULE_PATH");

    while (entry && *entry) {
        const int length = (int)strcspn(entry, ":");

        if (length > 0 && is_there(entry, length, name, path))
            return true;
        entry += length + (entry[length] == ':');
    }
    return false;
}

static bool beside_program(const char *name, char path[PATH_MAX])
{
    char directory[PATH_MAX];

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (rp_own_path(places[i], directory, sizeof(directory)) &&
            is_there(directory, (int)strlen(directory), name, path))
            return true;
    }
    return false;
}

enum rp_status rp_module_path_find(const char *name, char path[PATH_MAX], struct rp_error *error)
{
    char found[PATH_MAX];
    char whole[PATH_MAX];

    if (!in_variable(name, found) && !beside_program(name, found))
        return rp_error_set(error, RP_E_NOT_FOUND,
                            "cannot find %s beside this program: install rankprof as a whole, or "
                            "set RANKPROF_MODULE_PATH to the directory that has it",
                            name);
    if (!realpath(found, whole))
        return rp_error_set(error, RP_E_IO, "cannot use '%s': %s", found, strerror(errno));
    if (strpbrk(whole, " :"))
        return rp_error_set(error, RP_E_UNSUPPORTED,
                            "cannot preload '%s': a blank or colon in its path separates files in "
                            "LD_PRELOAD; install rankprof in another directory",
                            whole);
    memcpy(path, whole, strlen(whole) + 1);
    return RP_OK;
}

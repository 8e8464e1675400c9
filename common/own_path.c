/* own_path.c: paths relative to the program that runs, so that an installed tree may be moved.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/own_path.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool rp_own_path(const char *relative, char *path, size_t bytes)
{
    char program[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    char *slash = NULL;

    if (length <= 0)
        return false;
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return snprintf(path, bytes, "%s/%s", program, relative) < (int)bytes;
}

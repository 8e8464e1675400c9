/* part_sweep.c: removes unfinished files whose writers were killed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/part_file.h"

#define DIGITS "0123456789"

/* Is `name` that of a part of `base`: "BASE.part.1234"? */
static bool is_part_of(const char *name, const char *base)
{
    static const char ending[] = ".part.";
    const size_t length = strlen(base);
    const char *number = name + length + sizeof(ending) - 1;

    return strncmp(name, base, length) == 0 &&
           strncmp(name + length, ending, sizeof(ending) - 1) == 0 && *number &&
           number[strspn(number, DIGITS)] == '\0';
}

/* Where locks do not work nobody can tell whether the writer lives, so the file stays. */
static bool is_left(int directory, const char *name)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int fd = openat(directory, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool left = false;

    if (fd >= 0) {
        left = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
        close(fd);
    }
    return left;
}

static void sweep_directory(DIR *directory, const char *base)
{
    const struct dirent *entry;

    while ((entry = readdir(directory)) != NULL) {
        if (is_part_of(entry->d_name, base) && is_left(dirfd(directory), entry->d_name))
            unlinkat(dirfd(directory), entry->d_name, 0);
    }
}

void rp_part_file_sweep(const char *path)
{
    char *const for_directory = strdup(path);
    char *const for_base = strdup(path);
    DIR *const directory = for_directory && for_base ? opendir(dirname(for_directory)) : NULL;

    if (directory) {
        sweep_directory(directory, basename(for_base));
        closedir(directory);
    }
    free(for_directory);
    free(for_base);
}

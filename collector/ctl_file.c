/* ctl_file.c: reads what `rankprof ctl` asks of the job.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/ctl_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_BYTES 16384 /* at a time */

void rp_ctl_file_init(struct rp_ctl_file *file, const char *directory)
{
    *file = (struct rp_ctl_file){.read = 0};
    /* One that is too long does not exist. */
    if (snprintf(file->path, sizeof(file->path), "%s/" RP_CTL_FILE, directory) >= PATH_MAX)
        file->path[0] = '\0';
}

static bool is_obeyed(const struct stat *about)
{
    return S_ISREG(about->st_mode) && (about->st_uid == getuid() || about->st_uid == 0);
}

/* Up to the end of the last line, for the one behind it may still be written; how many bytes. */
static size_t take_lines(char *text, void (*take)(void *, const struct rp_ctl_command *),
                         void *context)
{
    char *line = text;

    for (char *end = strchr(line, '\n'); end; end = strchr(line, '\n')) {
        struct rp_ctl_command command;

        *end = '\0';
        if (rp_ctl_parse(line, &command))
            take(context, &command);
        line = end + 1;
    }
    return (size_t)(line - text);
}

/* False when there is no whole line more. */
static bool take_some(struct rp_ctl_file *file, int descriptor,
                      void (*take)(void *, const struct rp_ctl_command *), void *context)
{
    char text[LOOK_BYTES + 1];
    const ssize_t got = pread(descriptor, text, LOOK_BYTES, (off_t)file->read);
    size_t taken;

    if (got <= 0)
        return false;
    text[got] = '\0';
    taken = take_lines(text, take, context);
    /* A line that does not fit, or a NUL: none of ours. */
    if (taken == 0 && got == LOOK_BYTES)
        taken = LOOK_BYTES;
    file->read += taken;
    return taken > 0;
}

void rp_ctl_file_look(struct rp_ctl_file *file,
                      void (*take)(void *context, const struct rp_ctl_command *command),
                      void *context)
{
    struct stat about;
    int descriptor;

    if (stat(file->path, &about) != 0 || (uint64_t)about.st_size == file->read)
        return;
    descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (descriptor < 0)
        return;
    if (fstat(descriptor, &about) == 0 && is_obeyed(&about)) {
        if ((uint64_t)about.st_size < file->read)
            file->read = 0; /* it is another one */
        while (take_some(file, descriptor, take, context))
            ;
    }
    close(descriptor);
}

/* part_file.c: creates a file exclusively, locks it while it is written, publishes it in one step.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rp_status refuse_existing(const char *path, struct rp_error *error)
{
    return rp_error_set(error, RP_E_EXISTS,
                        "cannot create '%s': it exists, and files are never overwritten; choose "
                        "another name",
                        path);
}

/* Owner, not process: the lock dies with the last copy of this descriptor. Best effort. */
static int lock_whole(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    return fcntl(fd, F_OFD_SETLK, &lock);
}

static enum rp_status create_part(struct rp_part_file *file, struct rp_error *error)
{
    file->fd = open(file->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd < 0 && errno == EEXIST)
        return refuse_existing(file->part, error);
    if (file->fd < 0)
        return rp_error_set(error, errno == EACCES ? RP_E_PERMISSION : RP_E_IO,
                            "cannot create '%s': %s", file->part, strerror(errno));
    lock_whole(file->fd);
    return RP_OK;
}

enum rp_status rp_part_file_name(struct rp_part_file *file, const char *path, const char *suffix,
                                 struct rp_error *error)
{
    file->fd = -1;
    file->path = strdup(path);
    if (asprintf(&file->part, "%s%s", path, suffix) < 0)
        file->part = NULL;
    if (file->path && file->part)
        return RP_OK;
    rp_part_file_release(file);
    return rp_error_set(error, RP_E_NOMEM, "cannot create '%s': out of memory", path);
}

enum rp_status rp_part_file_create(struct rp_part_file *file, const char *path, const char *suffix,
                                   struct rp_error *error)
{
    enum rp_status status = rp_part_file_name(file, path, suffix, error);

    if (status != RP_OK)
        return status;
    status = create_part(file, error);
    if (status != RP_OK)
        rp_part_file_release(file);
    return status;
}

/* Passing the limit is refused by errno where SIGXFSZ is ignored, as in the collector. */
static bool limit_allows(uint64_t end)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || end <= limit.rlim_cur)
        return true;
    errno = EFBIG;
    return false;
}

/* File systems that cannot set room aside (NFS, some of Lustre) say so, and may be full later. */
bool rp_part_file_reserve(const struct rp_part_file *file, uint64_t bytes)
{
    struct stat about;

    if (fstat(file->fd, &about) != 0)
        return true;
    if (!limit_allows((uint64_t)about.st_size + bytes))
        return false;
    return fallocate(file->fd, FALLOC_FL_KEEP_SIZE, about.st_size, (off_t)bytes) == 0 ||
           (errno != ENOSPC && errno != EDQUOT);
}

/* The new name is on disk only when its directory is; not every file system can sync one. */
static void sync_directory(const char *path)
{
    char *const copy = strdup(path);
    const int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(copy);
}

/* Two names for a moment, where the file system cannot rename without replacing. */
static int move_by_link(const char *from, const char *to)
{
    return link(from, to) == 0 ? unlink(from) : -1;
}

static int move(const char *from, const char *to, bool replace)
{
    if (replace)
        return rename(from, to);
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EINVAL || errno == ENOSYS ? move_by_link(from, to) : -1;
}

enum rp_status rp_part_file_publish(struct rp_part_file *file, bool replace, struct rp_error *error)
{
    if (fsync(file->fd) != 0)
        return rp_error_set(error, RP_E_IO, "cannot bring '%s' to disk: %s", file->part,
                            strerror(errno));
    if (move(file->part, file->path, replace) != 0)
        return rp_error_set(error, errno == EEXIST ? RP_E_EXISTS : RP_E_IO,
                            "cannot rename '%s' to '%s': %s; it is complete under the first name",
                            file->part, file->path, strerror(errno));
    sync_directory(file->path);
    return RP_OK;
}

void rp_part_file_release(struct rp_part_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file->part);
    file->fd = -1;
    file->path = NULL;
    file->part = NULL;
}

void rp_part_file_remove(struct rp_part_file *file)
{
    if (file->part)
        unlink(file->part);
    rp_part_file_release(file);
}

bool rp_part_file_is_written(const char *path)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    bool written = false;

    if (fd >= 0) {
        written = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        close(fd);
    }
    return written;
}

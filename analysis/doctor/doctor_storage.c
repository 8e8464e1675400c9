/* doctor_storage.c: whether profiles can be written where they shall go.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "analysis/doctor/doctor_checks.h"

#define LEAST_FREE_BYTES (UINT64_C(256) << 20)

/* Magic numbers of statfs(2); by number, since not every kernel's headers have all. */
static const struct {
    uint64_t type;
    const char *name;
} file_systems[] = {
    {0xef53, "ext2/3/4"},   {0x58465342, "xfs"},       {0x9123683e, "btrfs"},
    {0x01021994, "tmpfs"},  {0x794c7630, "overlayfs"}, {0x6969, "NFS"},
    {0x0bd00bd0, "Lustre"}, {0x19830326, "BeeGFS"},    {0x47504653, "GPFS"},
    {0x00c36400, "CephFS"}, {0x65735546, "FUSE"},      {0x2fc12fc1, "ZFS"},
    {0xff534d42, "CIFS"},   {0x01021997, "9P"},        {0xaad7aaea, "PanFS"},
};

static const char *file_system_name(uint64_t type)
{
    for (size_t i = 0; i < sizeof(file_systems) / sizeof(file_systems[0]); i++) {
        if (file_systems[i].type == type)
            return file_systems[i].name;
    }
    return "another file system";
}

void rp_check_output(const char *directory, struct rp_doctor_finding *out)
{
    struct statfs state;
    uint64_t free_bytes = 0;

    if (statfs(directory, &state) != 0) {
        rp_doctor_say(out, RP_DOCTOR_MISSING, "name a directory that exists", "'%s': %s", directory,
                      strerror(errno));
        return;
    }
    if (access(directory, W_OK | X_OK) != 0) {
        rp_doctor_say(out, RP_DOCTOR_MISSING, "choose another with 'rankprof run -o DIR'",
                      "'%s' cannot be written: %s", directory, strerror(errno));
        return;
    }
    free_bytes = (uint64_t)state.f_bavail * (uint64_t)state.f_bsize;
    rp_doctor_say(out, free_bytes < LEAST_FREE_BYTES ? RP_DOCTOR_LIMITED : RP_DOCTOR_OK,
                  free_bytes < LEAST_FREE_BYTES ? "make room, or choose another directory" : NULL,
                  "writable, %s, %.1f GiB free",
                  file_system_name((uint64_t)state.f_type & UINT32_MAX),
                  (double)free_bytes / (double)(UINT64_C(1) << 30));
}

/* HDF5 and the search for live collectors lock files; both go on where that cannot be done. */
static void try_locks(int fd, struct rp_doctor_finding *out)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const bool owner = fcntl(fd, F_OFD_SETLK, &whole) == 0;
    const bool file = flock(fd, LOCK_EX | LOCK_NB) == 0;

    if (owner && file)
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "fcntl and flock work");
    else
        rp_doctor_say(out, RP_DOCTOR_LIMITED,
                      "other programs may need HDF5_USE_FILE_LOCKING=FALSE to read the files",
                      "%s: %s", owner ? "flock" : "fcntl", strerror(errno));
}

void rp_check_locks(const char *directory, struct rp_doctor_finding *out)
{
    char *path = NULL;
    int fd = -1;

    if (asprintf(&path, "%s/.rankprof-doctor-XXXXXX", directory) < 0)
        path = NULL;
    if (path)
        fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        rp_doctor_say(out, RP_DOCTOR_LIMITED, NULL, "not tried: no file can be made there: %s",
                      strerror(errno));
    } else {
        try_locks(fd, out);
        unlink(path);
        close(fd);
    }
    free(path);
}

/* pcontrol.c: MPI_Pcontrol, by which a program tells a profiler of its phases.
 * SPDX-License-Identifier: Apache-2.0
 *
 * MPI leaves the meaning to us. A level other than 1 is a region until the next level: 1 is what
 * all programs begin with. Programs that follow the convention of IPM give a name too, with level 1
 * at the beginning of a region and -1 at its end. Whether a name was given cannot be seen from
 * here: names are taken only where the user says so (`--pcontrol names`), and read as memory that
 * may not be there.
 */
#include <mpi.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "include/rankprof/rankprof.h"
#include "mpi/call.h"
#include "mpi/library.h"

#define PUBLIC     __attribute__((visibility("default")))
#define NAME_BYTES 64

/* The level that the thread is in, as the name of a region. */
static _Thread_local char level_name[NAME_BYTES] __attribute__((tls_model("initial-exec")));

static void go_to_level(int level)
{
    if (level_name[0])
        rankprof_phase_end(level_name);
    level_name[0] = '\0';
    if (level == 1)
        return;
    snprintf(level_name, sizeof(level_name), "MPI_Pcontrol(%d)", level);
    rankprof_phase_begin(level_name);
}

/* Up to the end of the text or of the page, whichever comes first; "" for no memory. */
static void read_name(const char *name, char *out)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t there = page - (size_t)name % page;
    const size_t bytes = there < NAME_BYTES - 1 ? there : NAME_BYTES - 1;
    const struct iovec from = {(void *)(uintptr_t)name, bytes};
    const struct iovec to = {out, bytes};

    memset(out, 0, NAME_BYTES);
    if (!name || process_vm_readv(getpid(), &to, 1, &from, 1, 0) != (ssize_t)bytes)
        out[0] = '\0';
}

static void mark(int level, const char *given)
{
    char name[NAME_BYTES];

    read_name(given, name);
    if (!name[0])
        return;
    if (level == 1)
        rankprof_phase_begin(name);
    else if (level == -1)
        rankprof_phase_end(name);
}

typedef int pcontrol(const int level, ...);

/* The tool behind us, if any, gets what we got. */
static int tell(int level, const char *name, bool pmpi)
{
    /* A tool behind us calls PMPI_Pcontrol, which is us again. */
    static _Thread_local bool is_inside __attribute__((tls_model("initial-exec")));
    pcontrol *const next = (pcontrol *)rp_mpi_next(RP_MPI_Pcontrol, pmpi);
    int rc;

    if (is_inside || !rp_mpi_library()) /* or the module of another family marks it */
        return next(level, name);
    is_inside = true;
    if (rp_call_takes_names())
        mark(level, name);
    else
        go_to_level(level);
    rc = next(level, name);
    is_inside = false;
    return rc;
}

PUBLIC int MPI_Pcontrol(const int level, ...)
{
    va_list arguments;
    const char *name;

    va_start(arguments, level);
    name = va_arg(arguments, const char *);
    va_end(arguments);
    return tell(level, name, false);
}

PUBLIC int PMPI_Pcontrol(const int level, ...)
{
    va_list arguments;
    const char *name;

    va_start(arguments, level);
    name = va_arg(arguments, const char *);
    va_end(arguments);
    return tell(level, name, true);
}

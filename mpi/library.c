/* library.c: the program's MPI library, found while it runs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Behind a module of one family may stand that of another one: a program of MPICH goes through
 * ours, where numbers pass as pointers unharmed; but the other way pointers would be cut to
 * numbers, so a module whose family it is goes past the others.
 *
 * RTLD_NEXT sees what was loaded with the program. A library that came later and for its loader
 * alone (RTLD_LOCAL, as modules of Python do) is found among the loaded objects by its name.
 */
#include "mpi/library.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define BEHIND "rankprof_mpi_behind"

typedef void *behind(const char *name);

static struct rp_mpi mpi;
static behind
    *past_other; /* what stands behind the module of another family; NULL: there is none */
static _Atomic(void *) local_library;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_bool understood;

/* ---- finding ---- */

static int take_if_mpi(struct dl_phdr_info *object, size_t bytes, void *path)
{
    const char *const slash = strrchr(object->dlpi_name, '/');
    const char *const name = slash ? slash + 1 : object->dlpi_name;

    (void)bytes;
    if (strncmp(name, "libmpi.so", 9) != 0 && strncmp(name, "libmpich.so", 11) != 0)
        return 0;
    *(const char **)path = object->dlpi_name;
    return 1;
}

static void *find_local_library(void)
{
    void *library = atomic_load(&local_library);
    const char *path = NULL;

    if (!library && dl_iterate_phdr(take_if_mpi, &path) && path) {
        library = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
        atomic_store(&local_library, library);
    }
    return library;
}

static void *find(const char *name)
{
    void *const next = past_other ? past_other(name) : dlsym(RTLD_NEXT, name);
    void *const library = next ? NULL : find_local_library();

    return library ? dlsym(library, name) : next;
}

__attribute__((visibility("default"))) void *rankprof_mpi_behind(const char *name);

void *rankprof_mpi_behind(const char *name)
{
    return find(name);
}

/* An object may have been copied into the program (a copy relocation), and is there then. */
static void *find_object(const char *name)
{
    void *const object = dlsym(RTLD_DEFAULT, name);
    void *const library = object ? NULL : find_local_library();

    return library ? dlsym(library, name) : object;
}

/* ---- what we use ---- */

static bool find_used(void)
{
    const struct {
        const char *name;
        void *place;
    } used[] = {
#define RP_MPI_PLACE(name) {"PMPI_" #name, &mpi.name},
        RP_MPI_USED(RP_MPI_PLACE)
#undef RP_MPI_PLACE
    };

    for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
        void *const found = find(used[i].name);

        if (!found)
            return false;
        memcpy(used[i].place, &found, sizeof(found));
    }
    return true;
}

/* A library that lacks functions of MPI 3 is not understood either. */
static void look(void)
{
    if (!rp_mpi_family_take(&mpi, find_object))
        return;
    past_other = (behind *)dlsym(RTLD_NEXT, BEHIND);
    if (find_used())
        atomic_store_explicit(&understood, true, memory_order_release);
}

const struct rp_mpi *rp_mpi_library(void)
{
    if (!atomic_load_explicit(&understood, memory_order_acquire))
        pthread_once(&once, look);
    return atomic_load_explicit(&understood, memory_order_acquire) ? &mpi : NULL;
}

/* ---- what stands behind us ---- */

static int nothing_there(void)
{
    return MPI_ERR_OTHER;
}

rp_mpi_function *rp_mpi_next(enum rp_mpi_call call, bool pmpi)
{
    static _Atomic(rp_mpi_function *) known[RP_MPI_CALLS][2];
    rp_mpi_function *next = atomic_load_explicit(&known[call][pmpi], memory_order_relaxed);

    if (next)
        return next;
    rp_mpi_library(); /* by which is known what to go past */
    next =
        (rp_mpi_function *)find(pmpi ? rp_mpi_call_kinds[call].pmpi : rp_mpi_call_kinds[call].name);
    if (!next)
        return (rp_mpi_function *)nothing_there;
    atomic_store_explicit(&known[call][pmpi], next, memory_order_relaxed);
    return next;
}

/* library.c: the program's MPI library, found while it runs.
 * SPDX-License-Identifier: Apache-2.0
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

static struct rp_mpi mpi;
static const char *refusal;
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
    void *const next = dlsym(RTLD_NEXT, name);
    void *const library = next ? NULL : find_local_library();

    return library ? dlsym(library, name) : next;
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
        void *(*find)(const char *name);
        const char *name;
        void *place;
    } used[] = {
#define RP_MPI_PLACE(name) {find, "PMPI_" #name, &mpi.name},
        RP_MPI_USED(RP_MPI_PLACE)
#undef RP_MPI_PLACE
#define RP_MPI_PLACE(member, type, object) {find_object, #object, &mpi.member},
            RP_MPI_HANDLES(RP_MPI_PLACE)
#undef RP_MPI_PLACE
    };

    for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
        void *const found = used[i].find(used[i].name);

        if (!found)
            return false;
        memcpy(used[i].place, &found, sizeof(found));
    }
    return true;
}

static void look(void)
{
    if (!find_object("ompi_mpi_comm_world"))
        refusal = "the program's MPI library is not Open MPI: its calls are not recorded";
    else if (!find_used())
        refusal = "the program's Open MPI lacks functions of MPI 3: its calls are not recorded";
    else
        atomic_store_explicit(&understood, true, memory_order_release);
}

const struct rp_mpi *rp_mpi_library(void)
{
    if (!atomic_load_explicit(&understood, memory_order_acquire))
        pthread_once(&once, look);
    return atomic_load_explicit(&understood, memory_order_acquire) ? &mpi : NULL;
}

const char *rp_mpi_library_refusal(void)
{
    return refusal;
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
    next =
        (rp_mpi_function *)find(pmpi ? rp_mpi_call_kinds[call].pmpi : rp_mpi_call_kinds[call].name);
    if (!next)
        return (rp_mpi_function *)nothing_there;
    atomic_store_explicit(&known[call][pmpi], next, memory_order_relaxed);
    return next;
}

/* library.h: the program's MPI library, found while it runs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Nothing of MPI is linked: a program that calls no MPI never loads it for us. The module is built
 * once for each family of libraries; with one of another family, whose handles mean something else,
 * calls are passed on to the module of that family, and nothing is recorded here.
 */
#ifndef RANKPROF_MPI_LIBRARY_H
#define RANKPROF_MPI_LIBRARY_H

#include <mpi.h>
#include <stdbool.h>

#include "mpi/calls.h"

/* The functions that we call ourselves, as PMPI_x. None of them communicates. */
#define RP_MPI_USED(_)                                                                             \
    _(Cart_shift)                                                                                  \
    _(Cartdim_get)                                                                                 \
    _(Comm_group)                                                                                  \
    _(Comm_rank)                                                                                   \
    _(Comm_remote_group)                                                                           \
    _(Comm_remote_size)                                                                            \
    _(Comm_size)                                                                                   \
    _(Comm_test_inter)                                                                             \
    _(Dist_graph_neighbors)                                                                        \
    _(Dist_graph_neighbors_count)                                                                  \
    _(Get_elements_x)                                                                              \
    _(Graph_neighbors)                                                                             \
    _(Graph_neighbors_count)                                                                       \
    _(Group_free)                                                                                  \
    _(Group_size)                                                                                  \
    _(Group_translate_ranks)                                                                       \
    _(Test_cancelled)                                                                              \
    _(Topo_test)                                                                                   \
    _(Type_size_x)                                                                                 \
    _(Win_get_group)

/* Predefined handles: member, type. What they are is told by the family of the library. */
#define RP_MPI_HANDLES(_)                                                                          \
    _(comm_world, MPI_Comm)                                                                        \
    _(comm_self, MPI_Comm)                                                                         \
    _(comm_null, MPI_Comm)                                                                         \
    _(byte, MPI_Datatype)                                                                          \
    _(type_null, MPI_Datatype)                                                                     \
    _(request_null, MPI_Request)                                                                   \
    _(message_null, MPI_Message)                                                                   \
    _(message_no_proc, MPI_Message)                                                                \
    _(win_null, MPI_Win)                                                                           \
    _(file_null, MPI_File)

struct rp_mpi {
#define RP_MPI_MEMBER(name) __typeof__(MPI_##name) *name;
    RP_MPI_USED(RP_MPI_MEMBER)
#undef RP_MPI_MEMBER
#define RP_MPI_MEMBER(member, type) type member;
    RP_MPI_HANDLES(RP_MPI_MEMBER)
#undef RP_MPI_MEMBER
};

/* What is known of the library; NULL: none is loaded, or one that is not understood. */
const struct rp_mpi *rp_mpi_library(void);

/*
 * Of the family that the module is built for, in family_*.c: whether the program's library is one
 * of it, and then its predefined handles. `find` looks an object up.
 */
bool rp_mpi_family_take(struct rp_mpi *mpi, void *(*find)(const char *name));

typedef void rp_mpi_function(void); /* to be cast to what it is */

/*
 * What stands behind our MPI_x, or with `pmpi` behind our PMPI_x: the library, or another tool
 * that was loaded after us. Never NULL: where there is nothing, a function that fails.
 */
rp_mpi_function *rp_mpi_next(enum rp_mpi_call call, bool pmpi);

#endif

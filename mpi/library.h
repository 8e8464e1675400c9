/* library.h: the program's MPI library, found while it runs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Nothing of MPI is linked: a program that calls no MPI never loads it for us. Only Open MPI is
 * understood; with another library, whose handles mean something else, calls are passed on and
 * nothing is recorded.
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

/* Predefined handles are addresses of objects in the library: member, type, object. */
#define RP_MPI_HANDLES(_)                                                                          \
    _(comm_world, MPI_Comm, ompi_mpi_comm_world)                                                   \
    _(comm_self, MPI_Comm, ompi_mpi_comm_self)                                                     \
    _(comm_null, MPI_Comm, ompi_mpi_comm_null)                                                     \
    _(byte, MPI_Datatype, ompi_mpi_byte)                                                           \
    _(type_null, MPI_Datatype, ompi_mpi_datatype_null)                                             \
    _(request_null, MPI_Request, ompi_request_null)                                                \
    _(message_null, MPI_Message, ompi_message_null)                                                \
    _(message_no_proc, MPI_Message, ompi_message_no_proc)                                          \
    _(win_null, MPI_Win, ompi_mpi_win_null)                                                        \
    _(file_null, MPI_File, ompi_mpi_file_null)

struct rp_mpi {
#define RP_MPI_MEMBER(name) __typeof__(MPI_##name) *name;
    RP_MPI_USED(RP_MPI_MEMBER)
#undef RP_MPI_MEMBER
#define RP_MPI_MEMBER(member, type, object) type member;
    RP_MPI_HANDLES(RP_MPI_MEMBER)
#undef RP_MPI_MEMBER
};

/* What is known of the library; NULL: none is loaded, or one that is not understood. */
const struct rp_mpi *rp_mpi_library(void);

/* Why rp_mpi_library() is NULL, or NULL when no MPI library was met. */
const char *rp_mpi_library_refusal(void);

typedef void rp_mpi_function(void); /* to be cast to what it is */

/*
 * What stands behind our MPI_x, or with `pmpi` behind our PMPI_x: the library, or another tool
 * that was loaded after us. Never NULL: where there is nothing, a function that fails.
 */
rp_mpi_function *rp_mpi_next(enum rp_mpi_call call, bool pmpi);

#endif

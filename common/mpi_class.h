/* mpi_class.h: what the time of a process with MPI is told as; for segment, files and reports.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_MPI_CLASS_H
#define RANKPROF_COMMON_MPI_CLASS_H

/* Name, value (stored in files, never reused), text. 0: row is not used. */
#define RP_MPI_CLASS_LIST(_)                                                                       \
    _(RP_CLASS_POINT, 1, "point-to-point")                                                         \
    _(RP_CLASS_COMPLETION, 2, "completion")                                                        \
    _(RP_CLASS_COLLECTIVE, 3, "collective")                                                        \
    _(RP_CLASS_NEIGHBOUR, 4, "neighbourhood")                                                      \
    _(RP_CLASS_ONE_SIDED, 5, "one-sided")                                                          \
    _(RP_CLASS_IO, 6, "input and output")                                                          \
    _(RP_CLASS_COMMUNICATOR, 7, "communicators")                                                   \
    _(RP_CLASS_PROCESSES, 8, "processes")                                                          \
    _(RP_CLASS_OUTSIDE, 9, "outside MPI")                                                          \
    _(RP_CLASS_SPAN, 10, "from MPI_Init to MPI_Finalize")

enum rp_mpi_class {
#define RP_MPI_CLASS_ENUM(name, value, text) name = (value),
    RP_MPI_CLASS_LIST(RP_MPI_CLASS_ENUM)
#undef RP_MPI_CLASS_ENUM
        RP_MPI_CLASS_COUNT
};

#define RP_MPI_CLASSES 9u /* of calls, and the number 0 that none has */

/*
 * POINT: blocking calls and the start of others; probes. COMPLETION: Wait and Test of any kind.
 * PROCESSES: start and end of MPI, and processes that come later. The last two are no calls but
 * times of the thread that started MPI: the SPAN from the return of MPI_Init to the beginning of
 * MPI_Finalize, and what of it was spent OUTSIDE of MPI: the useful time.
 */

#endif

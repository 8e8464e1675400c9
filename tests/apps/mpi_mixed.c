/* mpi_mixed.c: a program of which one half is Fortran: each completes what the other began.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_mixed LEDGER: the communicator is made in C and used in Fortran; requests are made in Fortran
 * and completed in C.
 */
#include "mpi_ledger.h"

enum { TIMES = 20, VALUES = 6 };

/* mpi_mixed_part.f90 */
void exchange_in_fortran(const MPI_Fint *comm, const int *next, const int *before,
                         const double *out, double *in, MPI_Fint *requests);
void reduce_in_fortran(const MPI_Fint *comm, double *values);

int main(int argc, char **argv)
{
    double out[VALUES] = {0}, in[VALUES];
    MPI_Fint requests[2], fortran_comm;
    MPI_Comm comm;
    int rank, size;

    CALL(MPI_Init, 0, 0, &argc, &argv);
    CALL(MPI_Comm_dup, 0, 0, MPI_COMM_WORLD, &comm);
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
    fortran_comm = MPI_Comm_c2f(comm);
    for (int i = 0; i < TIMES; i++) {
        const int next = (rank + 1) % size, before = (rank + size - 1) % size;
        MPI_Request own[2];

        exchange_in_fortran(&fortran_comm, &next, &before, out, in, requests);
        ledger_note("MPI_Irecv", 0, 0);
        ledger_note("MPI_Isend", sizeof(out), 0);
        own[0] = MPI_Request_f2c(requests[0]);
        own[1] = MPI_Request_f2c(requests[1]);
        CALL(MPI_Waitall, 0, sizeof(in), 2, own, MPI_STATUSES_IGNORE);
        reduce_in_fortran(&fortran_comm, out);
        ledger_note("MPI_Allreduce", sizeof(out), sizeof(out));
        CALL(MPI_Allreduce, 8, 8, out, in, 1, MPI_DOUBLE, MPI_MAX, comm);
    }
    CALL(MPI_Comm_free, 0, 0, &comm);
    ledger_note("MPI_Finalize", 0, 0);
    ledger_write(argv[1], rank);
    MPI_Finalize();
    return 0;
}

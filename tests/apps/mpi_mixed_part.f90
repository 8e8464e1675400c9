! mpi_mixed_part.f90: the half of mpi_mixed that is Fortran.
! SPDX-License-Identifier: Apache-2.0
subroutine exchange_in_fortran(comm, next, before, out, in, requests) bind(c)
    use mpi
    implicit none
    integer, intent(in) :: comm, next, before
    double precision, intent(in) :: out(6)
    double precision, intent(in out) :: in(6)
    integer, intent(out) :: requests(2)
    integer :: error

    call MPI_Irecv(in, 6, MPI_DOUBLE_PRECISION, before, 3, comm, requests(1), error)
    call MPI_Isend(out, 6, MPI_DOUBLE_PRECISION, next, 3, comm, requests(2), error)
end subroutine

subroutine reduce_in_fortran(comm, values) bind(c)
    use mpi
    implicit none
    integer, intent(in) :: comm
    double precision, intent(in out) :: values(6)
    integer :: error

    call MPI_Allreduce(MPI_IN_PLACE, values, 6, MPI_DOUBLE_PRECISION, MPI_MAX, comm, error)
end subroutine

! mpi_fortran.F90: makes known MPI calls through one of the three Fortran interfaces (see CMakeLists.txt).
! SPDX-License-Identifier: Apache-2.0
!
! mpi_fortran LEDGER: writes LEDGER.RANK, a line for each function: CALL CALLS SENT RECEIVED.
program calls
#if defined(WITH_MPI_F08)
   use mpi_f08
#elif defined(WITH_MPI)
   use mpi
#endif
   implicit none
#if !defined(WITH_MPI_F08) && !defined(WITH_MPI)
   include 'mpif.h'
#endif
#if defined(WITH_MPI_F08)
#define REQUEST_TYPE type(MPI_Request)
#define STATUS_TYPE type(MPI_Status)
#else
#define REQUEST_TYPE integer
#define STATUS_TYPE integer
#endif
   integer, parameter :: n = 10, times = 7
   integer :: rank, ranks, next, before, error, i
   double precision :: out(n), in(2 * n)
   REQUEST_TYPE :: requests(2)
#if defined(WITH_MPI_F08)
   STATUS_TYPE :: status
#else
   STATUS_TYPE :: status(MPI_STATUS_SIZE)
#endif

   out = 1
   call MPI_Init(error)
   call MPI_Comm_rank(MPI_COMM_WORLD, rank, error)
   call MPI_Comm_size(MPI_COMM_WORLD, ranks, error)
   next = mod(rank + 1, ranks)
   before = mod(rank + ranks - 1, ranks)
   do i = 1, times
      call MPI_Sendrecv(out, n, MPI_DOUBLE_PRECISION, next, 0, in, 2 * n, MPI_DOUBLE_PRECISION, &
                        before, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE, error)
      call MPI_Irecv(in, n, MPI_DOUBLE_PRECISION, before, 1, MPI_COMM_WORLD, requests(1), error)
      call MPI_Isend(out, n, MPI_DOUBLE_PRECISION, next, 1, MPI_COMM_WORLD, requests(2), error)
      call MPI_Waitall(2, requests, MPI_STATUSES_IGNORE, error)
      call MPI_Irecv(in, n, MPI_DOUBLE_PRECISION, before, 2, MPI_COMM_WORLD, requests(1), error)
      call MPI_Send(out, 1, MPI_DOUBLE_PRECISION, next, 2, MPI_COMM_WORLD, error)
      call MPI_Wait(requests(1), status, error)
      call MPI_Allreduce(MPI_IN_PLACE, out, n, MPI_DOUBLE_PRECISION, MPI_MAX, MPI_COMM_WORLD, error)
      call MPI_Bcast(out, n, MPI_DOUBLE_PRECISION, 0, MPI_COMM_WORLD, error)
   end do
   call write_ledger()
   call MPI_Finalize(error)

contains
   subroutine write_ledger()
      character(len=1000) :: path
      character(len=20) :: number
      integer :: root

      call get_command_argument(1, path)
      write (number, '(i0)') rank
      root = merge(1, 0, rank == 0)
      open (10, file=trim(path)//'.'//trim(number), status='replace')
      write (10, '(a, 3(1x, i0))') 'MPI_Init', 1, 0, 0
      write (10, '(a, 3(1x, i0))') 'MPI_Sendrecv', times, times * n * 8, times * n * 8
      write (10, '(a, 3(1x, i0))') 'MPI_Irecv', 2 * times, 0, 0
      write (10, '(a, 3(1x, i0))') 'MPI_Isend', times, times * n * 8, 0
      write (10, '(a, 3(1x, i0))') 'MPI_Waitall', times, 0, times * n * 8
      write (10, '(a, 3(1x, i0))') 'MPI_Send', times, times * 8, 0
      write (10, '(a, 3(1x, i0))') 'MPI_Wait', times, 0, times * 8
      write (10, '(a, 3(1x, i0))') 'MPI_Allreduce', times, times * n * 8, times * n * 8
      write (10, '(a, 3(1x, i0))') 'MPI_Bcast', times, root * times * n * 8, (1 - root) * times * n * 8
      write (10, '(a, 3(1x, i0))') 'MPI_Finalize', 1, 0, 0
      close (10)
   end subroutine
end program

! consumer.f90: a program of a user in Fortran, with one region.
! SPDX-License-Identifier: Apache-2.0
program consumer
    use rankprof
    implicit none
    integer :: i
    double precision, volatile :: sum

    sum = 0
    call rankprof_phase_begin("consumed")
    do i = 1, 30000000
        sum = sum + 1d0 / i
    end do
    call rankprof_phase_end("consumed")
end program

! regions_fortran.f90: regions of a program in Fortran, without MPI.
! SPDX-License-Identifier: Apache-2.0
module work
    implicit none
    integer, volatile :: parts = 0 ! so that the last call of a part is no jump
contains
    subroutine spin(turns)
        integer, intent(in) :: turns
        integer :: i
        double precision, volatile :: sum

        sum = 0
        do i = 1, turns
            sum = sum + 1d0 / i
        end do
    end subroutine

    subroutine first_part()
        call spin(60000000)
        parts = parts + 1
    end subroutine

    subroutine second_part()
        call spin(6000000)
        parts = parts + 1
    end subroutine
end module

program regions
    use rankprof
    use work
    implicit none
    integer :: step

    call rankprof_phase_begin("first  ")
    call first_part()
    call rankprof_phase_end("first")
    do step = 1, 10
        call rankprof_iteration_begin("second")
        call second_part()
        call rankprof_iteration_end("second")
    end do
    print "(a)", "done"
end program

! fortran.f90: works in a procedure of a module.
! SPDX-License-Identifier: Apache-2.0
module heat
    use iso_fortran_env, only: int64
    implicit none
contains
    subroutine diffuse(value, turns)
        integer(int64), intent(in out) :: value
        integer(int64), intent(in) :: turns
        integer(int64) :: i

        do i = 1, turns
            value = ieor(ishft(value, 13), ishft(value, -7)) + i
        end do
    end subroutine diffuse
end module heat

program fortran
    use heat
    implicit none
    integer(int64) :: value

    value = 1
    call diffuse(value, 700000000_int64)
    print '(i0)', value
end program fortran

! symbol_sample_fortran.f90: a module procedure with a known name, for the test of the symbolizer.
! SPDX-License-Identifier: Apache-2.0
module shapes
contains
    function area(width, height)
        real, intent(in) :: width, height
        real :: area
        area = width * height
    end function area
end module shapes

! rankprof.f90: names parts of a program in Fortran, for its profile to tell them apart.
! SPDX-License-Identifier: Apache-2.0
!
!   use rankprof
!   call rankprof_phase_begin("solve")
!   do step = 1, steps
!       call rankprof_iteration_begin("step")
!       ...
!       call rankprof_iteration_end("step")
!   end do
!   call rankprof_phase_end("solve")
!
! To be compiled with the program (Fortran 2003). It does what rankprof.h does, in the same way:
! nothing is to be linked, and without the profiler a call is a comparison. Names lose the blanks at
! their end.
module rankprof
    use, intrinsic :: iso_c_binding
    implicit none
    private
    public :: rankprof_phase_begin, rankprof_phase_end
    public :: rankprof_iteration_begin, rankprof_iteration_end

    ! As struct rankprof_regions of rankprof.h.
    type, bind(c) :: regions_table
        integer(c_int) :: version
        type(c_funptr) :: begin, end
    end type

    abstract interface
        subroutine begin_region(name, is_iteration) bind(c)
            import :: c_char, c_int
            character(kind=c_char), intent(in) :: name(*)
            integer(c_int), value :: is_iteration
        end subroutine
        subroutine end_region(name) bind(c)
            import :: c_char
            character(kind=c_char), intent(in) :: name(*)
        end subroutine
    end interface

    interface
        function find_symbol(handle, name) bind(c, name="dlsym") result(found)
            import :: c_ptr, c_char
            type(c_ptr), value :: handle
            character(kind=c_char), intent(in) :: name(*)
            type(c_ptr) :: found
        end function
    end interface

    ! The module is looked for once; threads that do so together find the same.
    logical, save :: looked = .false.
    procedure(begin_region), pointer, save :: begin_it => null()
    procedure(end_region), pointer, save :: end_it => null()

contains

    subroutine look()
        type(regions_table), pointer :: regions
        type(c_ptr) :: found

        found = find_symbol(c_null_ptr, "rankprof_regions" // c_null_char)
        if (c_associated(found)) then
            call c_f_pointer(found, regions)
            if (regions%version >= 1) then
                call c_f_procpointer(regions%begin, begin_it)
                call c_f_procpointer(regions%end, end_it)
            end if
        end if
        looked = .true.
    end subroutine

    subroutine rankprof_phase_begin(name)
        character(len=*), intent(in) :: name

        if (.not. looked) call look()
        if (associated(begin_it)) call begin_it(trim(name) // c_null_char, 0_c_int)
    end subroutine

    subroutine rankprof_iteration_begin(name)
        character(len=*), intent(in) :: name

        if (.not. looked) call look()
        if (associated(begin_it)) call begin_it(trim(name) // c_null_char, 1_c_int)
    end subroutine

    subroutine rankprof_phase_end(name)
        character(len=*), intent(in) :: name

        if (.not. looked) call look()
        if (associated(end_it)) call end_it(trim(name) // c_null_char)
    end subroutine

    subroutine rankprof_iteration_end(name)
        character(len=*), intent(in) :: name

        call rankprof_phase_end(name)
    end subroutine
end module

# RankprofInstall.cmake: what programs of users build with: headers, CMake package, pkg-config file.
#
# All of it is found relative to itself, so an installed tree may be moved. Nothing is to be linked:
# a program finds the profiler while it runs (include/rankprof/rankprof.h).
include(CMakePackageConfigHelpers)

set(_include "${CMAKE_INSTALL_INCLUDEDIR}")
set(_fortran "$<INSTALL_INTERFACE:${_include}/rankprof/rankprof.f90>")
set(_package "${RANKPROF_DATA_DIR}/cmake")
set(_pkgconfig "${CMAKE_INSTALL_DATADIR}/pkgconfig")

add_library(rankprof_regions INTERFACE)
add_library(rankprof_regions_fortran INTERFACE)
set_target_properties(rankprof_regions PROPERTIES EXPORT_NAME rankprof)
set_target_properties(rankprof_regions_fortran PROPERTIES EXPORT_NAME fortran)
target_include_directories(rankprof_regions INTERFACE "$<INSTALL_INTERFACE:${_include}>")
target_sources(rankprof_regions_fortran INTERFACE "${_fortran}")
foreach(_target IN ITEMS rankprof_regions rankprof_regions_fortran)
    target_link_libraries(${_target} INTERFACE ${CMAKE_DL_LIBS}) # before glibc 2.34
endforeach()

install(FILES include/rankprof/rankprof.h include/rankprof/rankprof.f90
        DESTINATION "${_include}/rankprof")
install(TARGETS rankprof_regions rankprof_regions_fortran EXPORT rankprof)
install(EXPORT rankprof NAMESPACE rankprof:: FILE rankprof-targets.cmake DESTINATION "${_package}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/rankprof-config.cmake.in"
    "${PROJECT_BINARY_DIR}/rankprof-config.cmake" INSTALL_DESTINATION "${_package}"
    PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/rankprof-config-version.cmake"
    COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/rankprof-config.cmake"
              "${PROJECT_BINARY_DIR}/rankprof-config-version.cmake" DESTINATION "${_package}")

# pkg-config knows where the file lies, and so the rest.
cmake_path(RELATIVE_PATH _include BASE_DIRECTORY "${_pkgconfig}" OUTPUT_VARIABLE RANKPROF_INCLUDE)
set(RANKPROF_DL "")
if(CMAKE_DL_LIBS)
    set(RANKPROF_DL "-l${CMAKE_DL_LIBS}")
endif()
configure_file("${CMAKE_CURRENT_LIST_DIR}/rankprof.pc.in" "${PROJECT_BINARY_DIR}/rankprof.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/rankprof.pc" DESTINATION "${_pkgconfig}")

foreach(_name IN ITEMS include fortran package pkgconfig target)
    unset(_${_name})
endforeach()

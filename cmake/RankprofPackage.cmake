# RankprofPackage.cmake: the package of this version for Debian and Ubuntu, by CPack.
#
#   cmake --workflow --preset package      # build/package/rankprof_VERSION_ARCHITECTURE.deb
#
# scripts/check-package builds it and tries it on a bare system. What depends on which library is found
# by dpkg-shlibdeps; what is opened while rankprof runs (PAPI, the launcher) is recommended.
set(RANKPROF_MAINTAINER "The rankprof developers <rankprof@packages.invalid>" CACHE STRING
    "Who makes the package")
set(_doc "${CMAKE_INSTALL_DOCDIR}")
set(_package "${PROJECT_SOURCE_DIR}/scripts/packaging/debian")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rankprof)
set(CPACK_PACKAGE_CONTACT "${RANKPROF_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "profiler for HPC jobs: every rank, one cluster-wide profile")
set(CPACK_PACKAGING_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/package-files.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "python3:any") # for rankprof.py; libraries are added
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "libpapi7.0 | libpapi7.1 | libpapi7.2, openmpi-bin, python3-h5py, python3-numpy")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-pandas, libdebuginfod1, mpich")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"rankprof samples all processes of an MPI job without rebuilding them, writes
one HDF5 file a rank while the job runs, merges these into one cluster-wide
profile, and shows which function, rank or node costs the time. Nothing is
lost when the job is killed.")
include(CPack)

# What the rules of Debian ask for, in packages for it only.
if(RANKPROF_FOR_DEBIAN)
    install(FILES "${_package}/copyright" DESTINATION "${_doc}")
    install(FILES "${_package}/changelog" DESTINATION "${_doc}")
else()
    install(FILES LICENSE DESTINATION "${_doc}")
endif()
unset(_doc)
unset(_package)

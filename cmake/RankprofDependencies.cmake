# RankprofDependencies.cmake: foreign libraries, each as an imported target.
#
#   PkgConfig::HDF5_SERIAL, PkgConfig::HDF5_PARALLEL   never both in one process: same names
#   PkgConfig::LIBDW (with libelf), PkgConfig::JANSSON, PkgConfig::ZLIB,
#   PkgConfig::PROTOBUF_C (with its compiler protoc-c), PkgConfig::CMOCKA, MPI::MPI_C
#   PAPI::headers                                      the library is opened at run time
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_search_module(HDF5_SERIAL REQUIRED IMPORTED_TARGET hdf5-serial hdf5)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw libelf)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)
find_program(RANKPROF_PROTOC_C NAMES protoc-c REQUIRED)
find_package(PAPI 6.0 REQUIRED)
if(RANKPROF_WITH_MPI)
    find_package(MPI REQUIRED COMPONENTS C)
    pkg_search_module(HDF5_PARALLEL REQUIRED IMPORTED_TARGET hdf5-openmpi hdf5-mpich hdf5)
endif()
if(RANKPROF_WITH_TESTS)
    pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
endif()

# A collector starts with every rank. With a static HDF5 it loads 7 libraries instead of 37 and starts
# in 2 ms instead of 11 (measured on Debian 12), so that is taken wherever it links.
option(RANKPROF_STATIC_HDF5 "Link serial HDF5 statically where there is a static library" ON)
if(RANKPROF_STATIC_HDF5)
    include(CheckCSourceCompiles)
    find_library(RANKPROF_HDF5_ARCHIVE NAMES libhdf5.a libhdf5_serial.a
                 HINTS ${HDF5_SERIAL_LIBRARY_DIRS} ${HDF5_SERIAL_LIBDIR})
    mark_as_advanced(RANKPROF_HDF5_ARCHIVE)
    if(RANKPROF_HDF5_ARCHIVE)
        set(_libraries "${RANKPROF_HDF5_ARCHIVE};sz;z;m;${CMAKE_DL_LIBS};Threads::Threads")
        set(CMAKE_REQUIRED_INCLUDES ${HDF5_SERIAL_INCLUDE_DIRS})
        set(CMAKE_REQUIRED_LIBRARIES ${_libraries})
        check_c_source_compiles("#include <hdf5.h>\nint main(void) { return H5open(); }"
                                RANKPROF_HDF5_ARCHIVE_LINKS)
        unset(CMAKE_REQUIRED_INCLUDES)
        unset(CMAKE_REQUIRED_LIBRARIES)
        if(RANKPROF_HDF5_ARCHIVE_LINKS)
            set_target_properties(PkgConfig::HDF5_SERIAL PROPERTIES
                                  INTERFACE_LINK_LIBRARIES "${_libraries}")
        endif()
        unset(_libraries)
    endif()
endif()

# RankprofHdf5.cmake: serial HDF5 as the target rankprof::hdf5_serial.
#
# The static archive is preferred: `rankprof run` then starts in 2 ms instead of 11, because the
# shared library brings some thirty others with it. Without it the shared library is linked.
find_library(RANKPROF_HDF5_ARCHIVE NAMES libhdf5.a libhdf5_serial.a
             HINTS ${HDF5_SERIAL_LIBRARY_DIRS} NO_DEFAULT_PATH)
find_library(RANKPROF_SZ_LIBRARY NAMES sz)
find_package(ZLIB QUIET)
mark_as_advanced(RANKPROF_HDF5_ARCHIVE RANKPROF_SZ_LIBRARY)

add_library(rankprof_hdf5_serial INTERFACE)
add_library(rankprof::hdf5_serial ALIAS rankprof_hdf5_serial)
if(RANKPROF_HDF5_ARCHIVE AND RANKPROF_SZ_LIBRARY AND ZLIB_FOUND)
    target_include_directories(rankprof_hdf5_serial SYSTEM INTERFACE ${HDF5_SERIAL_INCLUDE_DIRS})
    target_link_libraries(rankprof_hdf5_serial INTERFACE "${RANKPROF_HDF5_ARCHIVE}"
                          "${RANKPROF_SZ_LIBRARY}" ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS} m)
else()
    target_link_libraries(rankprof_hdf5_serial INTERFACE PkgConfig::HDF5_SERIAL)
endif()

# RankprofHeaderCheck.cmake: every header compiles by itself.
#
#   rankprof_check_headers(TARGET)
#
# Makes one source a header that includes it twice and nothing before it, and compiles all of them as
# part of the build. A new header is picked up by itself: here a glob is what is wanted, since the
# check must not depend on anyone remembering to list a header. Without MPI, the headers of mpi/ and
# others that include mpi.h are left out.
function(rankprof_check_headers target)
    set(stubs "")
    foreach(folder IN ITEMS common format collector mpi gpu analysis cli include tests/support)
        file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
             "${PROJECT_SOURCE_DIR}/${folder}/*.h")
        foreach(header IN LISTS headers)
            file(STRINGS "${PROJECT_SOURCE_DIR}/${header}" mpi REGEX "include <mpi\\.h>")
            if(NOT RANKPROF_WITH_MPI AND (mpi OR header MATCHES "^mpi/"))
                continue()
            endif()
            string(MAKE_C_IDENTIFIER "${header}" name)
            set(stub "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.c")
            file(CONFIGURE OUTPUT "${stub}" CONTENT
                 "#include \"@header@\"\n#include \"@header@\"\n" @ONLY)
            list(APPEND stubs "${stub}")
        endforeach()
    endforeach()
    add_library(${target} OBJECT ${stubs})
    target_link_libraries(${target} PRIVATE rankprof::settings PAPI::headers PkgConfig::HDF5_SERIAL
                          PkgConfig::LIBDW PkgConfig::JANSSON PkgConfig::CMOCKA)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/include")
    if(TARGET MPI::MPI_C)
        target_link_libraries(${target} PRIVATE MPI::MPI_C)
    endif()
endfunction()

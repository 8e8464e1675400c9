# RankprofSettings.cmake: the one place that says how our C is compiled.
# Every target of ours links rankprof::settings. Programs under tests/apps do not: they stand in for
# the user's programs, which nobody compiles with our flags.
add_library(rankprof_settings INTERFACE)
add_library(rankprof::settings ALIAS rankprof_settings)
target_compile_features(rankprof_settings INTERFACE c_std_11)
target_compile_definitions(rankprof_settings INTERFACE _GNU_SOURCE
                           RANKPROF_VERSION="${PROJECT_VERSION}")
target_compile_options(rankprof_settings INTERFACE
    -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wundef -Wformat=2 -Wimplicit-fallthrough -fno-common)
target_include_directories(rankprof_settings INTERFACE "${PROJECT_SOURCE_DIR}")

# A target with the property RANKPROF_PLAIN is left without sanitizers: what is loaded into the
# application (docs/architecture.md, "Sanitizers").
# MPI programs of ours link rankprof::keep_loaded: nothing, but under a sanitizer MPI's components stay.
add_library(rankprof_keep_loaded INTERFACE)
add_library(rankprof::keep_loaded ALIAS rankprof_keep_loaded)
if(RANKPROF_SANITIZE)
    target_sources(rankprof_keep_loaded INTERFACE "${PROJECT_SOURCE_DIR}/tests/support/keep_loaded.c")
    set(_plain "$<BOOL:$<TARGET_PROPERTY:RANKPROF_PLAIN>>")
    foreach(_flag IN ITEMS -fsanitize=${RANKPROF_SANITIZE} -fno-sanitize-recover=all
                           -fno-omit-frame-pointer)
        string(REPLACE "," "$<COMMA>" _flag "${_flag}")
        target_compile_options(rankprof_settings INTERFACE "$<$<NOT:${_plain}>:${_flag}>")
        target_link_options(rankprof_settings INTERFACE "$<$<NOT:${_plain}>:${_flag}>")
    endforeach()
    unset(_plain)
    unset(_flag)
endif()

set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug, Release, RelWithDebInfo, ..." FORCE)
endif()

# Libraries outside of the system's folders, as those of Spack or EasyBuild, are found by the installed
# programs, too. A package of a distribution switches this off.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON CACHE BOOL "Programs remember where libraries were")

# Programs and modules find each other relative to themselves, so an installed tree may be moved. The
# build tree has the same shape, so that what is tested there is what is installed:
#   bin/rankprof   libexec/rankprof/rankprof-merge   lib/rankprof/librankprof-agent.so
#   share/rankprof/findings/*.txt
set(RANKPROF_LIBEXEC_DIR "${CMAKE_INSTALL_LIBEXECDIR}/rankprof")
set(RANKPROF_MODULE_DIR "${CMAKE_INSTALL_LIBDIR}/rankprof")
set(RANKPROF_DATA_DIR "${CMAKE_INSTALL_DATADIR}/rankprof")
set(RANKPROF_PYTHON_DIR "${RANKPROF_DATA_DIR}/python" CACHE STRING "Where rankprof.py is installed")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${CMAKE_INSTALL_BINDIR}")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${RANKPROF_MODULE_DIR}")

# For C: the same three folders, seen from the folder of the program `rankprof`.
cmake_path(RELATIVE_PATH RANKPROF_LIBEXEC_DIR BASE_DIRECTORY "${CMAKE_INSTALL_BINDIR}"
           OUTPUT_VARIABLE _libexec)
cmake_path(RELATIVE_PATH RANKPROF_DATA_DIR BASE_DIRECTORY "${CMAKE_INSTALL_BINDIR}"
           OUTPUT_VARIABLE _data)
cmake_path(RELATIVE_PATH RANKPROF_MODULE_DIR BASE_DIRECTORY "${CMAKE_INSTALL_BINDIR}"
           OUTPUT_VARIABLE _modules)
target_compile_definitions(rankprof_settings INTERFACE RANKPROF_LIBEXEC_DIR="${_libexec}"
                           RANKPROF_MODULE_DIR="${_modules}" RANKPROF_DATA_DIR="${_data}")
unset(_libexec)
unset(_modules)
unset(_data)

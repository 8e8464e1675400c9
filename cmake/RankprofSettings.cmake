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

# A target with the property RANKPROF_PLAIN is left without sanitizers (see RankprofPlainCopy).
if(RANKPROF_SANITIZE)
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

# Programs and modules find each other relative to themselves, so an installed tree may be moved.
set(RANKPROF_LIBEXEC_DIR "${CMAKE_INSTALL_LIBEXECDIR}/rankprof")
set(RANKPROF_MODULE_DIR "${CMAKE_INSTALL_LIBDIR}/rankprof")

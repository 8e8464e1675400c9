# toolchain-aarch64.cmake: cross-builds for aarch64 Linux, and runs the tests under qemu-aarch64.
#
# RANKPROF_AARCH64_ROOT (environment) is a root directory of that architecture with the libraries;
# scripts/aarch64-root makes one. Without pkg-config's three variables CMake would find the host's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(_root "$ENV{RANKPROF_AARCH64_ROOT}")
set(_triplet aarch64-linux-gnu)
set(CMAKE_SYSROOT "${_root}")
set(CMAKE_C_COMPILER ${_triplet}-gcc)
set(CMAKE_CXX_COMPILER ${_triplet}-g++)
set(CMAKE_Fortran_COMPILER NOTFOUND) # and not the host's
set(CMAKE_LIBRARY_ARCHITECTURE ${_triplet})
# The compiler's own C library would be another one than the root's.
foreach(_language IN ITEMS C CXX)
    set(CMAKE_${_language}_FLAGS_INIT "-B${_root}/usr/lib/${_triplet}")
endforeach()
foreach(_kind IN ITEMS EXE MODULE SHARED)
    set(CMAKE_${_kind}_LINKER_FLAGS_INIT
        "-Wl,-rpath-link,${_root}/usr/lib/${_triplet}:${_root}/lib/${_triplet}")
endforeach()
set(CMAKE_FIND_ROOT_PATH "${_root}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_DIR} "")
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${_root}")
set(ENV{PKG_CONFIG_LIBDIR} "${_root}/usr/lib/${_triplet}/pkgconfig:${_root}/usr/share/pkgconfig")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L "${_root}")

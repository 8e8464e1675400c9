# FindPAPI.cmake: finds the headers of PAPI. The library is opened at run time, so none is linked.
#
# Target:   PAPI::headers (include directory)
# Results:  PAPI_FOUND, PAPI_VERSION (read from papi.h), PAPI_INCLUDE_DIR (cache)
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(PC_PAPI QUIET papi)
endif()
find_path(PAPI_INCLUDE_DIR papi.h HINTS ${PC_PAPI_INCLUDE_DIRS} ENV PAPI_DIR PATH_SUFFIXES include)
mark_as_advanced(PAPI_INCLUDE_DIR)

# papi.h says, for example: #define PAPI_VERSION  PAPI_VERSION_NUMBER(7,0,0,0)
if(PAPI_INCLUDE_DIR)
    file(STRINGS "${PAPI_INCLUDE_DIR}/papi.h" _papi_lines
         REGEX "define[ \t]+PAPI_VERSION[ \t]+PAPI_VERSION_NUMBER")
    string(REGEX REPLACE ".*\\([ \t]*([0-9]+)[ \t]*,[ \t]*([0-9]+)[ \t]*,[ \t]*([0-9]+).*"
           "\\1.\\2.\\3" PAPI_VERSION "${_papi_lines}")
    unset(_papi_lines)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PAPI REQUIRED_VARS PAPI_INCLUDE_DIR VERSION_VAR PAPI_VERSION)

if(PAPI_FOUND AND NOT TARGET PAPI::headers)
    add_library(PAPI::headers INTERFACE IMPORTED)
    target_include_directories(PAPI::headers INTERFACE "${PAPI_INCLUDE_DIR}")
endif()

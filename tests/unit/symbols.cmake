# Libraries whose symbols are known, and the test of the symbolizer on them. They are compiled as users
# compile, so they do not link rankprof::settings.
function(rankprof_symbol_sample name source)
    add_library(${name} MODULE ${source})
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_compile_options(${name} PRIVATE -g -O1)
    target_link_options(${name} PRIVATE LINKER:--build-id=sha1)
    add_dependencies(test_symbolize ${name})
    add_dependencies(test_symbolize_debug ${name})
endfunction()

rankprof_unit_test(symbolize SOURCES test_symbolize.c symbol_library.c
                   LIBRARIES rankprof::analysis PkgConfig::LIBDW ${CMAKE_DL_LIBS})
rankprof_unit_test(symbolize_debug SOURCES test_symbolize_debug.c symbol_library.c
                   LIBRARIES rankprof::analysis PkgConfig::LIBDW ${CMAKE_DL_LIBS})
rankprof_symbol_sample(symbol_sample symbol_sample.c)
set(stripped "${CMAKE_CURRENT_BINARY_DIR}/symbol_sample_stripped.so")
add_custom_command(TARGET symbol_sample POST_BUILD VERBATIM
    COMMAND "${CMAKE_OBJCOPY}" --strip-all $<TARGET_FILE:symbol_sample> "${stripped}")
foreach(test IN ITEMS test_symbolize test_symbolize_debug)
    target_compile_definitions(${test} PRIVATE
        SAMPLE="$<TARGET_FILE:symbol_sample>" SAMPLE_STRIPPED="${stripped}")
endforeach()

include(CheckLanguage)
foreach(language IN ITEMS CXX Fortran)
    check_language(${language})
    if(CMAKE_${language}_COMPILER)
        enable_language(${language})
    endif()
endforeach()
if(CMAKE_CXX_COMPILER)
    rankprof_symbol_sample(symbol_sample_cxx symbol_sample_cxx.cpp)
    target_compile_definitions(test_symbolize PRIVATE SAMPLE_CXX="$<TARGET_FILE:symbol_sample_cxx>")
endif()
if(CMAKE_Fortran_COMPILER)
    rankprof_symbol_sample(symbol_sample_fortran symbol_sample_fortran.f90)
    target_compile_definitions(test_symbolize PRIVATE
        SAMPLE_FORTRAN="$<TARGET_FILE:symbol_sample_fortran>")
endif()

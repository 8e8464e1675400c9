# pprof.cmake: makes the code of pprof's messages of pprof.proto, as if it stood beside it.
set(generated "${PROJECT_BINARY_DIR}/generated")
set(pprof_code "${generated}/analysis/export/pprof.pb-c.c" "${generated}/analysis/export/pprof.pb-c.h")
file(MAKE_DIRECTORY "${generated}/analysis/export")
add_custom_command(
    OUTPUT ${pprof_code}
    COMMAND "${RANKPROF_PROTOC_C}" "--c_out=${generated}/analysis/export"
            "--proto_path=${CMAKE_CURRENT_LIST_DIR}" pprof.proto
    DEPENDS "${CMAKE_CURRENT_LIST_DIR}/pprof.proto" COMMENT "Making the messages of pprof" VERBATIM)

# What a generator wrote is not held to our warnings.
add_library(rankprof_pprof_messages STATIC ${pprof_code})
target_include_directories(rankprof_pprof_messages SYSTEM PUBLIC "${generated}")
target_compile_options(rankprof_pprof_messages PRIVATE -w)
target_link_libraries(rankprof_pprof_messages PUBLIC PkgConfig::PROTOBUF_C)
set_target_properties(rankprof_pprof_messages PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_link_libraries(rankprof_report PRIVATE rankprof_pprof_messages)

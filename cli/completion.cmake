# completion.cmake: what shells complete, written by the program itself from its tables of options.
# A cross-build without an emulator leaves it out; `rankprof completion` is there all the same.
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    return()
endif()
set(folder "${PROJECT_BINARY_DIR}/${CMAKE_INSTALL_DATADIR}")
set(for_bash "bash-completion/completions/rankprof")
set(for_zsh "zsh/site-functions/_rankprof")
foreach(shell IN ITEMS bash zsh)
    set(file "${folder}/${for_${shell}}")
    cmake_path(GET file PARENT_PATH parent)
    file(MAKE_DIRECTORY "${parent}")
    add_custom_command(OUTPUT "${file}" COMMAND rankprof completion ${shell} > "${file}"
                       DEPENDS rankprof VERBATIM)
    list(APPEND files "${file}")
    cmake_path(GET for_${shell} PARENT_PATH parent)
    install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_DATADIR}/${parent}")
endforeach()
add_custom_target(rankprof_completion ALL DEPENDS ${files})

# package-files.cmake: run by CPack on the tree that becomes the package: compresses as Debian's rules ask.
file(GLOB_RECURSE files "${CPACK_TEMPORARY_DIRECTORY}/*.1" "${CPACK_TEMPORARY_DIRECTORY}/*/changelog")
execute_process(COMMAND gzip -9n ${files} COMMAND_ERROR_IS_FATAL ANY)

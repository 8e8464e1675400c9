# RankprofTests.cmake: one way to declare a test, so that each has a label and a time limit.
#
#   rankprof_unit_test(NAME SOURCES file... [LIBRARIES target...])
#       builds test_NAME with cmocka and the support code, runs it as the test unit.NAME
#   rankprof_script_test(NAME LABEL label COMMAND command... [TIMEOUT s] [PROCESSORS n])
#       runs a command as the test LABEL.NAME
#
# A test that cannot run on this machine exits with 77 and says why: it counts as skipped.
function(rankprof_unit_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    add_executable(test_${name} ${arg_SOURCES})
    target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} rankprof::settings PkgConfig::CMOCKA)
    add_test(NAME unit.${name} COMMAND test_${name})
    set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 600 SKIP_RETURN_CODE 77)
endfunction()

function(rankprof_script_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT;PROCESSORS" "COMMAND")
    set(test ${arg_LABEL}.${name})
    add_test(NAME ${test} COMMAND ${arg_COMMAND} COMMAND_EXPAND_LISTS)
    set_tests_properties(${test} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 600 SKIP_RETURN_CODE 77)
    foreach(property IN ITEMS TIMEOUT PROCESSORS)
        if(DEFINED arg_${property})
            set_tests_properties(${test} PROPERTIES ${property} ${arg_${property}})
        endif()
    endforeach()
endfunction()

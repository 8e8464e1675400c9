# RankprofPlainCopy.cmake: what is loaded into the application is never sanitized.
#
#   rankprof_plain_copy(TARGET)   defines TARGET_plain
#
# Without sanitizers TARGET_plain is TARGET itself. With them it is the same sources compiled once
# more without: a preloaded module cannot bring a sanitizer's runtime into a program that was not
# built with it, while the unit tests link TARGET and so run the same code sanitized.
# Call it in the directory that made TARGET, after its sources and its libraries were given.
# In the list named `list`: every library that has a plain copy gives way to that copy.
function(rankprof_plain_names list)
    set(names "")
    foreach(name IN LISTS ${list})
        string(REGEX REPLACE "^rankprof::" "rankprof_" plain "${name}_plain")
        if(TARGET "${plain}")
            set(name "${plain}")
        endif()
        list(APPEND names "${name}")
    endforeach()
    set(${list} "${names}" PARENT_SCOPE)
endfunction()

function(rankprof_plain_copy target)
    if(NOT RANKPROF_SANITIZE)
        add_library(${target}_plain ALIAS ${target})
        return()
    endif()
    get_target_property(type ${target} TYPE)
    string(REGEX REPLACE "_LIBRARY$" "" type "${type}")
    add_library(${target}_plain ${type})
    set_target_properties(${target}_plain PROPERTIES RANKPROF_PLAIN TRUE)
    foreach(property IN ITEMS SOURCES LINK_LIBRARIES COMPILE_DEFINITIONS COMPILE_OPTIONS
                              INCLUDE_DIRECTORIES INTERFACE_LINK_LIBRARIES
                              INTERFACE_INCLUDE_DIRECTORIES)
        get_target_property(value ${target} ${property})
        if(property MATCHES "LINK_LIBRARIES$")
            rankprof_plain_names(value)
        endif()
        if(value)
            set_target_properties(${target}_plain PROPERTIES ${property} "${value}")
        endif()
    endforeach()
    add_dependencies(${target}_plain ${target})
endfunction()

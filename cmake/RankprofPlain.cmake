# RankprofPlain.cmake: what is loaded into the application is never sanitized.
#
#   rankprof_leave_plain(TARGET)
#
# A preloaded module cannot bring a sanitizer's runtime into a program that was built without. So in a
# sanitized build TARGET is compiled without, and so is a copy, named LIBRARY_plain, of each of our own
# libraries that it links. The unit tests link LIBRARY and run the same code sanitized.
# Without sanitizers this does nothing. To be called when every target has been made.
function(rankprof_leave_plain target)
    if(NOT RANKPROF_SANITIZE)
        return()
    endif()
    set_target_properties(${target} PROPERTIES RANKPROF_PLAIN TRUE)
    foreach(property IN ITEMS LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
        get_target_property(libraries ${target} ${property})
        if(NOT libraries)
            continue()
        endif()
        set(plain "")
        foreach(library IN LISTS libraries)
            _rankprof_plain_copy("${library}" copy)
            list(APPEND plain "${copy}")
        endforeach()
        set_target_properties(${target} PROPERTIES ${property} "${plain}")
    endforeach()
endfunction()

# Stores the name of the plain copy of `library` in `result`; `library` itself if it is not our code.
function(_rankprof_plain_copy library result)
    set(${result} "${library}" PARENT_SCOPE)
    if(NOT TARGET "${library}")
        return()
    endif()
    get_target_property(type "${library}" TYPE)
    get_target_property(imported "${library}" IMPORTED)
    if(imported OR NOT type MATCHES "^(STATIC|OBJECT)_LIBRARY$")
        return()
    endif()
    get_target_property(name "${library}" NAME)
    set(${result} ${name}_plain PARENT_SCOPE)
    if(NOT TARGET ${name}_plain)
        _rankprof_make_copy(${name} ${name}_plain ${CMAKE_MATCH_1})
    endif()
endfunction()

function(_rankprof_make_copy target copy type)
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    list(TRANSFORM sources PREPEND "${folder}/" REGEX "^[^/$]")
    add_library(${copy} ${type} ${sources})
    foreach(property IN ITEMS LINK_LIBRARIES INTERFACE_LINK_LIBRARIES COMPILE_DEFINITIONS
                              COMPILE_OPTIONS INCLUDE_DIRECTORIES)
        get_target_property(value ${target} ${property})
        if(value)
            set_target_properties(${copy} PROPERTIES ${property} "${value}")
        endif()
    endforeach()
    rankprof_leave_plain(${copy})
endfunction()

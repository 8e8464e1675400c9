# bundle.cmake: puts style and scripts into the page, and their hashes into its security policy.
#
#   cmake -DPAGE=... -DSTYLE=... -DSCRIPTS=a;b -DOUTPUT=... -P bundle.cmake
#
# The policy allows what has these hashes and nothing else: no other script or style, no request.
function(read_file out path)
    file(READ "${path}" text)
    set(${out} "${text}" PARENT_SCOPE)
endfunction()

# "sha256-...": the SHA-256 of a text in base64, which CMake only knows in hexadecimal.
function(hash_of out text)
    string(SHA256 hex "${text}")
    set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    set(encoded "")
    string(APPEND hex "00") # 32 bytes are 10 groups of 3 and one of 2
    foreach(group RANGE 0 10)
        math(EXPR at "6 * ${group}")
        string(SUBSTRING "${hex}" ${at} 6 three)
        foreach(shift IN ITEMS 18 12 6 0)
            math(EXPR digit "(0x${three} >> ${shift}) & 63")
            string(SUBSTRING "${digits}" ${digit} 1 letter)
            string(APPEND encoded "${letter}")
        endforeach()
    endforeach()
    string(SUBSTRING "${encoded}" 0 43 encoded)
    set(${out} "sha256-${encoded}=" PARENT_SCOPE)
endfunction()

# Each module becomes a function that returns what it exports, so that its own names stay its own.
function(module_of out path)
    get_filename_component(name "${path}" NAME_WE)
    read_file(text "${path}")
    string(REGEX MATCHALL "\nexport (async )?(function|class|const) [A-Za-z0-9_]+" exports "${text}")
    list(TRANSFORM exports REPLACE "^.* " "")
    list(JOIN exports ", " exports)
    string(REGEX REPLACE "\nexport " "\n" text "${text}")
    string(REGEX REPLACE "import ({[^}]*})[ \n]*from '\\./([a-z_]+)\\.js';" "const \\1 = \\2_module;"
           text "${text}")
    set(${out} "const ${name}_module = (() => {\n${text}return {${exports}};\n})();\n" PARENT_SCOPE)
endfunction()

read_file(page "${PAGE}")
read_file(style "${STYLE}")
set(script "'use strict';\n(() => {\n")
foreach(file IN LISTS SCRIPTS)
    module_of(text "${file}")
    string(APPEND script "${text}")
endforeach()
string(APPEND script "main_module.main();\n})();\n")
hash_of(style_hash "${style}")
hash_of(script_hash "${script}")
foreach(part IN ITEMS style_hash script_hash style script)
    string(FIND "${page}" "@${part}@" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${PAGE} has no place for @${part}@")
    endif()
    string(REPLACE "@${part}@" "${${part}}" page "${page}")
endforeach()
file(WRITE "${OUTPUT}" "${page}")

# page.cmake: makes the page without its data of the files here, and links it into the report.
#
# The scripts are ES modules, so that node can test each alone; in the page they are one script. A
# module stands after those that it imports.
set(page_scripts
    bytes.js sections.js tree.js cube.js data.js selection.js format.js kinds.js dom.js theme.js scale.js
    model.js canvas.js flame_draw.js change.js flame.js hotspots.js changes.js heat.js ranks.js bands.js overview.js
    findings.js mpi.js matrix.js gpu.js roofline.js quality.js controls.js keys.js main.js)
list(TRANSFORM page_scripts PREPEND "${CMAKE_CURRENT_LIST_DIR}/")
set(page_template "${CMAKE_CURRENT_BINARY_DIR}/page.html")
set(page_sources "${CMAKE_CURRENT_LIST_DIR}/page.html" "${CMAKE_CURRENT_LIST_DIR}/style.css"
                 ${page_scripts})

add_custom_command(
    OUTPUT "${page_template}"
    COMMAND "${CMAKE_COMMAND}" "-DPAGE=${CMAKE_CURRENT_LIST_DIR}/page.html"
            "-DSTYLE=${CMAKE_CURRENT_LIST_DIR}/style.css" "-DSCRIPTS=${page_scripts}"
            "-DOUTPUT=${page_template}" -P "${CMAKE_CURRENT_LIST_DIR}/bundle.cmake"
    DEPENDS ${page_sources} "${CMAKE_CURRENT_LIST_DIR}/bundle.cmake"
    COMMENT "Making the page of rankprof html" VERBATIM)
add_custom_target(rankprof_page DEPENDS "${page_template}")
set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/../page_template.c" PROPERTIES
    OBJECT_DEPENDS "${page_template}"
    COMPILE_DEFINITIONS "RP_PAGE_TEMPLATE=\"${page_template}\"")
add_dependencies(rankprof_report rankprof_page)

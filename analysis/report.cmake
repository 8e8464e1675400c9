# The report (text, JSON, CSV) and the doctor, linked by the program rankprof only.
add_library(rankprof_report STATIC
    binding.c
    call_tree.c
    comparing.c
    ctl.c
    ctl_knock.c
    ctl_status.c
    data_files.c
    differing.c
    discrepancies.c
    discrepancy_hardware.c
    discrepancy_modules.c
    discrepancy_software.c
    efficiency.c
    entry_file.c
    export.c
    export_csv.c
    export_extrap.c
    export_folded.c
    export_hatchet.c
    export_part.c
    export_perfetto.c
    export_pprof.c
    export_pyroscope.c
    export_speedscope.c
    expression.c
    expression_parse.c
    expression_write.c
    finding_texts.c
    findings.c
    gzip_stream.c
    html.c
    http.c
    identity_column.c
    insight.c
    median.c
    metric_groups.c
    mpi_calls.c
    mpi_peers.c
    mpi_waits.c
    mpi_waits_functions.c
    outliers.c
    outlying.c
    page_bytes.c
    page_cube.c
    page_functions.c
    page_heat.c
    page_layer.c
    page_peaks.c
    page_peers.c
    page_ranks.c
    page_section.c
    page_static.c
    page_template.c
    page_tree.c
    page_tree_write.c
    page_values.c
    page_write.c
    pprof.c
    pprof_tables.c
    problems.c
    profile.c
    profile_directory.c
    profile_fill.c
    profile_functions.c
    profile_set.c
    quality.c
    rank_list.c
    rank_paths.c
    rank_set.c
    report.c
    report_csv.c
    report_efficiency.c
    report_findings.c
    report_header.c
    report_input.c
    report_json.c
    report_json_findings.c
    report_json_mpi.c
    report_json_waits.c
    report_model.c
    report_mpi.c
    report_quality.c
    report_ranks.c
    report_sources.c
    report_table.c
    report_top.c
    report_tree.c
    report_waits.c
    report_words.c
    rules.c
    same_functions.c
    scope.c
    sheet.c
    sheet_function.c
    sheet_job.c
    sheet_node.c
    sheet_path.c
    sheet_rank.c
    sheet_window.c
    sheets.c
    stack_gather.c
    stack_names.c
    stack_tree.c
    stack_waits.c
    stacks.c
    stacks_json.c
    stacks_text.c
    student.c
    template.c
    terminal.c
    text_safe.c
    well_known.c)
add_library(rankprof::report ALIAS rankprof_report)
target_link_libraries(rankprof_report PUBLIC rankprof::settings
                      PRIVATE rankprof::analysis rankprof::format rankprof::common
                              PkgConfig::JANSSON PkgConfig::PROTOBUF_C PkgConfig::ZLIB
                              ${CMAKE_DL_LIBS} m)
include(pprof.cmake)
include(report/page.cmake)

add_library(rankprof_doctor STATIC
    doctor.c
    doctor_process.c
    doctor_sampling.c
    doctor_software.c
    doctor_storage.c
    events.c
    events_write.c
    papi_library.c)
add_library(rankprof::doctor ALIAS rankprof_doctor)
target_link_libraries(rankprof_doctor PUBLIC rankprof::settings
                      PRIVATE rankprof::common PAPI::headers PkgConfig::HDF5_SERIAL
                              PkgConfig::JANSSON ${CMAKE_DL_LIBS})

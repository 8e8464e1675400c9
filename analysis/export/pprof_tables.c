/* pprof_tables.c: what samples of pprof refer to: metrics, files, functions, places in code.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/export/pprof.h"
#include "analysis/export/pprof.pb-c.h"

/* ---- about the profile ---- */

/* pprof's words for units; those it does not know are shown as they are. */
static const char *unit_of(const char *unit)
{
    return strcmp(unit, "ns") == 0 ? "nanoseconds" : unit;
}

static void put_type(struct rp_pprof *pprof, const struct rp_profile *profile)
{
    Perftools__Profiles__ValueType type = PERFTOOLS__PROFILES__VALUE_TYPE__INIT;
    Perftools__Profiles__ValueType *types[] = {&type};
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;

    type.type = rp_pprof_text(pprof, profile->metric);
    type.unit = rp_pprof_text(pprof, unit_of(profile->unit));
    message.n_sample_type = 1;
    message.sample_type = types;
    rp_pprof_put(pprof, &message.base);
}

static void put_comment(struct rp_pprof *pprof, const char *what, const char *text)
{
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;
    char *comment = NULL;
    int64_t number = 0;

    if (!*text)
        return;
    if (asprintf(&comment, "%s: %s", what, text) < 0) {
        pprof->status = RP_E_NOMEM;
        return;
    }
    number = rp_pprof_text(pprof, comment);
    message.n_comment = 1;
    message.comment = &number;
    rp_pprof_put(pprof, &message.base);
    free(comment);
}

static void put_session(struct rp_pprof *pprof, const struct rp_profile *profile)
{
    const struct rp_cluster_session *session = &pprof->export->report->file->session;
    Perftools__Profiles__ValueType type = PERFTOOLS__PROFILES__VALUE_TYPE__INIT;
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;

    type.type = rp_pprof_text(pprof, "cpu_time");
    type.unit = rp_pprof_text(pprof, "nanoseconds");
    message.period_type = &type;
    if (session->rate_millihertz > 0)
        message.period = (int64_t)(UINT64_C(1000000000000) / session->rate_millihertz);
    message.time_nanos = (int64_t)session->start_ns;
    message.duration_nanos = (int64_t)(session->end_ns - session->start_ns);
    message.default_sample_type = rp_pprof_text(pprof, profile->metric);
    rp_pprof_put(pprof, &message.base);
    put_comment(pprof, "command", rp_report_text(pprof->export->report, "command"));
    put_comment(pprof, "job", rp_report_text(pprof->export->report, "job"));
}

/* ---- code ---- */

static void put_mapping(struct rp_pprof *pprof, size_t row)
{
    const struct rp_cluster_file *file = pprof->export->report->file;
    Perftools__Profiles__Mapping mapping = PERFTOOLS__PROFILES__MAPPING__INIT;
    Perftools__Profiles__Mapping *mappings[] = {&mapping};
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;

    mapping.id = row + 1;
    mapping.filename =
        rp_pprof_text(pprof, rp_cluster_file_text(file, file->module_rows[row].path));
    mapping.build_id =
        rp_pprof_text(pprof, rp_cluster_file_text(file, file->module_rows[row].build_id));
    mapping.has_functions = true; /* no one need look for symbols again */
    mapping.has_filenames = true;
    mapping.has_line_numbers = true;
    message.n_mapping = 1;
    message.mapping = mappings;
    rp_pprof_put(pprof, &message.base);
}

static const char *program_of(const struct rp_cluster_file *file)
{
    const struct rp_cluster_process *process = NULL;
    struct rp_cluster_scan scan;
    const char *program = "";

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_process);
    process = rp_cluster_scan_next(&scan);
    if (process)
        program = rp_cluster_file_text(file, process->executable);
    rp_cluster_scan_end(&scan);
    return program;
}

/* pprof takes the first one for the program: the executable of the first process. */
static void put_mappings(struct rp_pprof *pprof)
{
    const struct rp_cluster_file *file = pprof->export->report->file;
    const char *program = program_of(file);
    size_t first = 0;

    while (first < file->module_count &&
           strcmp(rp_cluster_file_text(file, file->module_rows[first].path), program) != 0)
        first++;
    if (first < file->module_count)
        put_mapping(pprof, first);
    for (size_t i = 0; i < file->module_count; i++) {
        if (i != first)
            put_mapping(pprof, i);
    }
}

/* The name in the symbol table, where the function has one. */
static const char *linkage_name(const struct rp_cluster_file *file, size_t function)
{
    return function < file->function_count
               ? rp_cluster_file_text(file, file->function_rows[function].linkage_name)
               : "";
}

static void put_function(struct rp_pprof *pprof, const struct rp_profile *profile, size_t row)
{
    const struct rp_profile_function *function = &profile->functions[row];
    const char *linkage = linkage_name(profile->file, row);
    Perftools__Profiles__Function own = PERFTOOLS__PROFILES__FUNCTION__INIT;
    Perftools__Profiles__Function *functions[] = {&own};
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;

    own.id = row + 1;
    own.name = rp_pprof_text(pprof, function->name);
    own.system_name = rp_pprof_text(pprof, *linkage ? linkage : function->name);
    own.filename = rp_pprof_text(pprof, function->file);
    if (row < profile->file->function_count)
        own.start_line = profile->file->function_rows[row].line;
    message.n_function = 1;
    message.function = functions;
    rp_pprof_put(pprof, &message.base);
}

static void put_location(struct rp_pprof *pprof, const struct rp_profile *profile, uint32_t context,
                         uint32_t number)
{
    const struct rp_cluster_context *row = &profile->file->context_rows[context];
    const bool in_code = row->module < profile->file->module_count;
    Perftools__Profiles__Line line = PERFTOOLS__PROFILES__LINE__INIT;
    Perftools__Profiles__Line *lines[] = {&line};
    Perftools__Profiles__Location location = PERFTOOLS__PROFILES__LOCATION__INIT;
    Perftools__Profiles__Location *locations[] = {&location};
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;

    line.function_id = 1 + (uint64_t)profile->contexts[context].function;
    line.line = row->line;
    location.id = 1 + (uint64_t)number;
    location.mapping_id = in_code ? 1 + (uint64_t)row->module : 0;
    location.address = in_code ? row->offset : 0;
    location.n_line = 1;
    location.line = lines;
    message.n_location = 1;
    message.location = locations;
    rp_pprof_put(pprof, &message.base);
}

/* The same place in code is one location, however it was reached. */
static void put_locations(struct rp_pprof *pprof, const struct rp_profile *profile)
{
    uint32_t written = 0;

    for (uint32_t i = 1; pprof->status == RP_OK && i < profile->context_count; i++) {
        const struct rp_cluster_context *row = &profile->file->context_rows[i];
        const uint64_t place[] = {row->module, row->offset, profile->contexts[i].function,
                                  row->line};
        const struct rp_key key = rp_key_of(place, sizeof(place));

        if (rp_key_table_number(&pprof->locations, &key, &pprof->location_of[i]) != RP_OK)
            pprof->status = RP_E_NOMEM;
        else if (pprof->location_of[i] == written)
            put_location(pprof, profile, i, written++);
    }
}

void rp_pprof_write_tables(struct rp_pprof *pprof, const struct rp_export_part *part)
{
    const struct rp_profile *profile = part->set.profiles[0];

    for (size_t i = 0; i < part->set.count; i++)
        put_type(pprof, part->set.profiles[i]);
    put_session(pprof, profile);
    put_mappings(pprof);
    for (size_t i = 0; i < profile->function_count; i++)
        put_function(pprof, profile, i);
    put_locations(pprof, profile);
}

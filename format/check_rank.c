/* check_rank.c: the rules on the contents of a rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>

#include "common/context_kind.h"
#include "common/ctl_command.h"
#include "common/gpu_kind.h"
#include "common/segment.h"
#include "common/segment_mpi.h"
#include "common/segment_tick.h"
#include "format/findings.h"
#include "format/rank_rows.h"

static void check_slices(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->slice_count; i++) {
        const struct rp_rank_slice *const slice = &file->slices[i];

        if (slice->end_ns < slice->start_ns)
            rp_finding(findings, "slice %zu ends before it starts", i);
        if (i > 0 && slice->start_ns < file->slices[i - 1].end_ns)
            rp_finding(findings, "slice %zu starts before slice %zu ends", i, i - 1);
    }
}

/* Every row that a slice names must be used; the reader has made those unused that cannot be. */
static void check_spans(struct rp_findings *findings, const struct rp_rank_file *file,
                        enum rp_rank_table table)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->slice_count; i++) {
        const struct rp_rank_span span = rp_rank_span_of(&file->slices[i], table);

        for (uint64_t row = span.first; row - span.first < span.count; row++) {
            if (!rp_rank_row_is_used(file, table, row))
                rp_finding(findings,
                           "row %" PRIu64 " of /%s, named by slice %zu, is empty or names "
                           "something that is not there",
                           row, rp_schema_table(RP_FILE_RANK, table)->group, i);
        }
    }
}

static void check_kinds(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->context_count; i++) {
        const unsigned kind = file->contexts[i].kind;

        if (kind >= RP_CONTEXT_KIND_COUNT)
            rp_finding(findings, "row %zu of /contexts has the unknown kind %u", i, kind);
        else if (kind != RP_CONTEXT_NONE && (kind == RP_CONTEXT_ROOT) != (i == 0))
            rp_finding(findings, "row %zu of /contexts has kind %u: row 0 alone is the root", i,
                       kind);
    }
    for (size_t i = 0; i < file->end_count; i++) {
        if (file->ends[i].how > RP_END_UNKNOWN)
            rp_finding(findings, "row %zu of /ends has the unknown end %u", i, file->ends[i].how);
    }
    for (size_t i = 0; i < file->metric_count; i++) {
        if (file->metrics[i].state > RP_METRIC_DEAD || file->metrics[i].multiplexed > 1)
            rp_finding(findings, "row %zu of /metrics has an unknown state", i);
    }
}

static void check_mpi(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->mpi_time_count; i++) {
        if (file->mpi_times[i].class >= RP_MPI_CLASS_COUNT)
            rp_finding(findings, "row %zu of /mpi_times has the unknown class %u", i,
                       file->mpi_times[i].class);
    }
    for (size_t i = 0; i < file->mpi_traffic_count; i++) {
        if (file->mpi_traffic[i].kind >= RP_TRAFFIC_KIND_COUNT)
            rp_finding(findings, "row %zu of /mpi_traffic has the unknown kind %u", i,
                       file->mpi_traffic[i].kind);
    }
}

static void check_gpu(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->gpu_operation_count; i++) {
        if (file->gpu_operations[i].kind >= RP_GPU_KIND_COUNT)
            rp_finding(findings, "row %zu of /gpu_operations has the unknown kind %u", i,
                       file->gpu_operations[i].kind);
    }
    for (size_t i = 0; i < file->gpu_time_count; i++) {
        if (file->gpu_times[i].class >= RP_GPU_TIME_COUNT)
            rp_finding(findings, "row %zu of /gpu_times has the unknown class %u", i,
                       file->gpu_times[i].class);
    }
    rp_findings_table(findings);
    for (size_t i = 0; i < file->gpu_event_count; i++) {
        if (file->gpu_events[i].end_ns < file->gpu_events[i].start_ns)
            rp_finding(findings, "row %zu of /gpu_events ends before it starts", i);
    }
}

static void check_marks(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->mark_count; i++) {
        if (file->marks[i].kind >= RP_CTL_KIND_COUNT)
            rp_finding(findings, "row %zu of /marks has the unknown kind %u", i,
                       file->marks[i].kind);
    }
}

static void check_stacks(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    for (size_t i = 0; i < file->stack_count; i++) {
        if (file->stacks[i].kind >= RP_STACK_KIND_COUNT ||
            file->stacks[i].awaits >= RP_TICK_KIND_COUNT)
            rp_finding(findings, "row %zu of /stacks has the unknown kind %u or %u", i,
                       file->stacks[i].kind, file->stacks[i].awaits);
    }
}

static void check_strings(struct rp_findings *findings, const struct rp_rank_file *file)
{
    rp_findings_table(findings);
    if (file->string_bytes == 0)
        return;
    if (file->strings[0] != '\0')
        rp_finding(findings, "/strings/bytes does not begin with the empty text");
    if (file->strings[file->string_bytes - 1] != '\0')
        rp_finding(findings, "the last text of /strings/bytes has no end");
}

static void check_slice_rows(struct rp_findings *findings, size_t slice, const char *table,
                             const struct rp_slice_rows *found)
{
    if (found->damaged > 0)
        rp_finding(findings,
                   "slice %zu names %zu rows of /%s that are empty, of another slice, or name "
                   "something that is not there",
                   slice, found->damaged, table);
}

static void check_values(struct rp_findings *findings, struct rp_rank_reader *reader)
{
    const size_t slices = rp_rank_reader_file(reader)->slice_count;
    const struct rp_rank_value *rows;
    struct rp_slice_rows found;
    struct rp_error error;

    rp_findings_table(findings);
    for (size_t i = 0; i < slices; i++) {
        if (rp_rank_reader_values(reader, i, &rows, &found, &error) != RP_OK)
            rp_finding(findings, "%s", error.text);
        else
            check_slice_rows(findings, i, "values", &found);
    }
}

static void check_ticks(struct rp_findings *findings, struct rp_rank_reader *reader)
{
    const size_t slices = rp_rank_reader_file(reader)->slice_count;
    const struct rp_rank_tick *rows;
    struct rp_slice_rows found;
    struct rp_error error;

    rp_findings_table(findings);
    for (size_t i = 0; i < slices; i++) {
        if (rp_rank_reader_ticks(reader, i, &rows, &found, &error) != RP_OK) {
            rp_finding(findings, "%s", error.text);
            continue;
        }
        check_slice_rows(findings, i, "ticks", &found);
        for (size_t j = 0; j < found.count; j++) {
            if (rows[j].kind >= RP_TICK_KIND_COUNT || rows[j].level >= RP_TICK_LEVELS)
                rp_finding(findings, "row %zu of /ticks of slice %zu has the unknown kind %u", j, i,
                           rows[j].kind);
            if (rows[j].end_ns < rows[j].start_ns)
                rp_finding(findings, "row %zu of /ticks of slice %zu ends before it starts", j, i);
        }
    }
}

enum rp_status rp_check_rank(struct rp_findings *findings, const char *path, struct rp_error *error)
{
    static const enum rp_rank_table tables[] = {
        RP_RANK_TABLE_context,   RP_RANK_TABLE_thread,        RP_RANK_TABLE_process,
        RP_RANK_TABLE_end,       RP_RANK_TABLE_module,        RP_RANK_TABLE_metric,
        RP_RANK_TABLE_mpi_time,  RP_RANK_TABLE_mpi_traffic,   RP_RANK_TABLE_gpu,
        RP_RANK_TABLE_gpu_state, RP_RANK_TABLE_gpu_operation, RP_RANK_TABLE_gpu_time,
        RP_RANK_TABLE_gpu_event, RP_RANK_TABLE_sensor,        RP_RANK_TABLE_reading,
        RP_RANK_TABLE_mark,      RP_RANK_TABLE_generated,     RP_RANK_TABLE_stack,
    };
    struct rp_rank_reader *reader;
    const struct rp_rank_file *file;
    const enum rp_status status = rp_rank_reader_open(&reader, path, error);

    if (status != RP_OK)
        return status;
    file = rp_rank_reader_file(reader);
    if (rp_rank_reader_dropped(reader) > 0)
        rp_finding(findings,
                   "slice %zu is damaged, or does not follow the ones before: it and the %zu after "
                   "it are not read",
                   file->slice_count, rp_rank_reader_dropped(reader) - 1);
    check_slices(findings, file);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        check_spans(findings, file, tables[i]);
    check_kinds(findings, file);
    check_mpi(findings, file);
    check_gpu(findings, file);
    check_marks(findings, file);
    check_stacks(findings, file);
    check_strings(findings, file);
    check_values(findings, reader);
    check_ticks(findings, reader);
    rp_rank_reader_close(reader);
    return RP_OK;
}

/* export_perfetto.c: the trace event format that Perfetto and chrome://tracing open.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A process for each rank, with a counter track for each metric, in units per second, and one for
 * the shares of time in MPI by class. Times are microseconds since the start of the job.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export_part.h"
#include "common/mpi_class.h"

static const char *const class_names[RP_MPI_CLASS_COUNT] = {
#define CLASS_NAME(name, value, text) [value] = (text),
    RP_MPI_CLASS_LIST(CLASS_NAME)
#undef CLASS_NAME
};

static double micros(const struct rp_export *export, uint64_t time_ns)
{
    const uint64_t start_ns = export->report->file->session.start_ns;

    return time_ns > start_ns ? (double)(time_ns - start_ns) / 1e3 : 0;
}

static void write_names(const struct rp_export *export)
{
    const struct rp_profile *profile = export->report->profile;

    for (size_t i = 0; i < profile->rank_count; i++) {
        const struct rp_profile_rank *rank = &profile->ranks[i];
        char name[256];

        snprintf(name, sizeof(name), "rank %" PRIu32 " on %s", rank->row->rank, rank->node);
        fprintf(export->out,
                ",\n{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%" PRIu32
                ",\"args\":{\"name\":",
                rank->row->rank);
        rp_export_json(export->out, name);
        fprintf(export->out,
                "}},\n{\"ph\":\"M\",\"name\":\"process_sort_index\",\"pid\":%" PRIu32
                ",\"args\":{\"sort_index\":%" PRIu32 "}}",
                rank->row->rank, rank->row->rank);
    }
}

/* A counter holds its value until the next event: it ends with a zero where slices do not follow.
 */
static void write_counter(const struct rp_export *export, uint32_t rank, uint64_t time_ns,
                          const char *name, double value)
{
    fputs(",\n{\"ph\":\"C\",\"name\":", export->out);
    rp_export_json(export->out, name);
    fprintf(export->out,
            ",\"pid\":%" PRIu32 ",\"tid\":0,\"ts\":%.3f,\"args\":{\"per second\":%.9g}}", rank,
            micros(export, time_ns), value);
}

static bool is_exported(const struct rp_export *export, const char *metric)
{
    return !export->settings->by || strcmp(metric, export->settings->by) == 0;
}

static bool follows(const struct rp_cluster_file *file, size_t row)
{
    for (size_t next = row + 1; next < file->series_count; next++) {
        if (file->series_rows[next].rank != file->series_rows[row].rank ||
            file->series_rows[next].start_ns > file->series_rows[row].end_ns)
            return false;
        if (file->series_rows[next].metric == file->series_rows[row].metric)
            return true;
    }
    return false;
}

static void write_series(const struct rp_export *export)
{
    const struct rp_cluster_file *file = export->report->file;

    for (size_t i = 0; i < file->series_count; i++) {
        const struct rp_cluster_series *row = &file->series_rows[i];
        const struct rp_cluster_metric *metric = &file->metric_rows[row->metric];
        const char *name = rp_cluster_file_text(file, metric->name);
        const struct rp_report_unit si = rp_report_unit(rp_cluster_file_text(file, metric->unit));
        const double seconds = (double)(row->end_ns - row->start_ns) * 1e-9;
        const uint32_t rank = file->rank_rows[row->rank].rank;

        if (!export->report->profile->chosen[row->rank] || !is_exported(export, name) ||
            row->end_ns <= row->start_ns)
            continue;
        write_counter(export, rank, row->start_ns, name, (double)row->value * si.factor / seconds);
        if (!follows(file, i))
            write_counter(export, rank, row->end_ns, name, 0);
    }
}

/* The rows of one slice stand together: one event with a share for each class. */
static void write_classes(const struct rp_export *export)
{
    const struct rp_cluster_file *file = export->report->file;
    size_t next = 0;

    for (size_t i = 0; i < file->mpi_time_count; i = next) {
        const struct rp_cluster_mpi_time *first = &file->mpi_time_rows[i];
        const double slice_ns = (double)(first->end_ns - first->start_ns);
        const bool shown = export->report->profile->chosen[first->rank] && slice_ns > 0;
        const char *separator = "";

        if (shown)
            fprintf(export->out,
                    ",\n{\"ph\":\"C\",\"name\":\"share of time\",\"pid\":%" PRIu32
                    ",\"tid\":0,\"ts\":%.3f,\"args\":{",
                    file->rank_rows[first->rank].rank, micros(export, first->start_ns));
        for (next = i; next < file->mpi_time_count; next++) {
            const struct rp_cluster_mpi_time *row = &file->mpi_time_rows[next];

            if (row->rank != first->rank || row->start_ns != first->start_ns)
                break;
            if (!shown || row->class >= RP_CLASS_SPAN || !class_names[row->class])
                continue;
            fprintf(export->out, "%s\"%s\":%.9g", separator, class_names[row->class],
                    (double)row->time_ns / slice_ns);
            separator = ",";
        }
        if (shown)
            fputs("}}", export->out);
    }
}

enum rp_status rp_export_perfetto(const struct rp_export *export, struct rp_error *error)
{
    (void)error;
    fputs("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"exporter\":\"rankprof " RANKPROF_VERSION
          "\",\"command\":",
          export->out);
    rp_export_json(export->out, rp_report_text(export->report, "command"));
    fputs("},\n\"traceEvents\":[\n"
          "{\"ph\":\"M\",\"name\":\"trace_name\",\"pid\":0,\"args\":{\"name\":\"rankprof\"}}",
          export->out);
    write_names(export);
    write_series(export);
    write_classes(export);
    fputs("]}\n", export->out);
    return RP_OK;
}

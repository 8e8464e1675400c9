/* export_perfetto.c: the trace event format that Perfetto and chrome://tracing open.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A process for each rank, with a counter track for each metric, in units per second, and one for
 * the shares of time in MPI by class. Times are microseconds since the start of the job.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export/export_part.h"
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

/* A counter falls to zero where no row of its metric follows: the last one of each is kept. */
static void end_counter(const struct rp_export *export, struct rp_cluster_series *last,
                        const struct rp_cluster_series *next)
{
    const struct rp_cluster_file *file = export->report->file;
    const uint32_t metric = file->metric_rows[last->metric].name;

    if (last->end_ns > last->start_ns &&
        (!next || next->rank != last->rank || next->start_ns > last->end_ns))
        write_counter(export, file->rank_rows[last->rank].rank, last->end_ns,
                      rp_cluster_file_text(file, metric), 0);
    *last = (struct rp_cluster_series){0};
}

static void write_row(const struct rp_export *export, struct rp_cluster_series *last,
                      const struct rp_cluster_series *row)
{
    const struct rp_cluster_file *file = export->report->file;
    const struct rp_cluster_metric *metric = &file->metric_rows[row->metric];
    const char *name = rp_cluster_file_text(file, metric->name);
    const struct rp_report_unit si = rp_report_unit(rp_cluster_file_text(file, metric->unit));
    const double seconds = (double)(row->end_ns - row->start_ns) * 1e-9;

    if (!export->report->profile->chosen[row->rank] || !is_exported(export, name) ||
        row->end_ns <= row->start_ns)
        return;
    end_counter(export, last, row);
    write_counter(export, file->rank_rows[row->rank].rank, row->start_ns, name,
                  (double)row->value * si.factor / seconds);
    *last = *row;
}

static void write_series(const struct rp_export *export)
{
    const struct rp_cluster_file *file = export->report->file;
    struct rp_cluster_series *last = calloc(file->metric_count + 1, sizeof(*last));
    const struct rp_cluster_series *row = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_series);
    while (last && (row = rp_cluster_scan_next(&scan)) != NULL)
        write_row(export, &last[row->metric], row);
    rp_cluster_scan_end(&scan);
    for (size_t i = 0; last && i < file->metric_count; i++)
        end_counter(export, &last[i], NULL);
    free(last);
}

/* The rows of one slice stand together: one event with a share for each class. */
struct shares {
    const struct rp_export *export;
    struct rp_cluster_mpi_time slice; /* its first row */
    bool shown;                       /* the event is open */
    const char *separator;
};

static void end_event(struct shares *it)
{
    if (it->shown)
        fputs("}}", it->export->out);
    it->shown = false;
}

static void begin_event(struct shares *it, const struct rp_cluster_mpi_time *row)
{
    end_event(it);
    it->slice = *row;
    it->shown = it->export->report->profile->chosen[row->rank] && row->end_ns > row->start_ns;
    it->separator = "";
    if (it->shown)
        fprintf(it->export->out,
                ",\n{\"ph\":\"C\",\"name\":\"share of time\",\"pid\":%" PRIu32
                ",\"tid\":0,\"ts\":%.3f,\"args\":{",
                it->export->report->file->rank_rows[row->rank].rank,
                micros(it->export, row->start_ns));
}

static void add_share(struct shares *it, const struct rp_cluster_mpi_time *row)
{
    const double slice_ns = (double)(it->slice.end_ns - it->slice.start_ns);

    if (!it->shown || row->class >= RP_CLASS_SPAN || !class_names[row->class])
        return;
    fprintf(it->export->out, "%s\"%s\":%.9g", it->separator, class_names[row->class],
            (double)row->time_ns / slice_ns);
    it->separator = ",";
}

static void write_classes(const struct rp_export *export)
{
    struct shares shares = {.export = export, .slice.rank = RP_NO_ROW};
    const struct rp_cluster_mpi_time *row = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, export->report->file, RP_CLUSTER_TABLE_mpi_time);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (row->rank != shares.slice.rank || row->start_ns != shares.slice.start_ns)
            begin_event(&shares, row);
        add_share(&shares, row);
    }
    rp_cluster_scan_end(&scan);
    end_event(&shares);
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

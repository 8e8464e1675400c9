/* ctl_status.c: what each rank of a job does, from the slices it has written so far.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/input/rank_input.h"
#include "analysis/input/rank_paths.h"
#include "analysis/live/ctl.h"
#include "analysis/report/terminal.h"
#include "common/clock.h"

#define NS 1e-9

/* Of one rank; rates and shares are those of its last slice. */
struct rank_status {
    uint32_t rank;
    char *node; /* safe to be shown */
    const char *state;
    size_t slices;
    double age_s;    /* since the end of the last slice */
    double rate_hz;  /* samples by the time they stand for */
    double cpus;     /* CPU time by wall time */
    double overhead; /* of the CPU time: samples and collector */
    uint64_t bytes;  /* of the file */
    char *mark;      /* the last one, or NULL; safe */
};

struct job_status {
    struct rank_status *ranks;
    size_t count;
    size_t unreadable;
};

/* ---- reading ---- */

static const char *state_of(const struct rp_rank_file *file, bool is_written)
{
    const char *state = "running";

    if (!is_written)
        return file->closed ? "ended" : "left behind";
    for (size_t i = 0; i < file->mark_count; i++) {
        if (file->marks[i].kind == RP_CTL_OFF)
            state = "off";
        else if (file->marks[i].kind == RP_CTL_ON)
            state = "running";
    }
    return state;
}

static char *last_mark(const struct rp_rank_file *file)
{
    for (size_t i = file->mark_count; i > 0; i--)
        if (file->marks[i - 1].kind == RP_CTL_MARK)
            return rp_text_safe(rp_rank_file_text(file, file->marks[i - 1].text), false);
    return NULL;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static void read_last_slice(struct rank_status *out, const struct rp_rank_file *file)
{
    const struct rp_rank_slice *const last = &file->slices[file->slice_count - 1];
    const uint64_t end_ns = file->session.start_realtime_ns + last->end_ns;
    const uint64_t now_ns = rp_clock_read(CLOCK_REALTIME);

    out->age_s = now_ns > end_ns ? (double)(now_ns - end_ns) * NS : 0;
    out->rate_hz = share((double)last->samples, (double)last->sampled_ns * NS);
    out->cpus = share((double)last->kernel_cpu_ns, (double)(last->end_ns - last->start_ns));
    out->overhead =
        share((double)(last->handler_ns + last->collector_cpu_ns), (double)last->kernel_cpu_ns);
}

static bool read_rank(struct rank_status *out, const struct rp_rank_path *path)
{
    struct rp_rank_reader *reader = NULL;
    const struct rp_rank_file *file;
    struct rp_error unused;
    struct stat about;

    if (rp_rank_reader_open(&reader, path->path, &unused) != RP_OK)
        return false;
    file = rp_rank_reader_file(reader);
    *out = (struct rank_status){
        .rank = file->session.rank,
        .node = rp_text_safe(rp_rank_input_identity(file, "host.name"), false),
        .state = state_of(file, path->is_written),
        .slices = file->slice_count,
        .bytes = stat(path->path, &about) == 0 ? (uint64_t)about.st_size : 0,
        .mark = last_mark(file),
    };
    if (file->slice_count > 0)
        read_last_slice(out, file);
    rp_rank_reader_close(reader);
    return true;
}

static int compare_ranks(const void *left, const void *right)
{
    const uint32_t a = ((const struct rank_status *)left)->rank;
    const uint32_t b = ((const struct rank_status *)right)->rank;

    return a == b ? 0 : a < b ? -1 : 1;
}

static enum rp_status read_job(struct job_status *job, const char *directory,
                               struct rp_error *error)
{
    struct rp_rank_paths paths;
    enum rp_status status = rp_rank_paths_list(&paths, directory, error);

    if (status != RP_OK)
        return status;
    job->ranks = calloc(paths.count + 1, sizeof(*job->ranks));
    if (!job->ranks)
        status = rp_error_set(error, RP_E_NOMEM, "cannot read '%s': out of memory", directory);
    for (size_t i = 0; job->ranks && i < paths.count; i++) {
        if (read_rank(&job->ranks[job->count], &paths.items[i]))
            job->count++;
        else
            job->unreadable++;
    }
    if (job->ranks)
        qsort(job->ranks, job->count, sizeof(*job->ranks), compare_ranks);
    rp_rank_paths_release(&paths);
    return status;
}

static void release(struct job_status *job)
{
    for (size_t i = 0; i < job->count; i++) {
        free(job->ranks[i].node);
        free(job->ranks[i].mark);
    }
    free(job->ranks);
}

/* ---- writing ---- */

static void write_table(const struct job_status *job, FILE *out)
{
    fprintf(out, "%6s %-16s %-11s %8s %8s %9s %6s %9s %9s  %s\n", "rank", "node", "state", "slices",
            "age s", "rate Hz", "CPUs", "overhead", "KiB", "last mark");
    for (size_t i = 0; i < job->count; i++) {
        const struct rank_status *const it = &job->ranks[i];

        fprintf(out, "%6" PRIu32 " %-16.16s %-11s %8zu %8.1f %9.4g %6.2f %7.2f %% %9.0f  %s\n",
                it->rank, it->node ? it->node : "?", it->state, it->slices, it->age_s, it->rate_hz,
                it->cpus, 100 * it->overhead, (double)it->bytes / 1024, it->mark ? it->mark : "");
    }
    if (job->unreadable > 0)
        fprintf(out, "%zu rank files could not be read yet\n", job->unreadable);
}

static json_t *rank_object(const struct rank_status *it)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:f, s:f, s:f, s:f, s:I, s:s?}", "rank",
                     (json_int_t)it->rank, "node", it->node ? it->node : "", "state", it->state,
                     "slices", (json_int_t)it->slices, "age_seconds", it->age_s, "rate_hertz",
                     it->rate_hz, "cpus", it->cpus, "overhead", it->overhead, "bytes",
                     (json_int_t)it->bytes, "last_mark", it->mark);
}

static void write_json(const struct job_status *job, FILE *out)
{
    json_t *const ranks = json_array();
    json_t *object;

    for (size_t i = 0; i < job->count; i++)
        json_array_append_new(ranks, rank_object(&job->ranks[i]));
    object = json_pack("{s:s, s:o, s:I}", "schema", "rankprof.ctl/1", "ranks", ranks, "unreadable",
                       (json_int_t)job->unreadable);
    json_dumpf(object, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(object);
}

enum rp_status rp_ctl_status(const char *directory, bool json, FILE *out, struct rp_error *error)
{
    struct job_status job = {0};
    const enum rp_status status = read_job(&job, directory, error);

    if (status == RP_OK)
        (json ? write_json : write_table)(&job, out);
    release(&job);
    return status;
}

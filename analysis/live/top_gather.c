/* top_gather.c: reads what each rank of a job did in its last slice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/input/rank_input.h"
#include "analysis/input/rank_paths.h"
#include "analysis/live/top.h"
#include "common/clock.h"
#include "common/mpi_class.h"
#include "format/rank_reader.h"

#define NS           1e-9
#define MOST_DEPTH   512
#define WINDOW_NS    UINT64_C(10000000000) /* of short slices, as many as make this */
#define MOST_SLICES  200
#define STALE_SLICES 3 /* older than so many: its collector is late, or has been killed */

/* One rank file that is being read. */
struct gathering {
    struct rp_top *out;
    struct rp_stack_names *names;
    struct rp_rank_reader *reader;
    const struct rp_rank_file *file;
    uint32_t *context_names; /* of this file; 0: not looked up yet */
    struct rp_rows places;   /* of uint32_t: by name, the function's row + 1 */
    double *own_s;           /* by function: self time of this rank */
    size_t own_capacity;
    double cpu_ns, overhead_ns;
};

/* ---- functions ---- */

static enum rp_status name_of(struct gathering *it, uint32_t context, uint32_t *out)
{
    const char *name = NULL;
    enum rp_status status = RP_OK;

    if (it->context_names[context] == 0) {
        status = rp_stack_names_find(it->names, it->file, context, &name);
        if (status == RP_OK)
            status = rp_text_pool_add(&it->out->names, name, &it->context_names[context]);
    }
    *out = it->context_names[context];
    return status;
}

static enum rp_status make_places(struct gathering *it, uint32_t name)
{
    void *unused;

    if (name < it->places.count)
        return RP_OK;
    return rp_rows_extend(&it->places, name + 1 - it->places.count, &unused);
}

static enum rp_status make_room(struct gathering *it)
{
    const size_t count = it->out->functions.count;
    const size_t capacity = it->own_capacity ? it->own_capacity * 2 : 256;
    double *wider;

    if (count <= it->own_capacity)
        return RP_OK;
    wider = realloc(it->own_s, capacity * sizeof(*wider));
    if (!wider)
        return RP_E_NOMEM;
    memset(wider + it->own_capacity, 0, (capacity - it->own_capacity) * sizeof(*wider));
    it->own_s = wider;
    it->own_capacity = capacity;
    return RP_OK;
}

static enum rp_status find_function(struct gathering *it, uint32_t name, size_t *out)
{
    const struct rp_top_function made = {.name = name};
    enum rp_status status = make_places(it, name);
    uint32_t *place = NULL;

    if (status != RP_OK)
        return status;
    place = (uint32_t *)it->places.rows + name;
    if (*place == 0) {
        status = rp_rows_add(&it->out->functions, &made);
        *place = (uint32_t)it->out->functions.count;
        if (status == RP_OK)
            status = make_room(it);
    }
    *out = *place - 1;
    return status;
}

static bool holds(const size_t *seen, size_t count, size_t function)
{
    for (size_t i = 0; i < count; i++)
        if (seen[i] == function)
            return true;
    return false;
}

/* Self time to the function itself, total time to each function above, once. */
static enum rp_status add_time(struct gathering *it, uint32_t context, double seconds)
{
    size_t seen[MOST_DEPTH];
    size_t count = 0;
    enum rp_status status = RP_OK;

    for (uint32_t at = context; status == RP_OK && at != 0 && count < MOST_DEPTH;
         at = it->file->contexts[at].parent) {
        uint32_t name;
        size_t function = 0;

        status = name_of(it, at, &name);
        if (status == RP_OK)
            status = find_function(it, name, &function);
        if (status != RP_OK)
            break;
        if (at == context)
            it->own_s[function] += seconds;
        if (!holds(seen, count, function)) {
            ((struct rp_top_function *)it->out->functions.rows)[function].total_s += seconds;
            seen[count++] = function;
        }
    }
    return status;
}

static bool is_time(const struct rp_rank_file *file, uint16_t metric)
{
    const char *const name = rp_rank_file_text(file, file->metrics[metric].name);

    return strcmp(name, "cpu_time") == 0 || strcmp(name, "wall_time") == 0;
}

/* What is off the CPU is time of the kernel's, not of the sampling clock. */
static enum rp_status read_functions(struct gathering *it, size_t slice)
{
    const struct rp_rank_value *rows;
    struct rp_slice_rows found;
    struct rp_error unused;
    enum rp_status status = rp_rank_reader_values(it->reader, slice, &rows, &found, &unused);

    if (status != RP_OK)
        return status == RP_E_NOMEM ? status : RP_OK;
    for (size_t i = 0; status == RP_OK && i < found.count; i++)
        if (is_time(it->file, rows[i].metric))
            status = add_time(it, rows[i].context, (double)rows[i].delta * NS);
    return status;
}

static void end_rank(struct gathering *it)
{
    struct rp_top_function *const functions = it->out->functions.rows;

    for (size_t i = 0; i < it->out->functions.count; i++) {
        functions[i].self_s += it->own_s[i];
        it->out->time_s += it->own_s[i];
        if (it->own_s[i] > functions[i].most_s) {
            functions[i].most_s = it->own_s[i];
            functions[i].worst = it->file->session.rank;
        }
        it->own_s[i] = 0;
    }
}

/* ---- ranks ---- */

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* The slices that are shown: the last one, or of short ones those of the last seconds. */
static size_t first_slice(const struct rp_rank_file *file)
{
    const size_t last = file->slice_count - 1;
    size_t first = last;

    while (first > 0 && last - first < MOST_SLICES &&
           file->slices[first - 1].start_ns + WINDOW_NS >= file->slices[last].end_ns)
        first--;
    return first;
}

/* Of the time between MPI_Init and MPI_Finalize, what was not outside of calls. */
static double mpi_share(const struct rp_rank_file *file, size_t first)
{
    double span_ns = 0, outside_ns = 0;

    for (size_t i = file->slices[first].mpi_times_first; i < file->mpi_time_count; i++) {
        const struct rp_rank_mpi_time *const row = &file->mpi_times[i];

        span_ns += row->class == RP_CLASS_SPAN ? (double)row->time_ns : 0;
        outside_ns += row->class == RP_CLASS_OUTSIDE ? (double)row->time_ns : 0;
    }
    return span_ns > 0 ? 1 - outside_ns / span_ns : -1;
}

static void fill_rank(struct gathering *it, size_t first, struct rp_top_rank *rank)
{
    const struct rp_rank_file *const file = it->file;
    const struct rp_rank_slice *const last = &file->slices[file->slice_count - 1];
    const double length_ns = (double)(last->end_ns - file->slices[first].start_ns);
    const uint64_t end_ns = file->session.start_realtime_ns + last->end_ns;
    const uint64_t now_ns = rp_clock_read(CLOCK_REALTIME);
    double cpu_ns = 0, off_ns = 0, samples = 0;

    for (size_t i = first; i < file->slice_count; i++) {
        cpu_ns += (double)file->slices[i].kernel_cpu_ns;
        off_ns += (double)file->slices[i].off_cpu_ns;
        samples += (double)file->slices[i].samples;
        it->overhead_ns += (double)(file->slices[i].handler_ns + file->slices[i].collector_cpu_ns);
    }
    rank->age_s = now_ns > end_ns ? (double)(now_ns - end_ns) * NS : 0;
    rank->length_s = length_ns * NS;
    rank->cpus = share(cpu_ns, length_ns);
    rank->mpi = mpi_share(file, first);
    rank->off = share(off_ns, off_ns + cpu_ns);
    rank->resident_bytes = (double)last->resident_bytes;
    it->cpu_ns += cpu_ns;
    it->out->samples_hz += share(samples, length_ns * NS);
    if ((double)last->end_ns * NS > it->out->up_s)
        it->out->up_s = (double)last->end_ns * NS;
}

static void count_lost(struct gathering *it)
{
    for (size_t i = 0; i < it->file->slice_count; i++)
        it->out->lost += (double)(it->file->slices[i].blocked + it->file->slices[i].damaged);
}

static enum rp_status read_job(struct gathering *it)
{
    struct rp_top *const out = it->out;
    const char *program = "";
    enum rp_status status;

    out->ranks_expected = it->file->session.ranks;
    for (size_t i = 0; i < it->file->process_count && !*program; i++)
        if (it->file->processes[i].pid != 0)
            program = rp_rank_file_text(it->file, it->file->processes[i].command);
    status = rp_text_pool_add(&out->names, rp_rank_input_identity(it->file, "job.id"), &out->job);
    return status == RP_OK && *program ? rp_text_pool_add(&out->names, program, &out->program)
                                       : status;
}

static enum rp_status read_rank(struct gathering *it, bool is_running)
{
    const struct rp_rank_file *const file = it->file;
    struct rp_top_rank rank = {.rank = file->session.rank, .is_running = is_running, .mpi = -1};
    enum rp_status status =
        rp_text_pool_add(&it->out->names, rp_rank_input_identity(file, "host.name"), &rank.node);

    if (status == RP_OK && it->out->program == 0)
        status = read_job(it);
    if (status == RP_OK && file->slice_count > 0) {
        const size_t first = first_slice(file);

        fill_rank(it, first, &rank);
        for (size_t i = first; status == RP_OK && i < file->slice_count; i++)
            status = read_functions(it, i);
        end_rank(it);
        count_lost(it);
    }
    it->out->running += is_running;
    it->out->stale += is_running && rank.age_s > STALE_SLICES * rank.length_s + 5;
    return status == RP_OK ? rp_rows_add(&it->out->ranks, &rank) : status;
}

static enum rp_status read_file(struct gathering *it, const struct rp_rank_path *path)
{
    struct rp_error unused;
    enum rp_status status = rp_rank_reader_open(&it->reader, path->path, &unused);

    if (status != RP_OK) {
        it->out->unreadable++;
        return status == RP_E_NOMEM ? status : RP_OK;
    }
    it->file = rp_rank_reader_file(it->reader);
    it->context_names = calloc(it->file->context_count + 1, sizeof(*it->context_names));
    status = it->context_names ? read_rank(it, path->is_written) : RP_E_NOMEM;
    free(it->context_names);
    rp_rank_reader_close(it->reader);
    return status;
}

static int compare_ranks(const void *left, const void *right)
{
    const struct rp_top_rank *const a = left;
    const struct rp_top_rank *const b = right;

    return a->rank == b->rank ? 0 : a->rank < b->rank ? -1 : 1;
}

static enum rp_status read_all(struct gathering *it, const struct rp_rank_paths *paths)
{
    struct rp_top *const out = it->out;
    enum rp_status status = rp_text_pool_init(&out->names);

    out->functions.row_bytes = sizeof(struct rp_top_function);
    out->ranks.row_bytes = sizeof(struct rp_top_rank);
    it->places.row_bytes = sizeof(uint32_t);
    for (size_t i = 0; status == RP_OK && i < paths->count; i++)
        status = read_file(it, &paths->items[i]);
    if (out->ranks.count > 0)
        qsort(out->ranks.rows, out->ranks.count, out->ranks.row_bytes, compare_ranks);
    out->overhead = share(it->overhead_ns, it->cpu_ns);
    rp_rows_release(&it->places);
    free(it->own_s);
    return status;
}

enum rp_status rp_top_gather(struct rp_top *out, struct rp_stack_names *names,
                             const char *directory, struct rp_error *error)
{
    struct rp_top found = {.up_s = 0};
    struct gathering it = {.out = &found, .names = names};
    struct rp_rank_paths paths = {0};
    enum rp_status status = rp_rank_paths_list(&paths, directory, error);

    if (status != RP_OK)
        return status;
    status = read_all(&it, &paths);
    rp_rank_paths_release(&paths);
    if (status != RP_OK) {
        rp_top_release(&found);
        return rp_error_set(error, status, "cannot read '%s': %s", directory,
                            rp_status_text(status));
    }
    *out = found;
    return RP_OK;
}

void rp_top_release(struct rp_top *top)
{
    rp_text_pool_release(&top->names);
    rp_rows_release(&top->functions);
    rp_rows_release(&top->ranks);
    *top = (struct rp_top){.up_s = 0};
}

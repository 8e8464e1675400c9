/* gpu_reader.c: turns what a process tells of GPUs in its segment into rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The moments are fetched often and kept as they are: the calling contexts that they name may be
 * newer than what was read of the threads. Once a slice they are given to their GPUs.
 */
#include "collector/gpu/gpu_reader.h"

#include <stdlib.h>
#include <string.h>

#include "collector/gpu/gpu_absence.h"
#include "collector/gpu/gpu_counters.h"
#include "collector/gpu/gpu_operations.h"
#include "collector/reader/segment_copy.h"
#include "common/clock.h"

#define FETCHED (UINT64_C(1) << 13) /* moments in one go */
#define KEPT    (UINT64_C(1) << 21) /* moments that wait for the end of the slice */

struct rp_gpu_reader {
    struct rp_gpu_area area; /* as fetched last */
    struct rp_gpu_counters counters;
    struct rp_gpu_operations operations;
    struct rp_gpu_moment *moments; /* that were fetched and not given away */
    size_t count, capacity;
    uint64_t tail; /* moments of the ring that were fetched or are lost */
    uint64_t overwritten;
    struct rp_gpu_devices devices;
    struct rp_scratch scratch;
};

static bool tells_of_gpus(const struct rp_gpu_source *source)
{
    uint32_t state = RP_GPU_NOT_USED;

    return source->gpus && source->layout->gpu_bytes >= RP_GPU_AREA_BYTES &&
           rp_segment_fetch(source->segment, &state, source->layout->gpu_offset, sizeof(state)) &&
           state != RP_GPU_NOT_USED;
}

/* False: there is nothing to read, or no memory for it. */
static bool is_open(struct rp_gpu_process *process, const struct rp_gpu_source *source,
                    enum rp_status *status)
{
    *status = RP_OK;
    if (process->reader || !tells_of_gpus(source))
        return process->reader != NULL;
    process->reader = calloc(1, sizeof(*process->reader));
    if (!process->reader)
        *status = RP_E_NOMEM;
    return process->reader != NULL;
}

void rp_gpu_process_release(struct rp_gpu_process *process)
{
    struct rp_gpu_reader *const reader = process->reader;

    process->reader = NULL;
    if (!reader)
        return;
    rp_gpu_operations_release(&reader->operations);
    rp_scratch_release(&reader->scratch);
    free(reader->moments);
    free(reader);
}

/* ---- the ring ---- */

static bool fetch_area(struct rp_gpu_reader *reader, const struct rp_gpu_source *source)
{
    return rp_segment_fetch(source->segment, &reader->area, source->layout->gpu_offset,
                            sizeof(reader->area));
}

/* After what names them. */
static void read_texts(const struct rp_gpu_source *source)
{
    struct rp_segment_header now;

    if (rp_segment_fetch(source->segment, &now, 0, sizeof(now)))
        rp_segment_texts_read(source->texts, source->segment, source->layout, now.string_bytes);
}

static uint64_t fetch_head(const struct rp_gpu_source *source)
{
    const uint64_t at = source->layout->gpu_offset + offsetof(struct rp_gpu_area, ring_head);
    uint64_t head = 0;

    return rp_segment_fetch(source->segment, &head, at, sizeof(head)) ? head : 0;
}

static enum rp_status keep(struct rp_gpu_reader *reader, const struct rp_gpu_moment *moment)
{
    if (reader->count == KEPT) {
        reader->overwritten++;
        return RP_OK;
    }
    if (reader->count == reader->capacity) {
        const size_t capacity = reader->capacity ? reader->capacity * 2 : 4096;
        struct rp_gpu_moment *const wider =
            realloc(reader->moments, capacity * sizeof(*reader->moments));

        if (!wider)
            return RP_E_NOMEM;
        reader->moments = wider;
        reader->capacity = capacity;
    }
    memcpy(&reader->moments[reader->count++], moment, sizeof(*moment));
    return RP_OK;
}

/* As many as lie in one piece. */
static uint64_t piece(uint64_t tail, uint64_t head)
{
    const uint64_t to_end = RP_GPU_RING - (tail & (RP_GPU_RING - 1));
    uint64_t count = head - tail < to_end ? head - tail : to_end;

    return count < FETCHED ? count : FETCHED;
}

/*
 * Moments that a writer may have come round to while they were fetched are not believed; the first
 * that is not whole yet ends the reading. *more: there is more to fetch.
 */
static enum rp_status take_piece(struct rp_gpu_reader *reader, const struct rp_gpu_source *source,
                                 const struct rp_gpu_moment *moments, uint64_t count, bool *more)
{
    const uint64_t head = fetch_head(source);
    enum rp_status status = RP_OK;

    for (uint64_t i = 0; status == RP_OK && i < count; i++) {
        const bool is_overwritten = head - reader->tail > RP_GPU_RING;

        if (!is_overwritten && moments[i].number != reader->tail + 1) {
            *more = false;
            return RP_OK;
        }
        if (is_overwritten)
            reader->overwritten++;
        else
            status = keep(reader, &moments[i]);
        reader->tail++;
    }
    return status;
}

static enum rp_status fetch_moments(struct rp_gpu_reader *reader,
                                    const struct rp_gpu_source *source)
{
    const uint64_t ring_at = source->layout->gpu_offset + RP_GPU_RING_AT;
    const uint64_t head = fetch_head(source);
    struct rp_gpu_moment *const moments =
        rp_scratch_get(&reader->scratch, FETCHED * sizeof(*moments));
    enum rp_status status = moments ? RP_OK : RP_E_NOMEM;
    bool more = true;

    if (head < reader->tail) { /* written over */
        source->ledger->damaged++;
        return RP_OK;
    }
    if (head - reader->tail > RP_GPU_RING) {
        reader->overwritten += head - reader->tail - RP_GPU_RING;
        reader->tail = head - RP_GPU_RING;
    }
    while (status == RP_OK && more && reader->tail < head) {
        const uint64_t count = piece(reader->tail, head);
        const uint64_t at = (reader->tail & (RP_GPU_RING - 1)) * sizeof(*moments);

        if (!rp_segment_fetch(source->segment, moments, ring_at + at, count * sizeof(*moments)))
            return RP_OK;
        status = take_piece(reader, source, moments, count, &more);
    }
    return status;
}

/* ---- devices ---- */

static enum rp_status join_device(struct rp_gpu_reader *reader, const struct rp_gpu_source *source,
                                  uint32_t device)
{
    const struct rp_gpu_device *const row = &reader->area.devices[device];
    const struct rp_gpu_description description = {
        .uuid = row->uuid,
        .name = rp_segment_texts_at(source->texts, row->name),
        .bus = rp_segment_texts_at(source->texts, row->bus),
        .memory_bytes = row->memory_bytes,
        .processors = row->processors,
        .capability = row->capability,
        .clock_khz = row->clock_khz,
    };
    const uint64_t now_ns = rp_clock_monotonic();
    const enum rp_status status =
        rp_gpus_find(source->gpus, &description, &reader->devices.numbers[device]);

    if (status == RP_E_FULL)
        source->ledger->damaged++;
    if (status != RP_OK)
        return status == RP_E_FULL ? RP_OK : status;
    reader->devices.joined |= UINT32_C(1) << device;
    rp_gpus_join(source->gpus, reader->devices.numbers[device],
                 row->first_ns > 0 && row->first_ns < now_ns ? row->first_ns : now_ns);
    return RP_OK;
}

static enum rp_status join_devices(struct rp_gpu_reader *reader, const struct rp_gpu_source *source)
{
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < RP_GPU_DEVICES; i++)
        if (reader->area.devices[i].ready && !rp_gpu_devices_has(&reader->devices, i))
            status = join_device(reader, source, i);
    return status;
}

/* Others learn early that the GPU is shared. */
enum rp_status rp_gpu_process_fetch(struct rp_gpu_process *process,
                                    const struct rp_gpu_source *source)
{
    enum rp_status status;

    if (!is_open(process, source, &status) || !fetch_area(process->reader, source))
        return status;
    read_texts(source);
    status = join_devices(process->reader, source);
    return status == RP_OK ? fetch_moments(process->reader, source) : status;
}

/* ---- giving moments away ---- */

static bool is_true(const struct rp_gpu_moment *moment, uint64_t now_ns)
{
    return moment->end_ns >= moment->start_ns && moment->end_ns < now_ns + RP_NS_PER_SECOND &&
           moment->kind < RP_GPU_KIND_COUNT && rp_gpu_kind_work(moment->kind) != RP_GPU_WORK_NONE;
}

static enum rp_status give(struct rp_gpu_reader *reader, const struct rp_gpu_source *source,
                           const struct rp_gpu_moment *moment)
{
    struct rp_gpu_event event = {
        .start_ns = moment->start_ns,
        .end_ns = moment->end_ns,
        .launch_ns = moment->launch_ns,
        .bytes = moment->bytes,
        .stream = moment->stream,
        .process = source->process,
        .since_sync_ns = moment->since_sync_ns,
        .mpi_ns = moment->mpi_ns,
        .kind = moment->kind,
    };
    const struct rp_gpu_operation_key key = {
        .path = moment->path, .name = moment->name, .kind = moment->kind};
    struct rp_gpu_place place;
    const enum rp_status status = rp_gpu_operation_place(source, &key, &place);

    event.thread = place.thread;
    event.context = place.context;
    event.launch_context = place.launch_context;
    return status == RP_OK
               ? rp_gpus_add(source->gpus, reader->devices.numbers[moment->device], &event)
               : status;
}

/* Those without a time are in the sums alone. */
static enum rp_status give_all(struct rp_gpu_reader *reader, const struct rp_gpu_source *source)
{
    const uint64_t now_ns = rp_clock_monotonic();
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < reader->count; i++) {
        const struct rp_gpu_moment *const moment = &reader->moments[i];

        if (moment->start_ns == 0)
            continue;
        if (rp_gpu_devices_has(&reader->devices, moment->device) && is_true(moment, now_ns))
            status = give(reader, source, moment);
        else
            source->ledger->damaged++;
    }
    reader->count = 0;
    return status;
}

/* ---- all ---- */

static uint64_t settled(const struct rp_gpu_area *area, uint64_t now_ns)
{
    uint64_t opened = 0;

    for (uint32_t i = 0; i < RP_GPU_SHARDS; i++)
        opened += area->shards[i].opened;
    return opened <= area->closed ? now_ns : area->oldest_open_ns;
}

/*
 * The area is fetched before the ring: what was closed by then is in the ring by now. A moment that
 * comes too late all the same is counted as such.
 */
static enum rp_status drain(struct rp_gpu_reader *reader, const struct rp_gpu_source *source)
{
    const uint64_t now_ns = rp_clock_monotonic();
    enum rp_status status;

    if (!fetch_area(reader, source)) {
        source->ledger->damaged++;
        return RP_OK;
    }
    rp_gpus_settle(source->gpus, settled(&reader->area, now_ns));
    status = fetch_moments(reader, source);
    if (status == RP_OK)
        status = rp_gpu_operations_fetch(&reader->operations, source);
    read_texts(source);
    if (status == RP_OK)
        status = join_devices(reader, source);
    if (status == RP_OK)
        status = give_all(reader, source);
    if (status == RP_OK)
        status = rp_gpu_operations_tell(&reader->operations, source, &reader->devices);
    return status == RP_OK
               ? rp_gpu_counters_tell(&reader->counters, &reader->area, reader->overwritten, source)
               : status;
}

enum rp_status rp_gpu_process_drain(struct rp_gpu_process *process,
                                    const struct rp_gpu_source *source)
{
    enum rp_status status;

    return is_open(process, source, &status) ? drain(process->reader, source) : status;
}

static enum rp_status tell_absence(struct rp_gpu_process *process,
                                   const struct rp_gpu_source *source)
{
    const struct rp_gpu_absence absence = {
        .unify = source->unify,
        .gpus = source->gpus,
        .process = source->process,
        .executable = rp_segment_texts_at(source->texts, source->layout->executable),
        .has_runtime = source->modules->has_cuda_runtime,
        .has_driver = source->modules->has_cuda_driver,
    };

    /* Without an area nothing was asked of GPUs. */
    return source->layout->gpu_bytes > 0 ? rp_gpu_absence_tell(&absence, &process->absence_told)
                                         : RP_OK;
}

enum rp_status rp_gpu_process_end(struct rp_gpu_process *process,
                                  const struct rp_gpu_source *source, uint64_t now_ns)
{
    struct rp_gpu_reader *const reader = process->reader;

    if (!reader)
        return tell_absence(process, source);
    for (uint32_t i = 0; i < RP_GPU_DEVICES; i++)
        if (rp_gpu_devices_has(&reader->devices, i))
            rp_gpus_leave(source->gpus, reader->devices.numbers[i], now_ns);
    return rp_gpu_counters_end(&reader->counters, &reader->area, source);
}

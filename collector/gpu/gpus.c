/* gpus.c: the GPUs that a rank uses, and what all its processes did there.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/gpu/gpu_sensors.h"
#include "collector/gpu/gpu_sharing.h"
#include "collector/gpu/gpu_spans.h"
#include "collector/gpu/gpu_trail.h"

#define GPUS RP_GPU_METER_GPUS

#define UUID_BYTES 48u

struct gpu {
    uint8_t uuid[16];
    char uuid_text[UUID_BYTES];
    uint32_t row;
    uint32_t users; /* processes that use it now */
    uint64_t left_ns;
    struct rp_gpu_use use;
    struct rp_gpu_event *events; /* that are not settled */
    size_t count, capacity;
    struct rp_gpu_sharing sharing;
    struct rp_gpu_spans spans; /* of this slice */
    bool was_shared;           /* when it began */
    struct rp_gpu_sensors sensors;
};

struct rp_gpus {
    struct rp_gpus_start start;
    struct rp_gpu_trail trail;
    struct rp_gpu_sums sums;    /* of processes as a whole */
    struct rp_gpu_meter *meter; /* NULL: no GPU was used so far */
    uint64_t settled_ns;
    uint32_t count;
    struct gpu all[GPUS];
};

enum rp_status rp_gpus_new(struct rp_gpus **out, const struct rp_gpus_start *start)
{
    struct rp_gpus *const gpus = calloc(1, sizeof(*gpus));

    if (!gpus)
        return RP_E_NOMEM;
    gpus->start = *start;
    gpus->settled_ns = UINT64_MAX;
    rp_gpu_trail_init(&gpus->trail, start->session_ns, start->trace);
    *out = gpus;
    return RP_OK;
}

void rp_gpus_free(struct rp_gpus *gpus)
{
    if (!gpus)
        return;
    rp_gpu_meter_stop(gpus->meter);
    for (uint32_t i = 0; i < gpus->count; i++) {
        rp_gpu_sums_release(&gpus->all[i].use.sums);
        rp_gpu_sharing_release(&gpus->all[i].sharing);
        rp_gpu_spans_release(&gpus->all[i].spans);
        free(gpus->all[i].events);
    }
    rp_gpu_sums_release(&gpus->sums);
    rp_gpu_trail_release(&gpus->trail);
    free(gpus);
}

static struct rp_rank_writer *writer_of(const struct rp_gpus *gpus)
{
    return rp_unify_writer(gpus->start.unify);
}

/* ---- GPUs ---- */

/* As nvidia-smi writes it; instances of MIG have UUIDs of the same form. */
static void write_uuid(char *text, size_t bytes, const uint8_t *uuid)
{
    int at = snprintf(text, bytes, "GPU-");

    for (size_t i = 0; i < 16; i++) {
        const bool dash = i == 4 || i == 6 || i == 8 || i == 10;

        at += snprintf(text + at, bytes - (size_t)at, "%s%02x", dash ? "-" : "", uuid[i]);
    }
}

static enum rp_status add_row(struct rp_gpus *gpus, const struct rp_gpu_description *description,
                              struct gpu *gpu)
{
    struct rp_rank_gpu row = {.memory_bytes = description->memory_bytes,
                              .processors = description->processors,
                              .capability = description->capability,
                              .clock_khz = description->clock_khz};
    const struct {
        const char *text;
        uint32_t *offset;
    } texts[] = {
        {gpu->uuid_text, &row.uuid}, {description->name, &row.name}, {description->bus, &row.bus}};
    enum rp_status status = RP_OK;

    write_uuid(gpu->uuid_text, sizeof(gpu->uuid_text), description->uuid);
    for (size_t i = 0; status == RP_OK && i < sizeof(texts) / sizeof(texts[0]); i++)
        status = rp_rank_writer_string(writer_of(gpus), texts[i].text, texts[i].offset);
    if (status == RP_OK)
        status = rp_rank_writer_add_gpu(writer_of(gpus), &row, &gpu->row);
    if (status == RP_OK)
        rp_gpu_sharing_init(&gpu->sharing, gpus->start.job, gpu->uuid_text);
    return status;
}

enum rp_status rp_gpus_find(struct rp_gpus *gpus, const struct rp_gpu_description *description,
                            uint32_t *number)
{
    struct gpu *const gpu = &gpus->all[gpus->count];
    enum rp_status status;

    for (uint32_t i = 0; i < gpus->count; i++) {
        if (memcmp(gpus->all[i].uuid, description->uuid, sizeof(gpus->all[i].uuid)) != 0)
            continue;
        *number = i;
        return RP_OK;
    }
    if (gpus->count == GPUS)
        return RP_E_FULL;
    if (!gpus->meter) /* without it there are no sensors, and all else */
        rp_gpu_meter_start(&gpus->meter);
    status = add_row(gpus, description, gpu);
    if (status != RP_OK)
        return status;
    memcpy(gpu->uuid, description->uuid, sizeof(gpu->uuid));
    gpu->use.gpu = gpu->row;
    gpu->use.tell = rp_gpu_spans_take;
    gpu->use.listener = &gpu->spans;
    gpu->was_shared = gpus->start.ranks > 1; /* until it is known */
    *number = gpus->count++;
    return RP_OK;
}

uint32_t rp_gpus_row(const struct rp_gpus *gpus, uint32_t number)
{
    return gpus->all[number].row;
}

/* Of collectors that share a GPU one reads its sensors, while it is used. */
static void watch(struct rp_gpus *gpus, uint32_t number)
{
    struct gpu *const gpu = &gpus->all[number];

    if (gpus->meter)
        rp_gpu_meter_watch(gpus->meter, number, gpu->uuid_text,
                           gpu->users > 0 && rp_gpu_sharing_leads(&gpu->sharing));
}

void rp_gpus_join(struct rp_gpus *gpus, uint32_t number, uint64_t now_ns)
{
    gpus->all[number].users++;
    rp_gpu_use_start(&gpus->all[number].use, now_ns);
    watch(gpus, number);
}

void rp_gpus_leave(struct rp_gpus *gpus, uint32_t number, uint64_t now_ns)
{
    struct gpu *const gpu = &gpus->all[number];

    gpu->users--;
    if (gpu->left_ns < now_ns)
        gpu->left_ns = now_ns;
}

/* ---- operations ---- */

enum rp_status rp_gpus_add(struct rp_gpus *gpus, uint32_t number, const struct rp_gpu_event *event)
{
    struct gpu *const gpu = &gpus->all[number];

    if (gpu->count == gpu->capacity) {
        const size_t capacity = gpu->capacity ? gpu->capacity * 2 : 1024;
        struct rp_gpu_event *const wider = realloc(gpu->events, capacity * sizeof(*gpu->events));

        if (!wider)
            return RP_E_NOMEM;
        gpu->events = wider;
        gpu->capacity = capacity;
    }
    gpu->events[gpu->count++] = *event;
    return RP_OK;
}

enum rp_status rp_gpus_count(struct rp_gpus *gpus, enum rp_gpu_time class, uint32_t number,
                             uint64_t count, uint64_t time_ns)
{
    const struct rp_rank_gpu_time row = {.gpu = RP_NO_ROW,
                                         .thread = RP_NO_ROW,
                                         .class = (uint16_t) class,
                                         .number = number,
                                         .count = count,
                                         .time_ns = time_ns};

    return rp_gpu_sums_add(&gpus->sums, &row);
}

static int compare_starts(const void *a, const void *b)
{
    const struct rp_gpu_event *left = a;
    const struct rp_gpu_event *right = b;

    if (left->start_ns != right->start_ns)
        return left->start_ns < right->start_ns ? -1 : 1;
    return left->end_ns == right->end_ns ? 0 : left->end_ns < right->end_ns ? -1 : 1;
}

/* Takes what began before `settled_ns`, in order. */
static enum rp_status take_settled(struct rp_gpus *gpus, struct gpu *gpu, uint64_t settled_ns)
{
    enum rp_status status = RP_OK;
    size_t taken = 0;

    if (gpu->count == 0)
        return RP_OK;
    qsort(gpu->events, gpu->count, sizeof(*gpu->events), compare_starts);
    for (; status == RP_OK && taken < gpu->count; taken++) {
        const struct rp_gpu_event *const event = &gpu->events[taken];

        if (event->start_ns >= settled_ns)
            break;
        status = rp_gpu_use_take(&gpu->use, event);
        if (status == RP_OK)
            status = rp_gpu_trail_add(&gpus->trail, gpu->row, event, writer_of(gpus));
    }
    gpu->count -= taken;
    memmove(gpu->events, gpu->events + taken, gpu->count * sizeof(*gpu->events));
    return status;
}

/* Only of a GPU that others use too: now, or when the slice began. */
static enum rp_status write_spans(struct rp_gpus *gpus, struct gpu *gpu)
{
    const bool is_shared = rp_gpu_sharing_look(&gpu->sharing);
    const bool is_wanted = is_shared || gpu->was_shared;
    enum rp_status status = RP_OK;

    for (size_t i = 0; is_wanted && status == RP_OK && i < gpu->spans.count; i++)
        status = rp_gpu_trail_span(&gpus->trail, gpu->row, &gpu->spans.all[i], writer_of(gpus));
    gpu->spans.count = 0;
    gpu->was_shared = is_shared;
    return status;
}

static enum rp_status write_gpu(struct rp_gpus *gpus, struct gpu *gpu, uint64_t settled_ns)
{
    const bool is_left = gpu->users == 0 && gpu->left_ns > 0;
    enum rp_status status = take_settled(gpus, gpu, is_left ? UINT64_MAX : settled_ns);

    if (status == RP_OK && is_left)
        status = rp_gpu_use_stop(&gpu->use, gpu->left_ns);
    else if (status == RP_OK)
        status = rp_gpu_use_observe(&gpu->use, settled_ns);
    if (status == RP_OK)
        status = write_spans(gpus, gpu);
    return status == RP_OK ? rp_gpu_sums_write(&gpu->use.sums, writer_of(gpus)) : status;
}

static enum rp_status write_sensors(struct rp_gpus *gpus, uint32_t number)
{
    struct gpu *const gpu = &gpus->all[number];
    struct rp_gpu_readings readings;

    if (!gpus->meter || !rp_gpu_sharing_leads(&gpu->sharing))
        return RP_OK;
    rp_gpu_meter_take(gpus->meter, number, &readings);
    watch(gpus, number);
    return rp_gpu_sensors_write(&gpu->sensors, gpu->row, &readings, writer_of(gpus));
}

void rp_gpus_settle(struct rp_gpus *gpus, uint64_t ns)
{
    if (ns < gpus->settled_ns)
        gpus->settled_ns = ns;
}

enum rp_status rp_gpus_write(struct rp_gpus *gpus, uint64_t now_ns)
{
    const uint64_t settled_ns = gpus->settled_ns < now_ns ? gpus->settled_ns : now_ns;
    enum rp_status status = RP_OK;

    gpus->settled_ns = UINT64_MAX;
    for (uint32_t i = 0; status == RP_OK && i < gpus->count; i++)
        status = write_gpu(gpus, &gpus->all[i], settled_ns);
    for (uint32_t i = 0; status == RP_OK && i < gpus->count; i++)
        status = write_sensors(gpus, i);
    return status == RP_OK ? rp_gpu_sums_write(&gpus->sums, writer_of(gpus)) : status;
}

enum rp_status rp_gpus_finish(struct rp_gpus *gpus)
{
    return rp_gpu_trail_finish(&gpus->trail, writer_of(gpus));
}

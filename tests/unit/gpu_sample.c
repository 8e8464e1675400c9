/* gpu_sample.c: tracing without CUPTI and without an agent, for tests of its parts.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Records are stepped through as CUPTI does it, by lengths of its own.
 */
#include "gpu_sample.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "collector/agent/heap.h"
#include "common/segment.h"

#define STRING_BYTES (UINT32_C(1) << 20)

static struct rp_trace the_trace;
static struct rp_recorder_interface agent;

struct rp_trace *rp_trace(void)
{
    return &the_trace;
}

size_t gpu_sample_record_bytes(int kind)
{
    static const struct {
        int kind;
        size_t bytes;
    } lengths[] = {{RP_CUPTI_KIND_KERNEL, 216},   {RP_CUPTI_KIND_COPY, 96},
                   {RP_CUPTI_KIND_PEER_COPY, 96}, {RP_CUPTI_KIND_MEMSET, 88},
                   {RP_CUPTI_KIND_GRAPH, 56},     {RP_CUPTI_KIND_OVERHEAD, 56}};

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        if (lengths[i].kind == kind)
            return lengths[i].bytes;
    return 0;
}

static rp_cupti_result next_record(uint8_t *buffer, size_t valid, struct rp_cupti_record **record)
{
    size_t at = 0;

    if (*record)
        at = (size_t)((uint8_t *)*record - buffer) + gpu_sample_record_bytes((*record)->kind);
    if (at + sizeof(**record) > valid)
        return RP_CUPTI_MAX_LIMIT;
    *record = (struct rp_cupti_record *)(void *)(buffer + at);
    return gpu_sample_record_bytes((*record)->kind) ? RP_CUPTI_OK : RP_CUPTI_INVALID_KIND;
}

static rp_cupti_result count_dropped(void *context, uint32_t stream, size_t *dropped)
{
    (void)context;
    (void)stream;
    *dropped = 0;
    return RP_CUPTI_OK;
}

static void *memory_of(size_t bytes)
{
    void *const memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

bool gpu_sample_begin(void)
{
    char *const area = memory_of(RP_GPU_AREA_BYTES);
    struct rp_segment_header *const header = memory_of(sizeof(*header) + STRING_BYTES);

    the_trace = (struct rp_trace){.agent = &agent, .header = header, .on = true};
    if (!area || !header || !rp_launches_init(&the_trace.launches))
        return false;
    agent.text = rp_heap_add_text;
    header->strings_offset = sizeof(*header);
    header->string_capacity = STRING_BYTES;
    header->string_bytes = 1;
    the_trace.area = (struct rp_gpu_area *)(void *)area;
    the_trace.operations = (struct rp_gpu_operation *)(void *)(area + RP_GPU_ROWS_AT);
    the_trace.ring = (struct rp_gpu_moment *)(void *)(area + RP_GPU_RING_AT);
    the_trace.buffers = (uint8_t *)area + RP_GPU_BUFFERS_AT;
    the_trace.cupti.version = 130001;
    the_trace.cupti.cuptiActivityGetNextRecord = next_record;
    the_trace.cupti.cuptiActivityGetNumDroppedRecords = count_dropped;
    return true;
}

void gpu_sample_end(void)
{
    munmap(the_trace.area, RP_GPU_AREA_BYTES);
    munmap(the_trace.header, sizeof(*the_trace.header) + STRING_BYTES);
    munmap(the_trace.launches.entries, RP_LAUNCHES * sizeof(*the_trace.launches.entries));
}

struct gpu_sample_sums gpu_sample_sum(enum rp_gpu_kind kind)
{
    struct gpu_sample_sums sums = {0};

    for (uint32_t i = 0; i < RP_GPU_OPERATIONS; i++) {
        const struct rp_gpu_operation *const row = &the_trace.operations[i];

        if (row->state != RP_GPU_ROW_READY || row->key.kind != kind)
            continue;
        sums.count += row->count;
        sums.time_ns += row->time_ns;
        sums.bytes += row->bytes;
    }
    return sums;
}

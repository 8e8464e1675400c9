/* record.c: what a record of CUPTI's says, whatever its kind.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "gpu/record.h"

#include <string.h>

#include "common/segment_gpu.h"
#include "gpu/name.h"

typedef void reader(const struct rp_cupti_record *record, uint32_t version, struct rp_record *out);

static void read_kernel(const struct rp_cupti_record *record, uint32_t version,
                        struct rp_record *out)
{
    const struct rp_cupti_kernel *const kernel = (const void *)record;

    (void)version;
    out->name = kernel->name;
    out->kind = kernel->name ? rp_name_kind(kernel->name) : RP_GPU_KERNEL;
    out->start_ns = kernel->start;
    out->end_ns = kernel->end;
    out->device = kernel->device;
    out->stream = kernel->stream;
    out->correlation = kernel->correlation;
}

/* What a copy is called, and which memory of the host it touches: that decides its speed. */
static const struct {
    uint8_t copy_kind;
    enum rp_gpu_kind kind;
    const char *pageable, *pinned, *managed;
} copies[] = {
    {RP_CUPTI_COPY_TO_DEVICE, RP_GPU_COPY_IN, "[copy host to device, pageable]",
     "[copy host to device, pinned]", "[copy host to device, managed]"},
    {RP_CUPTI_COPY_TO_HOST, RP_GPU_COPY_OUT, "[copy device to host, pageable]",
     "[copy device to host, pinned]", "[copy device to host, managed]"},
    {RP_CUPTI_COPY_DEVICE_TO_DEVICE, RP_GPU_COPY_WITHIN, "[copy within a device]",
     "[copy within a device]", "[copy within a device, managed]"},
    {RP_CUPTI_COPY_PEER_TO_PEER, RP_GPU_COPY_BETWEEN, "[copy between devices]",
     "[copy between devices]", "[copy between devices, managed]"},
};

static bool touches(const struct rp_cupti_copy *copy, uint8_t memory)
{
    return copy->source_kind == memory || copy->target_kind == memory;
}

static void name_copy(const struct rp_cupti_copy *copy, struct rp_record *out)
{
    out->kind = RP_GPU_COPY_OTHER;
    out->name = "[copy]";
    for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
        if (copies[i].copy_kind != copy->copy_kind)
            continue;
        out->kind = copies[i].kind;
        out->name = touches(copy, RP_CUPTI_PAGEABLE)  ? copies[i].pageable
                    : touches(copy, RP_CUPTI_MANAGED) ? copies[i].managed
                                                      : copies[i].pinned;
    }
}

static void read_copy(const struct rp_cupti_record *record, uint32_t version, struct rp_record *out)
{
    const struct rp_cupti_copy *const copy = (const void *)record;

    (void)version;
    name_copy(copy, out);
    out->start_ns = copy->start;
    out->end_ns = copy->end;
    out->bytes = copy->bytes;
    out->device = copy->device;
    out->stream = copy->stream;
    out->correlation = copy->correlation;
}

static void read_peer_copy(const struct rp_cupti_record *record, uint32_t version,
                           struct rp_record *out)
{
    read_copy(record, version, out);
    out->kind = RP_GPU_COPY_BETWEEN;
    out->name = "[copy between devices]";
    out->correlation = ((const struct rp_cupti_peer_copy *)(const void *)record)->correlation;
}

static void read_memset(const struct rp_cupti_record *record, uint32_t version,
                        struct rp_record *out)
{
    const struct rp_cupti_memset *const set = (const void *)record;

    (void)version;
    out->kind = RP_GPU_MEMSET;
    out->name = "[memset]";
    out->start_ns = set->start;
    out->end_ns = set->end;
    out->bytes = set->bytes;
    out->device = set->device;
    out->stream = set->stream;
    out->correlation = set->correlation;
}

static void read_graph(const struct rp_cupti_record *record, uint32_t version,
                       struct rp_record *out)
{
    const struct rp_cupti_graph *const graph = (const void *)record;

    (void)version;
    out->kind = RP_GPU_GRAPH;
    out->name = "[graph]";
    out->start_ns = graph->start;
    out->end_ns = graph->end;
    out->device = graph->device;
    out->stream = graph->stream;
    out->correlation = graph->correlation;
}

static void read_overhead(const struct rp_cupti_record *record, uint32_t version,
                          struct rp_record *out)
{
    const struct rp_cupti_overhead *const overhead = (const void *)record;
    const uint32_t number = overhead->overhead >> 16;

    out->start_ns = overhead->start;
    out->end_ns = overhead->end;
    out->overhead = number < RP_GPU_OVERHEADS - 1 ? number : RP_GPU_OVERHEADS - 1;
    if (version >= RP_CUPTI_OVERHEAD_DATA_SINCE)
        out->data = overhead->data;
}

static const struct {
    int32_t kind;
    enum rp_record_sort sort;
    size_t bytes; /* that are read */
    reader *read;
} readers[] = {
    {RP_CUPTI_KIND_KERNEL, RP_RECORD_OPERATION, sizeof(struct rp_cupti_kernel), read_kernel},
    {RP_CUPTI_KIND_SERIAL_KERNEL, RP_RECORD_OPERATION, sizeof(struct rp_cupti_kernel), read_kernel},
    {RP_CUPTI_KIND_COPY, RP_RECORD_OPERATION, sizeof(struct rp_cupti_copy), read_copy},
    {RP_CUPTI_KIND_PEER_COPY, RP_RECORD_OPERATION, sizeof(struct rp_cupti_peer_copy),
     read_peer_copy},
    {RP_CUPTI_KIND_MEMSET, RP_RECORD_OPERATION, sizeof(struct rp_cupti_memset), read_memset},
    {RP_CUPTI_KIND_GRAPH, RP_RECORD_OPERATION, sizeof(struct rp_cupti_graph), read_graph},
    {RP_CUPTI_KIND_OVERHEAD, RP_RECORD_OVERHEAD, offsetof(struct rp_cupti_overhead, correlation),
     read_overhead},
};

/* The data of an overhead is there only since a version, whose records are whole. */
static size_t bytes_needed(size_t number, uint32_t version)
{
    return readers[number].sort == RP_RECORD_OVERHEAD && version >= RP_CUPTI_OVERHEAD_DATA_SINCE
               ? sizeof(struct rp_cupti_overhead)
               : readers[number].bytes;
}

bool rp_record_read(const struct rp_cupti_record *record, size_t bytes, uint32_t version,
                    struct rp_record *out)
{
    memset(out, 0, sizeof(*out));
    if (bytes < sizeof(*record))
        return false;
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        if (readers[i].kind != record->kind)
            continue;
        if (bytes < bytes_needed(i, version))
            return false;
        readers[i].read(record, version, out);
        out->sort = readers[i].sort;
        return true;
    }
    return true;
}

/* cupti_records.c: records as CUPTI lays them out, in the length of the version that is played.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/doubles/cupti_double.h"

#define UNKNOWN_KIND 63

static _Atomic long written;

/* Bytes of each kind: up to 12.8, and since 13.0. */
static const struct {
    int kind;
    size_t before, since;
} lengths[] = {
    {RP_CUPTI_KIND_KERNEL, 208, 216},  {RP_CUPTI_KIND_COPY, 80, 96},
    {RP_CUPTI_KIND_PEER_COPY, 88, 96}, {RP_CUPTI_KIND_MEMSET, 80, 88},
    {RP_CUPTI_KIND_GRAPH, 48, 56},     {RP_CUPTI_KIND_OVERHEAD, 48, 56},
};

size_t double_record_bytes(int kind)
{
    const bool is_new = double_flag("version", 130001) >= 130000;

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        if (lengths[i].kind == kind)
            return is_new ? lengths[i].since : lengths[i].before;
    return 0;
}

int double_kind_of(const struct model_operation *operation)
{
    switch (operation->kind) {
    case MODEL_KERNEL:
        return RP_CUPTI_KIND_KERNEL;
    case MODEL_COPY:
        return RP_CUPTI_KIND_COPY;
    case MODEL_MEMSET:
        return RP_CUPTI_KIND_MEMSET;
    default:
        return RP_CUPTI_KIND_GRAPH;
    }
}

/* ---- each kind ---- */

static void write_kernel(uint8_t *place, const struct model_operation *operation)
{
    struct rp_cupti_kernel *const record = (void *)place;

    record->start = operation->start_ns;
    record->end = operation->end_ns;
    record->device = operation->device;
    record->stream = operation->stream;
    record->correlation = operation->correlation;
    record->name = double_flag("null_name", 0) ? NULL : operation->name;
    record->graph_node = operation->graph_node;
}

static void write_copy(uint8_t *place, const struct model_operation *operation)
{
    struct rp_cupti_copy *const record = (void *)place;

    record->copy_kind = operation->copy_kind;
    record->source_kind = operation->source_kind;
    record->target_kind = operation->target_kind;
    record->bytes = operation->bytes;
    record->start = operation->start_ns;
    record->end = operation->end_ns;
    record->device = operation->device;
    record->stream = operation->stream;
    record->correlation = operation->correlation;
}

static void write_memset(uint8_t *place, const struct model_operation *operation)
{
    struct rp_cupti_memset *const record = (void *)place;

    record->bytes = operation->bytes;
    record->start = operation->start_ns;
    record->end = operation->end_ns;
    record->device = operation->device;
    record->stream = operation->stream;
    record->correlation = operation->correlation;
}

static void write_graph(uint8_t *place, const struct model_operation *operation)
{
    struct rp_cupti_graph *const record = (void *)place;

    record->start = operation->start_ns;
    record->end = operation->end_ns;
    record->device = operation->device;
    record->stream = operation->stream;
    record->correlation = operation->correlation;
}

/* What is wrong with some records. */
static struct model_operation spoil(const struct model_operation *operation, long number)
{
    const long untimed_after = double_flag("untimed_after", 0);
    const long lost_ids = double_flag("lost_ids", 0);
    struct model_operation spoilt = *operation;

    if (untimed_after > 0 && number > untimed_after)
        spoilt.start_ns = spoilt.end_ns = 0;
    if (lost_ids > 0 && number % lost_ids == 0)
        spoilt.correlation = UINT32_C(0xfffffff0);
    return spoilt;
}

size_t double_record_write(uint8_t *place, const struct model_operation *operation)
{
    static void (*const writers[])(uint8_t *, const struct model_operation *) = {
        [MODEL_KERNEL] = write_kernel,
        [MODEL_COPY] = write_copy,
        [MODEL_MEMSET] = write_memset,
        [MODEL_GRAPH] = write_graph,
    };
    const long number = atomic_fetch_add(&written, 1) + 1;
    const struct model_operation spoilt = spoil(operation, number);
    const size_t bytes = double_record_bytes(double_kind_of(operation));

    memset(place, 0, bytes);
    ((struct rp_cupti_record *)(void *)place)->kind = double_kind_of(operation);
    writers[operation->kind](place, &spoilt);
    if (number == double_flag("bad_kind_at", 0))
        ((struct rp_cupti_record *)(void *)place)->kind = UNKNOWN_KIND;
    return bytes;
}

/* Since 13.0 with memory that whoever reads it is to free. */
size_t double_record_overhead(uint8_t *place, uint32_t kind, uint64_t start_ns, uint64_t end_ns)
{
    struct rp_cupti_overhead *const record = (void *)place;
    const size_t bytes = double_record_bytes(RP_CUPTI_KIND_OVERHEAD);

    memset(place, 0, bytes);
    record->kind = RP_CUPTI_KIND_OVERHEAD;
    record->overhead = kind << 16;
    record->start = start_ns;
    record->end = end_ns;
    if (bytes == sizeof(*record))
        record->data = malloc(16);
    return bytes;
}

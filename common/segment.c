/* segment.c: sizes and offsets of the shared segment, and whether a header can be true.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/segment.h"

#include <stdbool.h>

#include "common/context_tree.h"

_Static_assert(sizeof(struct rp_segment_header) <= RP_SEGMENT_CONTROL_OFFSET &&
                   RP_SEGMENT_CONTROL_OFFSET % RP_SEGMENT_PAGE == 0,
               "the control has pages of its own");

static uint32_t power_of_two_above(uint32_t number)
{
    uint32_t power = 1;

    while (power <= number)
        power *= 2;
    return power;
}

static uint64_t tree_bytes(const struct rp_segment_header *header)
{
    const uint64_t row_bytes =
        sizeof(struct rp_segment_context) + sizeof(uint64_t) * header->metric_count;

    return RP_SEGMENT_PAGES(header->context_capacity * row_bytes +
                            header->hash_capacity * sizeof(uint32_t)) +
           RP_SEGMENT_PAGES(header->tick_capacity * sizeof(struct rp_segment_tick));
}

void rp_segment_layout(struct rp_segment_header *header, uint32_t metric_count,
                       uint32_t thread_capacity, uint32_t context_capacity, bool gpu)
{
    header->magic = RP_SEGMENT_MAGIC;
    header->version = RP_SEGMENT_VERSION;
    header->header_bytes = sizeof(*header);
    header->metric_count = metric_count;
    header->module_capacity = RP_SEGMENT_MODULES;
    header->string_capacity = RP_SEGMENT_STRINGS;
    header->thread_capacity = thread_capacity;
    header->context_capacity = context_capacity;
    header->hash_capacity = power_of_two_above(context_capacity);
    header->modules_offset = RP_SEGMENT_MODULES_OFFSET;
    header->strings_offset = RP_SEGMENT_STRINGS_OFFSET;
    header->traffic_capacity = RP_SEGMENT_TRAFFIC;
    header->traffic_offset = RP_SEGMENT_TRAFFIC_OFFSET;
    header->threads_offset = RP_SEGMENT_THREADS_OFFSET;
    header->ledgers_offset =
        header->threads_offset +
        RP_SEGMENT_PAGES(header->thread_capacity * sizeof(struct rp_segment_thread));
    header->trees_offset =
        header->ledgers_offset +
        RP_SEGMENT_PAGES(header->thread_capacity * sizeof(struct rp_segment_ledger));
    header->tick_capacity = RP_SEGMENT_TICKS;
    header->tree_bytes = tree_bytes(header);
    header->gpu_offset = header->trees_offset + header->tree_bytes * thread_capacity;
    header->gpu_bytes = gpu ? RP_SEGMENT_PAGES(RP_GPU_AREA_BYTES) : 0;
    header->segment_bytes = header->gpu_offset + header->gpu_bytes;
}

uint64_t rp_segment_ticks_offset(const struct rp_segment_header *header)
{
    return header->tree_bytes -
           RP_SEGMENT_PAGES(header->tick_capacity * sizeof(struct rp_segment_tick));
}

/* A header is true when laying out the segment again from its capacities gives the same header. */
bool rp_segment_plausible(const struct rp_segment_header *header, uint64_t mapped_bytes)
{
    struct rp_segment_header expected;

    if (header->magic != RP_SEGMENT_MAGIC || header->version != RP_SEGMENT_VERSION ||
        header->metric_count < RP_METRIC_EVENTS || header->metric_count > RP_SEGMENT_METRICS ||
        header->thread_capacity > RP_SEGMENT_THREADS || header->thread_capacity == 0 ||
        header->context_capacity > RP_SEGMENT_CONTEXTS || header->context_capacity < 2)
        return false;
    rp_segment_layout(&expected, header->metric_count, header->thread_capacity,
                      header->context_capacity, header->gpu_bytes != 0);
    return header->header_bytes == expected.header_bytes &&
           header->segment_bytes == expected.segment_bytes &&
           header->modules_offset == expected.modules_offset &&
           header->strings_offset == expected.strings_offset &&
           header->threads_offset == expected.threads_offset &&
           header->ledgers_offset == expected.ledgers_offset &&
           header->traffic_offset == expected.traffic_offset &&
           header->traffic_capacity == expected.traffic_capacity &&
           header->tick_capacity == expected.tick_capacity &&
           header->gpu_offset == expected.gpu_offset && header->gpu_bytes == expected.gpu_bytes &&
           header->trees_offset == expected.trees_offset &&
           header->tree_bytes == expected.tree_bytes &&
           header->module_capacity == expected.module_capacity &&
           header->string_capacity == expected.string_capacity &&
           header->hash_capacity == expected.hash_capacity && header->segment_bytes <= mapped_bytes;
}

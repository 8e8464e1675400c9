/* heap.c: appends texts and module rows to the segment.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Space is claimed by one atomic addition, so writers never meet. The row's `ready` flag, stored
 * last with release order, tells the reader that the row and its text are whole.
 */
#include "collector/agent/heap.h"

#include <string.h>

uint32_t rp_heap_add_bytes(struct rp_segment_header *header, const char *text, uint32_t bytes)
{
    char *const heap = (char *)header + RP_SEGMENT_STRINGS_OFFSET;
    uint32_t begin;

    begin = atomic_load_explicit(&header->string_bytes, memory_order_relaxed);
    do {
        if (bytes > RP_SEGMENT_STRINGS || begin > RP_SEGMENT_STRINGS - bytes) {
            atomic_fetch_add_explicit(&header->refused_strings, 1, memory_order_relaxed);
            return RP_STRING_NONE;
        }
    } while (!atomic_compare_exchange_weak_explicit(&header->string_bytes, &begin, begin + bytes,
                                                    memory_order_relaxed, memory_order_relaxed));
    memcpy(heap + begin, text, bytes);
    return begin;
}

uint32_t rp_heap_add_text(struct rp_segment_header *header, const char *text)
{
    return text[0] ? rp_heap_add_bytes(header, text, (uint32_t)strlen(text) + 1) : RP_STRING_NONE;
}

static void raise_module_count(struct rp_segment_header *header, uint32_t count)
{
    uint32_t known = atomic_load_explicit(&header->module_count, memory_order_relaxed);

    while (known < count &&
           !atomic_compare_exchange_weak_explicit(&header->module_count, &known, count,
                                                  memory_order_relaxed, memory_order_relaxed))
        continue;
}

void rp_heap_add_module(struct rp_segment_header *header, const struct rp_module *module,
                        const char *path)
{
    char *const base = (char *)header;
    struct rp_segment_module *row;

    if (module->id >= RP_SEGMENT_MODULES) {
        atomic_fetch_add_explicit(&header->refused_modules, 1, memory_order_relaxed);
        return;
    }
    row = (struct rp_segment_module *)(void *)(base + RP_SEGMENT_MODULES_OFFSET) + module->id;
    row->low = module->low;
    row->high = module->high;
    row->bias = module->bias;
    row->path = rp_heap_add_text(header, module->path[0] ? module->path : path);
    row->build_id_bytes = module->build_id_bytes;
    memcpy(row->build_id, module->build_id, sizeof(row->build_id));
    atomic_store_explicit(&row->ready, 1, memory_order_release);
    raise_module_count(header, module->id + 1);
}

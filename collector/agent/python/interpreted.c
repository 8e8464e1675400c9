/* interpreted.c: the frames of an interpreter on a thread's stack, beside the native ones.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/python/interpreted.h"

size_t rp_interpreted_bytes(size_t capacity)
{
    return 2 * capacity * sizeof(struct rp_interpreted_frame);
}

void rp_interpreted_place(struct rp_interpreted *list, void *memory, size_t capacity)
{
    list->known = memory;
    list->frames = list->known + capacity;
    list->capacity = capacity;
    rp_interpreted_drop(list);
}

void rp_interpreted_drop(struct rp_interpreted *list)
{
    rp_interpreted_start(list);
    list->remembered = 0;
}

void rp_interpreted_start(struct rp_interpreted *list)
{
    list->count = 0;
    list->same = 0;
    list->is_missing = false;
}

bool rp_interpreted_add(struct rp_interpreted *list, const struct rp_interpreted_frame *frame)
{
    if (list->count == list->capacity)
        return false;
    list->frames[list->count++] = *frame;
    return true;
}

void rp_interpreted_compare(struct rp_interpreted *list)
{
    const size_t end = list->remembered < list->count ? list->remembered : list->count;
    size_t same = 0;
    for (; same < end; same++) {
        const struct rp_interpreted_frame *const now = rp_interpreted_at(list, same);
        const struct rp_interpreted_frame *const known = &list->known[same];
        if (now->name != known->name || now->place != known->place)
            break;
    }
    list->same = same;
}

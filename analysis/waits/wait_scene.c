/* wait_scene.c: who waits for whom at a moment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_scene.h"

static uint32_t world_rank(const struct rp_scene *scene, uint32_t rank)
{
    return ((const struct rp_roster_entry *)scene->roster->ranks.rows)[rank].rank;
}

uint32_t rp_scene_call_at(const struct rp_scene *scene, uint32_t line, uint64_t ns)
{
    const struct rp_scene_line *const it = &scene->lines[line];
    uint32_t low = it->first_call;
    uint32_t high = low + it->call_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (scene->calls[middle].end_ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low < it->first_call + it->call_count && scene->calls[low].start_ns <= ns
               ? low
               : RP_SCENE_NONE;
}

/* ---- for whom a row of a call waits ---- */

/* The first member, in the order of coming, that came after `ns`. */
static uint32_t first_after(const struct rp_scene *scene, const struct rp_scene_object *object,
                            uint64_t ns)
{
    uint32_t low = 0;
    uint32_t high = object->member_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (scene->members[object->first_member + middle].came_ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Members [first, end) of an object. The waiting one itself is none of them: it came when its call
 * began, or before.
 */
struct late {
    const struct rp_scene_object *object;
    uint32_t first;
    uint32_t end;
};

/* One member alone, if it is late. */
static struct late one(const struct late *all, uint32_t member)
{
    struct late found = *all;

    if (member == RP_SCENE_NONE || member < all->first || member >= all->end) {
        found.end = found.first;
        return found;
    }
    found.first = member;
    found.end = member + 1;
    return found;
}

static struct late late_of(const struct rp_scene *scene, uint32_t row, uint64_t ns)
{
    const struct rp_tick *const tick = &scene->rows[row];
    const uint32_t object = scene->row_objects[row];
    struct late found = {0};

    if (object == RP_SCENE_NONE || tick->kind == RP_TICK_ARRIVAL)
        return found;
    found.object = &scene->objects[object];
    found.first = first_after(scene, found.object, ns);
    found.end = first_after(scene, found.object, tick->end_ns + scene->slack_ns);
    if (tick->kind == RP_TICK_FROM_ROOT ||
        (tick->kind == RP_TICK_TO_ROOT && tick->peer != world_rank(scene, tick->rank)))
        return one(&found, found.object->root);
    return found;
}

static uint32_t count_of(const struct late *late)
{
    return late->end > late->first ? late->end - late->first : 0;
}

uint32_t rp_scene_late_count(const struct rp_scene *scene, uint32_t call, uint64_t ns)
{
    const struct rp_scene_call *const it = &scene->calls[call];
    uint32_t count = 0;

    for (uint32_t row = it->first_row; row < it->first_row + it->row_count; row++) {
        const struct late late = late_of(scene, row, ns);

        count += count_of(&late);
    }
    return count;
}

uint64_t rp_scene_waited_until(const struct rp_scene *scene, uint32_t call)
{
    const struct rp_scene_call *const it = &scene->calls[call];
    uint64_t until_ns = it->start_ns;

    for (uint32_t row = it->first_row; row < it->first_row + it->row_count; row++) {
        const struct late late = late_of(scene, row, it->start_ns);
        uint64_t last_ns;

        if (count_of(&late) == 0)
            continue;
        last_ns = scene->members[late.object->first_member + late.end - 1].came_ns;
        if (last_ns > it->end_ns)
            last_ns = it->end_ns;
        until_ns = last_ns > until_ns ? last_ns : until_ns;
    }
    return until_ns;
}

void rp_scene_each_late(const struct rp_scene *scene, uint32_t call, uint64_t ns,
                        const struct rp_scene_visitor *visitor)
{
    const struct rp_scene_call *const it = &scene->calls[call];

    for (uint32_t row = it->first_row; row < it->first_row + it->row_count; row++) {
        const struct late late = late_of(scene, row, ns);

        for (uint32_t i = late.first; i < late.end; i++)
            visitor->visit(visitor->context, scene->members[late.object->first_member + i].line);
    }
}

/* ---- who waits for a line ---- */

static void visit_waiters(const struct rp_scene *scene, const struct rp_scene_arrival *arrival,
                          uint64_t ns, const struct rp_scene_visitor *visitor)
{
    const struct rp_scene_object *const object = &scene->objects[arrival->object];

    for (uint32_t i = 0; object->start_ns <= ns && i < object->row_count; i++) {
        const uint32_t row = scene->object_rows[object->first_row + i];
        const struct rp_tick *const tick = &scene->rows[row];
        struct late late;

        if (tick->start_ns > ns || tick->end_ns <= ns)
            continue;
        late = late_of(scene, row, ns);
        if (arrival->member >= late.first && arrival->member < late.end)
            visitor->visit(visitor->context, scene->row_calls[row]);
    }
}

void rp_scene_each_waiter(const struct rp_scene *scene, uint32_t line, uint64_t ns,
                          const struct rp_scene_visitor *visitor)
{
    const struct rp_scene_line *const it = &scene->lines[line];
    const struct rp_scene_arrival *const arrivals = scene->arrivals + it->first_arrival;
    uint32_t low = 0;
    uint32_t high = it->arrival_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (arrivals[middle].came_ns <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i < it->arrival_count && arrivals[i].nobody_ns <= ns; i++)
        visit_waiters(scene, &arrivals[i], ns, visitor);
}

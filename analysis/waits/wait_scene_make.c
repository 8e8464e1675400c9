/* wait_scene_make.c: finds the lines, calls, meetings and messages among the ticks of a block.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/team/compare_fields.h"

#include "analysis/waits/wait_scene.h"

/* Where a row comes to something: rows of the same object have equal keys. */
struct place {
    uint64_t key;
    uint64_t number;
    uint64_t came_ns;
    uint32_t rank;
    uint32_t row;
};

/* ---- lines and calls ---- */

static bool is_same_line(const struct rp_tick *left, const struct rp_tick *right)
{
    return left->rank == right->rank && left->thread == right->thread;
}

static bool is_same_call(const struct rp_tick *left, const struct rp_tick *right)
{
    return is_same_line(left, right) && rp_tick_is_call(left) && rp_tick_is_call(right) &&
           left->start_ns == right->start_ns && left->end_ns == right->end_ns &&
           left->context == right->context;
}

static void add_line(struct rp_scene *scene, const struct rp_tick *row)
{
    scene->lines[scene->line_count++] = (struct rp_scene_line){
        .rank = row->rank, .thread = row->thread, .first_call = (uint32_t)scene->call_count};
}

static void add_call(struct rp_scene *scene, uint32_t row)
{
    struct rp_scene_line *const line = &scene->lines[scene->line_count - 1];

    scene->calls[scene->call_count++] =
        (struct rp_scene_call){.start_ns = scene->rows[row].start_ns,
                               .end_ns = scene->rows[row].end_ns,
                               .context = scene->rows[row].context,
                               .line = (uint32_t)scene->line_count - 1,
                               .first_row = row,
                               .row_count = 1};
    line->call_count++;
}

/* The rows are sorted, so what belongs together stands together. */
static void find_calls(struct rp_scene *scene)
{
    for (uint32_t row = 0; row < scene->row_count; row++) {
        const struct rp_tick *const it = &scene->rows[row];
        const bool first = row == 0 || !is_same_line(it, it - 1);

        scene->row_calls[row] = RP_SCENE_NONE;
        scene->row_objects[row] = RP_SCENE_NONE;
        if (first)
            add_line(scene, it);
        if (!rp_tick_is_call(it))
            continue;
        if (!first && is_same_call(it, it - 1))
            scene->calls[scene->call_count - 1].row_count++;
        else
            add_call(scene, row);
        scene->row_calls[row] = (uint32_t)scene->call_count - 1;
    }
}

/* ---- meetings and messages ---- */

static uint32_t world_rank(const struct rp_scene *scene, uint32_t rank)
{
    return ((const struct rp_roster_entry *)scene->roster->ranks.rows)[rank].rank;
}

/* Sender and receiver find the same key. */
static uint64_t key_of(const struct rp_scene *scene, const struct rp_tick *row)
{
    const uint32_t own = world_rank(scene, row->rank);
    const uint32_t from = row->kind == RP_TICK_SEND ? own : row->peer;
    const uint32_t to = row->kind == RP_TICK_SEND ? row->peer : own;

    if (rp_tick_is_collective(row->kind))
        return row->communicator;
    return rp_tick_mix(rp_tick_mix(row->communicator, (uint32_t)row->tag),
                       (uint64_t)from << 32 | to);
}

static int compare_places(const void *a, const void *b)
{
    const struct place *const left = a;
    const struct place *const right = b;
    const uint64_t lefts[] = {left->key, left->number, left->came_ns, left->rank, left->row};
    const uint64_t rights[] = {right->key, right->number, right->came_ns, right->rank, right->row};

    return rp_compare_fields(lefts, rights, sizeof(lefts) / sizeof(lefts[0]));
}

static size_t find_places(const struct rp_scene *scene, struct place *places)
{
    size_t count = 0;

    for (uint32_t row = 0; row < scene->row_count; row++) {
        const struct rp_tick *const it = &scene->rows[row];

        if (it->kind <= RP_TICK_CALL)
            continue;
        places[count++] = (struct place){.key = key_of(scene, it),
                                         .number = it->number,
                                         .came_ns = it->posted_ns,
                                         .rank = it->rank,
                                         .row = row};
    }
    if (count > 0)
        qsort(places, count, sizeof(*places), compare_places);
    return count;
}

static uint32_t line_of(const struct rp_scene *scene, uint32_t row)
{
    return scene->calls[scene->row_calls[row]].line;
}

/* One that waits later for what it came to has several rows of the same moment: one counts. */
static bool is_last_member(const struct rp_scene *scene, const struct rp_scene_object *object,
                           const struct place *place)
{
    const struct rp_scene_member *const last = &scene->members[scene->member_count - 1];

    return object->member_count > 0 && last->rank == place->rank && last->came_ns == place->came_ns;
}

static void add_member(struct rp_scene *scene, struct rp_scene_object *object,
                       const struct place *place)
{
    const struct rp_tick *const row = &scene->rows[place->row];
    const bool is_rooted = row->kind == RP_TICK_FROM_ROOT || row->kind == RP_TICK_TO_ROOT;

    if (is_last_member(scene, object, place))
        return;
    scene->members[scene->member_count++] = (struct rp_scene_member){
        .came_ns = place->came_ns, .rank = place->rank, .line = line_of(scene, place->row)};
    if (is_rooted && row->peer == world_rank(scene, place->rank))
        object->root = object->member_count;
    object->member_count++;
}

static void find_objects(struct rp_scene *scene, const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const bool is_new = i == 0 || places[i].key != places[i - 1].key ||
                            places[i].number != places[i - 1].number;
        struct rp_scene_object *object;

        if (is_new)
            scene->objects[scene->object_count++] =
                (struct rp_scene_object){.first_member = (uint32_t)scene->member_count,
                                         .first_row = (uint32_t)i,
                                         .root = RP_SCENE_NONE,
                                         .start_ns = UINT64_MAX};
        object = &scene->objects[scene->object_count - 1];
        add_member(scene, object, &places[i]);
        scene->object_rows[i] = places[i].row;
        scene->row_objects[places[i].row] = (uint32_t)scene->object_count - 1;
        object->row_count++;
        if (scene->rows[places[i].row].start_ns < object->start_ns)
            object->start_ns = scene->rows[places[i].row].start_ns;
    }
}

/* ---- what each line comes to, in order ---- */

static int compare_arrivals(const void *a, const void *b)
{
    const struct rp_scene_arrival *const left = a;
    const struct rp_scene_arrival *const right = b;

    if (left->came_ns != right->came_ns)
        return left->came_ns < right->came_ns ? -1 : 1;
    return left->object == right->object ? 0 : left->object < right->object ? -1 : 1;
}

/* From the last to the first: the least of what follows. */
static void order_arrivals(struct rp_scene_arrival *arrivals, uint32_t count)
{
    if (count > 0)
        qsort(arrivals, count, sizeof(*arrivals), compare_arrivals);
    for (uint32_t i = count; i > 1; i--)
        if (arrivals[i - 1].nobody_ns < arrivals[i - 2].nobody_ns)
            arrivals[i - 2].nobody_ns = arrivals[i - 1].nobody_ns;
}

static void find_arrivals(struct rp_scene *scene)
{
    uint32_t first = 0;

    for (size_t i = 0; i < scene->member_count; i++)
        scene->lines[scene->members[i].line].arrival_count++;
    for (size_t i = 0; i < scene->line_count; i++) {
        scene->lines[i].first_arrival = first;
        first += scene->lines[i].arrival_count;
        scene->lines[i].arrival_count = 0;
    }
    for (uint32_t i = 0; i < scene->object_count; i++) {
        const struct rp_scene_object *const object = &scene->objects[i];

        for (uint32_t j = 0; j < object->member_count; j++) {
            const struct rp_scene_member *const member = &scene->members[object->first_member + j];
            struct rp_scene_line *const line = &scene->lines[member->line];

            scene->arrivals[line->first_arrival + line->arrival_count++] =
                (struct rp_scene_arrival){member->came_ns, object->start_ns, i, j};
        }
    }
    for (size_t i = 0; i < scene->line_count; i++)
        order_arrivals(scene->arrivals + scene->lines[i].first_arrival,
                       scene->lines[i].arrival_count);
}

/* ---- all ---- */

/* There are no more of anything than there are rows. */
static bool make_room(struct rp_scene *scene, struct place **places)
{
    const size_t room = scene->row_count + 1;

    scene->lines = calloc(room, sizeof(*scene->lines));
    scene->calls = calloc(room, sizeof(*scene->calls));
    scene->row_calls = calloc(room, sizeof(*scene->row_calls));
    scene->row_objects = calloc(room, sizeof(*scene->row_objects));
    scene->objects = calloc(room, sizeof(*scene->objects));
    scene->object_rows = calloc(room, sizeof(*scene->object_rows));
    scene->members = calloc(room, sizeof(*scene->members));
    scene->arrivals = calloc(room, sizeof(*scene->arrivals));
    *places = calloc(room, sizeof(**places));
    return scene->lines && scene->calls && scene->row_calls && scene->row_objects &&
           scene->objects && scene->object_rows && scene->members && scene->arrivals && *places;
}

enum rp_status rp_scene_make(struct rp_scene *out, const struct rp_tick *rows, size_t count,
                             const struct rp_roster *roster, uint64_t slack_ns)
{
    struct rp_scene scene = {
        .rows = rows, .row_count = count, .roster = roster, .slack_ns = slack_ns};
    struct place *places = NULL;
    const bool has_room = make_room(&scene, &places);

    if (has_room) {
        find_calls(&scene);
        find_objects(&scene, places, find_places(&scene, places));
        find_arrivals(&scene);
        *out = scene;
    } else {
        rp_scene_release(&scene);
    }
    free(places);
    return has_room ? RP_OK : RP_E_NOMEM;
}

void rp_scene_release(struct rp_scene *scene)
{
    free(scene->lines);
    free(scene->calls);
    free(scene->row_calls);
    free(scene->row_objects);
    free(scene->objects);
    free(scene->object_rows);
    free(scene->members);
    free(scene->arrivals);
    memset(scene, 0, sizeof(*scene));
}

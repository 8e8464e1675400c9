/* wait_blame.c: from the ticks of a block of time to who waited for whom, and for what they did.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/waits/wait_blame.h"

#include <stdlib.h>

#include "analysis/waits/wait_times.h"

#define WHOLE             (UINT64_C(1) << 24) /* a rank's time, to be divided among those that wait */
#define LEAST             (WHOLE / 1024)      /* smaller parts are not passed on */
#define DEEPEST           16u                 /* nor those that went through so many ranks */
#define MOST_STEPS        100000u             /* of one moment */
#define INSTANT_NS_A_LINE UINT64_C(8000)
#define LEAST_INSTANT_NS  UINT64_C(200000)
#define MOST_INSTANT_NS   UINT64_C(8000000)
#define MOST_PARTS        1000u /* moments that one sample stands for */

/* One moment at which a line is looked at: `time_ns` are given to `context` of it. */
struct moment {
    const struct rp_scene *scene;
    struct rp_wait_sums *sums;
    uint64_t ns;
    uint64_t time_ns;
    enum rp_late_source source;
    uint32_t context;
    uint32_t rank;
    unsigned depth;
    unsigned steps;
    uint64_t part; /* of WHOLE, that is given to each now */
    uint32_t wait; /* context of the call that waits, for instants */
    bool first;    /* the sample itself is counted once */
};

/* ---- from a late line to those that wait for it ---- */

static void give(void *context, uint32_t call)
{
    struct moment *const it = context;
    const struct rp_scene_call *const waiting = &it->scene->calls[call];
    const uint32_t count = rp_scene_late_count(it->scene, call, it->ns);
    const uint64_t given = it->part;
    const struct rp_scene_visitor visitor = {give, it};
    struct rp_late_sum sum = {.wait = waiting->context,
                              .late = it->context,
                              .rank = it->rank,
                              .source = it->source,
                              .samples = it->first && it->source == RP_LATE_SAMPLE};

    if (count == 0 || it->steps++ > MOST_STEPS)
        return;
    it->first = false;
    it->part = given / count;
    sum.time_ns = (uint64_t)((unsigned __int128)it->time_ns * it->part / WHOLE);
    rp_wait_sums_add_late(it->sums, &sum);
    if (it->part >= LEAST && it->depth < DEEPEST) {
        it->depth++;
        rp_scene_each_waiter(it->scene, waiting->line, it->ns, &visitor);
        it->depth--;
    }
    it->part = given;
}

/* Within a call an instant knows all that a sample could say. */
static void blame_at(struct moment *it, uint32_t line)
{
    const struct rp_scene_visitor visitor = {give, it};

    if (rp_scene_call_at(it->scene, line, it->ns) != RP_SCENE_NONE)
        return;
    it->part = WHOLE;
    it->depth = 0;
    it->steps = 0;
    rp_scene_each_waiter(it->scene, line, it->ns, &visitor);
}

/* More ranks tell more at one instant. */
static uint64_t instant_distance(const struct rp_scene *scene)
{
    const uint64_t wanted_ns = scene->line_count * INSTANT_NS_A_LINE;

    return wanted_ns < LEAST_INSTANT_NS  ? LEAST_INSTANT_NS
           : wanted_ns > MOST_INSTANT_NS ? MOST_INSTANT_NS
                                         : wanted_ns;
}

/* A moment in a part of time, at a place in it that no rhythm can follow. */
static uint64_t moment_in(uint64_t start_ns, uint64_t part_ns)
{
    return start_ns + (part_ns > 0 ? rp_tick_hash(start_ns) % part_ns : 0);
}

/* ---- samples, and time in the kernel ---- */

/*
 * A sample that stands for several periods, as one that had to wait, is looked at in each of them,
 * but not before the line came out of its last call, nor in another block. Of time in the kernel
 * both ends are known, so it is looked at as often as instants are: at one moment of a rhythm
 * all others may already wait, or none.
 */
static void blame_row(const struct rp_blame *block, const struct rp_scene *scene, uint32_t row,
                      uint32_t line, struct rp_wait_sums *sums, const struct rp_wait_times *times)
{
    const struct rp_tick *const tick = &block->rows[row];
    const bool sleeps = tick->kind == RP_TICK_SLEEP;
    const uint64_t length_ns = sleeps ? tick->end_ns - tick->start_ns : tick->number;
    const uint64_t distance_ns = sleeps ? instant_distance(scene) : block->period_ns;
    uint64_t parts = (length_ns + distance_ns / 2) / distance_ns;
    struct moment it = {.scene = scene,
                        .sums = sums,
                        .source = sleeps ? RP_LATE_SLEEP : RP_LATE_SAMPLE,
                        .context = tick->context,
                        .rank = tick->rank,
                        .first = true};

    parts = parts < 1 ? 1 : parts > MOST_PARTS ? MOST_PARTS : parts;
    for (uint64_t i = 0; i < parts; i++) {
        const uint64_t end_ns = tick->end_ns - length_ns * i / parts;

        it.ns = sleeps ? moment_in(end_ns - length_ns / parts, length_ns / parts) : end_ns;
        it.time_ns = (length_ns / parts) << rp_wait_times_level(times);
        if (rp_wait_times_holds(times, tick->rank, it.ns))
            blame_at(&it, line);
    }
}

static void blame_rows(const struct rp_blame *block, const struct rp_scene *scene,
                       struct rp_wait_sums *sums, const struct rp_wait_times *times)
{
    uint32_t line = 0;

    for (uint32_t row = 0; row < block->row_count; row++) {
        const struct rp_tick *const tick = &block->rows[row];

        while (scene->lines[line].rank != tick->rank || scene->lines[line].thread != tick->thread)
            line++;
        if (tick->kind == RP_TICK_SAMPLE || tick->kind == RP_TICK_SLEEP)
            blame_row(block, scene, row, line, sums, times);
    }
}

/* ---- instants: who was late, whether a sample saw it or not ---- */

static void follow(void *context, uint32_t line)
{
    struct moment *const it = context;
    const uint64_t given = it->part;
    const struct rp_scene_visitor visitor = {follow, it};
    struct rp_late_sum sum = {
        .wait = it->wait, .rank = it->scene->lines[line].rank, .source = RP_LATE_INSTANT};
    uint32_t call, count;

    if (it->steps++ > MOST_STEPS)
        return;
    call = rp_scene_call_at(it->scene, line, it->ns);
    count = call == RP_SCENE_NONE ? 0 : rp_scene_late_count(it->scene, call, it->ns);
    if (count == 0 || it->depth >= DEEPEST || given < LEAST) {
        sum.late = call == RP_SCENE_NONE ? RP_NO_ROW : it->scene->calls[call].context;
        sum.time_ns = (uint64_t)((unsigned __int128)it->time_ns * given / WHOLE);
        rp_wait_sums_add_late(it->sums, &sum);
        return;
    }
    it->part = given / count;
    it->depth++;
    rp_scene_each_late(it->scene, call, it->ns, &visitor);
    it->depth--;
    it->part = given;
}

static void look_at(struct moment *it)
{
    const struct rp_scene_visitor visitor = {follow, it};

    for (uint32_t line = 0; line < it->scene->line_count; line++) {
        const uint32_t call = rp_scene_call_at(it->scene, line, it->ns);
        const uint32_t count =
            call == RP_SCENE_NONE ? 0 : rp_scene_late_count(it->scene, call, it->ns);

        if (count == 0)
            continue;
        it->wait = it->scene->calls[call].context;
        it->part = WHOLE / count;
        it->depth = 0;
        rp_scene_each_late(it->scene, call, it->ns, &visitor);
    }
}

/* One instant in each period. */
static void blame_instants(const struct rp_blame *block, const struct rp_scene *scene,
                           struct rp_wait_sums *sums, const struct rp_wait_times *times)
{
    const uint64_t period_ns = instant_distance(scene);
    struct moment it = {.scene = scene,
                        .sums = sums,
                        .source = RP_LATE_INSTANT,
                        .time_ns = period_ns << rp_wait_times_level(times)};

    for (uint64_t start_ns = block->start_ns; start_ns < block->end_ns; start_ns += period_ns) {
        it.ns = moment_in(start_ns, period_ns);
        it.steps = 0;
        if (rp_wait_times_holds(times, block->rows[0].rank, it.ns))
            look_at(&it);
    }
}

enum rp_status rp_blame_block(const struct rp_blame *block, struct rp_wait_sums *sums)
{
    struct rp_wait_times times = {0};
    struct rp_scene scene = {0};
    enum rp_status status = rp_wait_times_init(&times, block);

    if (status == RP_OK)
        status = rp_scene_make(&scene, block->rows, block->row_count, block->roster,
                               rp_wait_times_slack(block));
    if (status == RP_OK) {
        rp_wait_times_add(&times, &scene, sums);
        blame_rows(block, &scene, sums, &times);
        blame_instants(block, &scene, sums, &times);
        status = sums->status;
    }
    rp_scene_release(&scene);
    rp_wait_times_release(&times);
    return status;
}

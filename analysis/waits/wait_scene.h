/* wait_scene.h: who waits for whom at a moment, from the ticks of all ranks in a block of time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A rank waits in a call at moment t for those that are late: that come to the same meeting, or
 * send or receive the same message, after t and before the call ends. Who came after its end was
 * not waited for.
 */
#ifndef RANKPROF_ANALYSIS_WAITS_WAIT_SCENE_H
#define RANKPROF_ANALYSIS_WAITS_WAIT_SCENE_H

#include "analysis/input/roster.h"
#include "analysis/input/tick.h"

#define RP_SCENE_NONE UINT32_MAX

/* A thread of a rank, with its calls in their order. */
struct rp_scene_line {
    uint32_t rank; /* row of /ranks */
    uint32_t thread;
    uint32_t first_call;
    uint32_t call_count;
    uint32_t first_arrival; /* in the order of their moments */
    uint32_t arrival_count;
};

/* A call; its rows stand together and say for what it may have waited. */
struct rp_scene_call {
    uint64_t start_ns;
    uint64_t end_ns;
    uint32_t context;
    uint32_t line;
    uint32_t first_row;
    uint32_t row_count;
};

/* One that came to a meeting, or sent or received a message. */
struct rp_scene_member {
    uint64_t came_ns;
    uint32_t rank;
    uint32_t line;
};

/* A meeting or a message. */
struct rp_scene_object {
    uint32_t first_member; /* in the order in which they came, each rank once */
    uint32_t member_count;
    uint32_t first_row; /* in rp_scene.object_rows */
    uint32_t row_count;
    uint32_t root;     /* number among the members; RP_SCENE_NONE */
    uint64_t start_ns; /* the first of its calls began */
};

struct rp_scene_arrival {
    uint64_t came_ns;
    uint64_t nobody_ns; /* nobody waited before then for this one of the line or a later one */
    uint32_t object;
    uint32_t member;
};

struct rp_scene {
    const struct rp_tick *rows; /* sorted by rank, thread and time; not owned */
    size_t row_count;
    const struct rp_roster *roster;
    uint64_t slack_ns; /* by which moments of different nodes may be wrong */
    struct rp_scene_line *lines;
    size_t line_count;
    struct rp_scene_call *calls;
    size_t call_count;
    uint32_t *row_calls;   /* [row], RP_SCENE_NONE: it is none */
    uint32_t *row_objects; /* [row], RP_SCENE_NONE: it is of none */
    struct rp_scene_object *objects;
    size_t object_count;
    uint32_t *object_rows;
    struct rp_scene_member *members;
    size_t member_count;
    struct rp_scene_arrival *arrivals;
};

enum rp_status rp_scene_make(struct rp_scene *out, const struct rp_tick *rows, size_t count,
                             const struct rp_roster *roster, uint64_t slack_ns);
void rp_scene_release(struct rp_scene *scene); /* a zeroed one is allowed */

/* The call that the line is in at `ns`; RP_SCENE_NONE. */
uint32_t rp_scene_call_at(const struct rp_scene *scene, uint32_t line, uint64_t ns);

/* For how many the call waits at `ns`; one that is late for two of its messages counts twice. */
uint32_t rp_scene_late_count(const struct rp_scene *scene, uint32_t call, uint64_t ns);

/* Until when it waited: its start when it waited for nobody. */
uint64_t rp_scene_waited_until(const struct rp_scene *scene, uint32_t call);

/* Visits the lines for which the call waits at `ns`, as often as they are counted above. */
struct rp_scene_visitor {
    void (*visit)(void *context, uint32_t number);
    void *context;
};
void rp_scene_each_late(const struct rp_scene *scene, uint32_t call, uint64_t ns,
                        const struct rp_scene_visitor *visitor);

/* Visits the calls that wait at `ns` for the line, likewise. */
void rp_scene_each_waiter(const struct rp_scene *scene, uint32_t line, uint64_t ns,
                          const struct rp_scene_visitor *visitor);

#endif

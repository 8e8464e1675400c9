/* stacks_json.c: writes deaths, waits and all stacks as one JSON object.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <jansson.h>
#include <stdlib.h>

#include "analysis/live/stacks.h"
#include "analysis/report/terminal.h"

/* What is no text is shown as \xNN; JSON holds nothing but UTF-8. */
static json_t *text(const char *name)
{
    char *const safe = rp_text_safe(name, true);
    json_t *const string = json_string(safe ? safe : "");

    free(safe);
    return string;
}

static json_t *rank_list(const struct rp_rows *ranks)
{
    const uint32_t *const rows = ranks->rows;
    json_t *const list = json_array();

    for (size_t i = 0; i < ranks->count; i++)
        json_array_append_new(list, json_integer(rows[i]));
    return list;
}

static json_t *wait_object(const struct rp_stacks *stacks, const struct rp_stack_wait *wait)
{
    char *const doing = rp_stack_doing(stacks, &wait->of);
    json_t *const object = json_pack(
        "{s:o, s:o, s:o, s:I, s:f, s:o, s:o, s:I}", "call",
        text(rp_stacks_name(stacks, wait->call)), "text", text(doing ? doing : ""), "communicator",
        text(rp_stacks_name(stacks, wait->of.communicator)), "number", (json_int_t)wait->of.number,
        "seconds", wait->for_s, "ranks", rank_list(&wait->waiting), "missing",
        rank_list(&wait->missing), "unknown", (json_int_t)wait->unknown);

    free(doing);
    return object;
}

static json_t *thread_object(const struct rp_stacks *stacks, const struct rp_stack_thread *thread)
{
    static const char *const kinds[RP_STACK_KIND_COUNT] = {[RP_STACK_NONE] = "",
                                                           [RP_STACK_ASKED] = "asked",
                                                           [RP_STACK_STUCK] = "stuck",
                                                           [RP_STACK_KILLED] = "killed"};
    const uint32_t *const frames = (const uint32_t *)stacks->frames.rows + thread->first_frame;
    const char state[2] = {thread->state < 128 ? (char)thread->state : '?', '\0'};
    json_t *const stack = json_array();

    for (size_t i = 0; i < thread->frame_count; i++)
        json_array_append_new(stack, text(rp_stacks_name(stacks, frames[i])));
    return json_pack(
        "{s:I, s:I, s:o, s:s, s:s, s:f, s:o, s:o}", "rank", (json_int_t)thread->rank, "thread",
        (json_int_t)thread->tid, "name", text(rp_stacks_name(stacks, thread->name)), "noted",
        kinds[thread->kind < RP_STACK_KIND_COUNT ? thread->kind : 0], "state", state, "seconds",
        thread->for_s, "call", text(thread->call ? rp_stacks_name(stacks, thread->call) : ""),
        "stack", stack);
}

static json_t *rank_object(const struct rp_stacks *stacks, const struct rp_stack_rank *rank)
{
    json_t *const object =
        json_pack("{s:I, s:o, s:b}", "rank", (json_int_t)rank->rank, "node",
                  text(rp_stacks_name(stacks, rank->node)), "running", rank->is_running);

    if (rank->signal != 0)
        json_object_set_new(
            object, "death",
            json_pack("{s:I, s:I, s:f, s:f, s:I, s:I}", "signal", (json_int_t)rank->signal, "pid",
                      (json_int_t)rank->pid, "after_seconds", (double)rank->run_ns * 1e-9,
                      "at_seconds", (double)rank->death_ns * 1e-9, "resident_bytes",
                      (json_int_t)rank->resident_bytes, "oom_kills", (json_int_t)rank->oom_kills));
    return object;
}

void rp_stacks_json(const struct rp_stacks *stacks, const struct rp_rows *waits, FILE *out)
{
    const struct rp_stack_rank *const ranks = stacks->ranks.rows;
    const struct rp_stack_wait *const rows = waits->rows;
    const struct rp_stack_thread *const threads = stacks->threads.rows;
    json_t *const rank_rows = json_array();
    json_t *const wait_rows = json_array();
    json_t *const thread_rows = json_array();
    const double hang_s = rp_stacks_hang_s(stacks);
    json_t *object;

    for (size_t i = 0; i < stacks->ranks.count; i++)
        json_array_append_new(rank_rows, rank_object(stacks, &ranks[i]));
    for (size_t i = 0; i < waits->count; i++)
        json_array_append_new(wait_rows, wait_object(stacks, &rows[i]));
    for (size_t i = 0; i < stacks->threads.count; i++)
        json_array_append_new(thread_rows, thread_object(stacks, &threads[i]));
    object = json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:I}", "schema", "rankprof.stacks/1",
                       "without_progress_seconds", hang_s >= 0 ? json_real(hang_s) : json_null(),
                       "ranks", rank_rows, "waits", wait_rows, "threads", thread_rows, "unreadable",
                       (json_int_t)stacks->unreadable, "silent", (json_int_t)stacks->silent);
    json_dumpf(object, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(object);
}

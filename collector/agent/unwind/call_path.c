/* call_path.c: the calling context of a thread in its tree, from its stack.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Native frames and those of an interpreter are found apart and put together here: an interpreted
 * frame says which address on the stack its interpreter's native frame holds, and stands in place
 * of that native frame. The addresses of one stack fall from the outermost frame inwards, and so do
 * those of the interpreted ones; whatever does not fit is left out and counted.
 */
#include "collector/agent/unwind/call_path.h"

#include "collector/agent/agent.h"
#include "collector/agent/python/python.h"

static struct rp_segment_context context_of(const struct rp_frame *frame)
{
    const struct rp_module *const module = frame->module;
    struct rp_segment_context context = {0, RP_CONTEXT_CODE, RP_MODULE_NONE, frame->address};

    if (module && module->id < RP_SEGMENT_MODULES) {
        context.module = (uint16_t)module->id;
        context.offset = frame->address - module->bias;
    }
    return context;
}

/* Where the descent from the outermost frame to the leaf has come to. */
struct descent {
    struct rp_thread *thread;
    uint32_t node;
    uint32_t interpreted; /* frames of the interpreter that were passed */
    bool is_refused;      /* the tree is full */
};

/* To the child of the present context, by a frame that is known as `edge`. */
static void enter(struct descent *at, const struct rp_segment_context *context, uint64_t frame)
{
    struct rp_edge *const edge = rp_recent_edge(&at->thread->edges, at->node, frame);
    const uint32_t child = rp_context_tree_child(&at->thread->tree, at->node, context);

    at->is_refused = child == at->node;
    if (!at->is_refused)
        *edge = (struct rp_edge){frame, at->node, child};
    at->node = child;
}

static bool enter_again(struct descent *at, uint64_t frame)
{
    const struct rp_edge *const edge = rp_recent_edge(&at->thread->edges, at->node, frame);

    if (edge->child == 0 || edge->frame != frame || edge->parent != at->node)
        return false;
    at->node = edge->child;
    return true;
}

static void enter_code(struct descent *at, const struct rp_frame *frame)
{
    const uint64_t edge = rp_edge_of_code(frame->address);

    if (!enter_again(at, edge)) {
        const struct rp_segment_context context = context_of(frame);

        enter(at, &context, edge);
    }
}

/* The place of interpreted frame `index`, counted inwards; 0: there is none. */
static uintptr_t place_of(const struct rp_interpreted *list, size_t index)
{
    return index < list->count ? rp_interpreted_at(list, index)->place : 0;
}

static uintptr_t next_place(const struct descent *at)
{
    return place_of(&at->thread->interpreted, at->interpreted);
}

static void enter_interpreted(struct descent *at)
{
    struct rp_interpreted *const list = &at->thread->interpreted;
    const struct rp_interpreted_frame *const frame = rp_interpreted_at(list, at->interpreted);
    const struct rp_segment_context context = {0, RP_CONTEXT_INTERPRETED, RP_MODULE_NONE,
                                               frame->name};
    const uint64_t edge = rp_edge_of_interpreted(frame->name);

    if (!enter_again(at, edge))
        enter(at, &context, edge);
    if (!at->is_refused)
        list->known[at->interpreted++] = *frame;
}

/* It lies in no native frame: nothing is to be taken for it in the next walk. */
static void pass_interpreted(struct descent *at)
{
    struct rp_interpreted *const list = &at->thread->interpreted;

    list->is_missing = true;
    list->known[at->interpreted].name = 0;
    at->interpreted++;
}

/* Those that are run by the native frame with this part of the stack; false: there are none. */
static bool enter_all_interpreted(struct descent *at, uintptr_t low, uintptr_t high)
{
    while (next_place(at) >= high)
        pass_interpreted(at);
    const uintptr_t place = next_place(at);
    if (place < low)
        return false;
    while (next_place(at) == place && !at->is_refused)
        enter_interpreted(at);
    return true;
}

/* The frames of the walk, outer ones first; ends early only when the tree is full. */
static void descend(struct descent *at, const struct rp_memo_walk *walk)
{
    struct rp_memo *const memo = &at->thread->memo;

    for (size_t i = walk->fresh; i > 0 && !at->is_refused; i--) {
        const struct rp_walked *const walked = &memo->fresh[i - 1];
        const uintptr_t caller_sp = rp_memo_caller_sp(memo, walk, i - 1);

        if (!enter_all_interpreted(at, walked->sp, caller_sp) &&
            !rp_agent_is_own(at->thread->agent, walked->frame.module))
            enter_code(at, &walked->frame);
        if (!at->is_refused)
            rp_memo_push(memo, i - 1, (struct rp_memo_note){at->node, at->interpreted});
    }
    at->thread->interpreted.is_missing |= next_place(at) != 0 && !at->is_refused;
}

/* Apart, for what it needs on the stack costs time even where there is no interpreter. */
__attribute__((noinline)) static void read_interpreted(struct rp_thread *thread, uintptr_t sp)
{
    struct rp_agent *const agent = thread->agent;
    struct rp_python_memory memory = {.is_first_thread = thread->is_first,
                                      .pid = agent->header->pid,
                                      .page = thread->python_page};

    rp_memory_init(&memory.probed, &thread->stack, sp);
    rp_python_stack(agent->python, &memory, agent->header, &thread->interpreted);
    rp_interpreted_compare(&thread->interpreted);
}

static void find_interpreted(struct rp_thread *thread, uintptr_t sp)
{
    rp_interpreted_start(&thread->interpreted);
    if (rp_python_is_there(thread->agent->python))
        read_interpreted(thread, sp);
}

/* How many of the frames found unchanged run the same interpreted frames as before. */
static size_t count_unchanged(const struct rp_thread *thread, const struct rp_memo_walk *walk)
{
    const struct rp_interpreted *const list = &thread->interpreted;
    size_t count = walk->common;

    for (; count > 0; count--) {
        const struct rp_memo_frame *const frame = &thread->memo.frames[count - 1];

        if (frame->interpreted <= list->same && place_of(list, frame->interpreted) < frame->at.sp)
            break;
    }
    return count;
}

/* Where a stack with that end begins: in the region of the thread. */
static uint32_t find_base(struct rp_thread *thread, enum rp_unwind_end end)
{
    static const struct rp_segment_context partial = {0, RP_CONTEXT_PARTIAL, RP_MODULE_NONE, 0};
    const uint32_t region = thread->region.node;

    return end == RP_UNWIND_COMPLETE ? region
                                     : rp_context_tree_child(&thread->tree, region, &partial);
}

static uint32_t find_context(struct rp_thread *thread, struct rp_memo_walk *walk)
{
    struct descent at = {.thread = thread};
    size_t common = 0;

    rp_recent_edges_start(&thread->edges, thread->memo.epoch);
    find_interpreted(thread, walk->sp);
    if (!rp_region_has_moved(thread))
        common = count_unchanged(thread, walk);
    rp_memo_reopen(&thread->memo, common, walk);
    if (walk->common > 0) {
        at.node = thread->memo.frames[walk->common - 1].node;
        at.interpreted = thread->memo.frames[walk->common - 1].interpreted;
    } else {
        at.node = find_base(thread, walk->end);
    }
    descend(&at, walk);
    /* A stack that is not complete is not remembered. */
    thread->interpreted.remembered = walk->end == RP_UNWIND_COMPLETE ? at.interpreted : 0;
    return at.node;
}

uint32_t rp_call_path_of(struct rp_thread *thread, const ucontext_t *context,
                         enum rp_unwind_end *end)
{
    struct rp_memo_walk walk;

    rp_memo_walk(&thread->memo, thread->agent->modules, context, &thread->stack, &walk);
    *end = walk.end;
    return find_context(thread, &walk);
}

/* What lies between here and the caller is ours, and costs half of the walk of a usual stack. */
uint32_t rp_call_path_from(struct rp_thread *thread, const struct rp_caller *caller)
{
    const struct rp_frame_registers registers = {rp_arch_strip(caller->pc), caller->sp, caller->fp};
    enum rp_unwind_end unused;
    struct rp_memo_walk walk;

    if (!rp_memo_walk_caller(&thread->memo, thread->agent->modules, &registers, &thread->stack,
                             &walk))
        return rp_call_path_here(thread, &unused);
    return find_context(thread, &walk);
}

uint32_t rp_call_path_here(struct rp_thread *thread, enum rp_unwind_end *end)
{
    struct rp_registers registers;
    struct rp_memo_walk walk;

    rp_registers_here(&registers);
    rp_memo_walk_from(&thread->memo, thread->agent->modules, &registers, &thread->stack, &walk);
    *end = walk.end;
    return find_context(thread, &walk);
}

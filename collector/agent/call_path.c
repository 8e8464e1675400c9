/* call_path.c: the calling context of a thread in its tree, from its stack.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/call_path.h"

#include "collector/agent/agent.h"

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

/* Adds `depth` frames, outer ones first, below `node`; ends early only when the tree is full. */
static uint32_t descend(struct rp_thread *thread, size_t depth, uint32_t node)
{
    for (size_t i = depth; i > 0; i--) {
        const struct rp_frame *const frame = &thread->frames[i - 1];

        if (!rp_agent_is_own(thread->agent, frame->module)) {
            const struct rp_segment_context context = context_of(frame);
            const uint32_t child = rp_context_tree_child(&thread->tree, node, &context);

            if (child == node)
                break;
            node = child;
        }
        rp_memo_push(&thread->memo, i - 1, node);
    }
    return node;
}

/* Where a stack with that end begins. */
static uint32_t find_base(struct rp_thread *thread, enum rp_unwind_end end)
{
    static const struct rp_segment_context partial = {0, RP_CONTEXT_PARTIAL, RP_MODULE_NONE, 0};

    return end == RP_UNWIND_COMPLETE ? 0 : rp_context_tree_child(&thread->tree, 0, &partial);
}

static uint32_t find_context(struct rp_thread *thread, const struct rp_memo_walk *walk)
{
    const uint32_t node =
        walk->common > 0 ? rp_memo_node(&thread->memo) : find_base(thread, walk->end);

    return descend(thread, walk->fresh, node);
}

uint32_t rp_call_path_of(struct rp_thread *thread, const ucontext_t *context,
                         enum rp_unwind_end *end)
{
    struct rp_memo_walk walk;

    rp_memo_walk(&thread->memo, thread->agent->modules, context, &thread->stack, thread->frames,
                 &walk);
    *end = walk.end;
    return find_context(thread, &walk);
}

uint32_t rp_call_path_here(struct rp_thread *thread, enum rp_unwind_end *end)
{
    struct rp_registers registers;
    struct rp_memo_walk walk;

    rp_registers_here(&registers);
    rp_memo_walk_from(&thread->memo, thread->agent->modules, &registers, &thread->stack,
                      thread->frames, &walk);
    *end = walk.end;
    return find_context(thread, &walk);
}

/* python_stack.c: what a thread runs in Python, frame by frame.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A call from Python to Python makes no native frame: one evaluation loop, a native frame of
 * _PyEval_EvalFrameDefault(), runs a chain of Python frames. Something of each loop lies on the C
 * stack, within its native frame: up to 3.12 a record that leads to the innermost frame, from 3.12
 * on a frame of no code that the outermost one is called from. That tells, whatever has become of
 * the function's symbol, which native frame runs which Python frames.
 */
#include <string.h>

#include "collector/agent/python/python.h"

struct chain {
    const struct rp_python_layout *layout;
    struct rp_python_memory *memory;
    struct rp_interpreted *out;
    uintptr_t loop;    /* record on the C stack; 0: the version has none */
    uintptr_t frame;   /* the next one outwards; 0: none */
    size_t loop_first; /* where the frames of the running loop begin in `out` */
    bool is_innermost; /* the next frame, of all */
    bool is_cut;       /* the chain could not be followed */
};

/* _PyInterpreterFrame, without its variables. */
struct copied_frame {
    uintptr_t words[RP_PYTHON_FRAME_BYTES / sizeof(uintptr_t)];
};

static uintptr_t word_of(const struct copied_frame *frame, uint16_t offset)
{
    return frame->words[offset / sizeof(uintptr_t)];
}

static uint8_t byte_of(const struct copied_frame *frame, uint16_t offset)
{
    return ((const uint8_t *)frame->words)[offset];
}

static bool read_word(struct chain *chain, uintptr_t address, uintptr_t *out)
{
    return rp_python_copy(chain->memory, address, out, sizeof *out);
}

static bool is_in(const struct rp_python_range *chunk, uintptr_t frame)
{
    return frame >= chunk->low && frame < chunk->high;
}

static void trust_chunk(struct chain *chain, uintptr_t chunk)
{
    struct rp_python_memory *const memory = chain->memory;
    if (memory->trusts_state && chunk != 0)
        rp_python_trust(&memory->chunk, chunk, rp_python_word(chunk + RP_PYTHON_CHUNK_BYTES));
}

/* A frame in the chunk before the one that was read last makes that one readable. */
static void trust_chunk_of(struct chain *chain, uintptr_t frame)
{
    struct rp_python_range *const chunk = &chain->memory->chunk;
    const struct rp_python_range last = *chunk;
    if (last.low == 0 || is_in(&last, frame) || rp_memory_on_stack(&chain->memory->probed, frame))
        return;
    trust_chunk(chain, rp_python_word(last.low + RP_PYTHON_CHUNK_PREVIOUS));
    if (!is_in(chunk, frame)) /* it is in no chunk: a generator's */
        *chunk = last;
}

static bool start(struct chain *chain, uintptr_t thread)
{
    const struct rp_python_layout *const layout = chain->layout;
    uintptr_t chunk;
    if (read_word(chain, thread + layout->thread_chunk, &chunk))
        trust_chunk(chain, chunk);
    if (layout->thread_loop == 0)
        return read_word(chain, thread + layout->thread_frame, &chain->frame);
    return read_word(chain, thread + layout->thread_loop, &chain->loop) &&
           read_word(chain, chain->loop + layout->loop_frame, &chain->frame);
}

/* The frames since the last loop's are run at `place`. */
static void end_loop(struct chain *chain, uintptr_t place)
{
    struct rp_interpreted *const out = chain->out;
    if (!rp_memory_on_stack(&chain->memory->probed, place)) {
        out->is_missing |= out->count > chain->loop_first;
        out->count = chain->loop_first;
    }
    for (size_t i = chain->loop_first; i < out->count; i++)
        out->frames[i].place = place;
    chain->loop_first = out->count;
}

/* To the loop further out, whose innermost frame must be the one that called this loop's. */
static bool leave_loop(struct chain *chain, uintptr_t caller)
{
    uintptr_t loop, frame;
    end_loop(chain, chain->loop);
    if (caller == 0)
        return true;
    if (!read_word(chain, chain->loop + chain->layout->loop_previous, &loop) ||
        !read_word(chain, loop + chain->layout->loop_frame, &frame) || frame != caller)
        return false;
    chain->loop = loop;
    return true;
}

static void add(struct chain *chain, struct rp_python *python, struct rp_segment_header *segment,
                const struct copied_frame *frame)
{
    const struct rp_python_layout *const layout = chain->layout;
    const struct rp_python_place place = {.code = word_of(frame, layout->frame_code),
                                          .instruction = word_of(frame, layout->frame_instruction),
                                          .is_stable = !chain->is_innermost};
    struct rp_interpreted_frame added = {0};
    const enum rp_python_answer answer =
        rp_python_code_name(&python->codes, layout, chain->memory, segment, &place, &added.name);
    chain->is_innermost = false;
    if (answer == RP_PYTHON_NAMED)
        chain->is_cut |= !rp_interpreted_add(chain->out, &added);
    chain->out->is_missing |= answer == RP_PYTHON_UNKNOWN;
}

/* Takes the next frame outwards; false at the end of what can be followed. */
static bool follow(struct chain *chain, struct rp_python *python, struct rp_segment_header *segment)
{
    const struct rp_python_layout *const layout = chain->layout;
    struct copied_frame frame;
    if (chain->frame == 0 || chain->is_cut)
        return false;
    trust_chunk_of(chain, chain->frame);
    if (!rp_python_copy(chain->memory, chain->frame, &frame, sizeof frame)) {
        chain->is_cut = true;
        return false;
    }
    const uintptr_t caller = word_of(&frame, layout->frame_previous);
    const bool is_of_loop = layout->frame_is_entry == 0 &&
                            byte_of(&frame, layout->frame_owner) == RP_PYTHON_OWNED_BY_LOOP;
    if (is_of_loop)
        end_loop(chain, chain->frame);
    else
        add(chain, python, segment, &frame);
    if (layout->frame_is_entry != 0 && byte_of(&frame, layout->frame_is_entry))
        chain->is_cut |= !leave_loop(chain, caller);
    chain->frame = caller;
    return true;
}

static void walk(struct chain *chain, struct rp_python *python, struct rp_segment_header *segment,
                 uintptr_t thread)
{
    struct rp_interpreted *const out = chain->out;
    size_t steps = 0;
    chain->is_cut = !start(chain, thread);
    while (steps < out->capacity && follow(chain, python, segment))
        steps++;
    out->is_missing |= chain->is_cut || chain->frame != 0 || out->count > chain->loop_first;
    out->count = chain->loop_first;
    if (out->count > 0 && !out->is_missing)
        atomic_store_explicit(&python->is_proved, true, memory_order_relaxed);
}

void rp_python_stack(struct rp_python *python, struct rp_python_memory *memory,
                     struct rp_segment_header *segment, struct rp_interpreted *out)
{
    const struct rp_python_layout *const layout =
        atomic_load_explicit(&python->layout, memory_order_acquire);
    struct chain chain = {.layout = layout, .memory = memory, .out = out, .is_innermost = true};
    memory->trusts_state =
        memory->is_first_thread && atomic_load_explicit(&python->is_proved, memory_order_relaxed);
    const uintptr_t thread = layout != NULL ? rp_python_thread(python, layout, memory) : 0;
    out->is_missing |= layout == NULL;
    if (thread != 0)
        walk(&chain, python, segment, thread);
}

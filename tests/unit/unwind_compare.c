/* unwind_compare.c: what the tests of the unwinder expect of a walk, and what they have seen.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/unwind_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/unwind_oracle.h"
#include "tests/unit/unwind_stepping.h"

struct rp_modules *modules;
struct rp_stack_bounds own_stack;

struct seen seen;

static size_t walk_ours(const ucontext_t *context, uintptr_t *out)
{
    struct rp_frame frames[FRAMES_MAX];
    enum rp_unwind_end end;
    const size_t count = rp_unwind(modules, context, &own_stack, frames, FRAMES_MAX, &end);
    for (size_t i = 0; i < count; i++)
        out[i] = frames[i].address;
    seen.ends[end]++;
    return count;
}

/*
 * The start of a fiber is not after a call: ours is its pc, the oracle's cannot be told from
 * others.
 */
static bool is_same_walk(const uintptr_t *ours, size_t ours_count, const uintptr_t *theirs,
                         size_t theirs_count)
{
    if (ours_count != theirs_count || ours_count == 0)
        return ours_count == theirs_count;
    const size_t last = ours_count - 1;
    return memcmp(ours, theirs, last * sizeof ours[0]) == 0 &&
           (ours[last] == theirs[last] || ours[last] == theirs[last] + 1);
}

/*
 * Code that the oracle has no information of: entries of the procedure linkage table on aarch64.
 * The callers are then those of the stop before, and perhaps what was called from there.
 */
static bool is_unknown_to_oracle(const uintptr_t *theirs, size_t theirs_count)
{
    return theirs_count == 1 && !unwind_oracle_knows(theirs[0]);
}

static struct {
    size_t count;
    uintptr_t addresses[FRAMES_MAX];
} known_before;

static bool follows_known_walk(const uintptr_t *ours, size_t ours_count)
{
    const uintptr_t *before = known_before.addresses;
    const size_t callers_before = known_before.count - 1;
    const uintptr_t inside_call = before[0] + STEPPING_CALL_BYTES - 1;
    if (is_same_walk(ours + 1, ours_count - 1, before + 1, callers_before))
        return true;
    return ours_count > 1 && ours[1] == inside_call &&
           is_same_walk(ours + 2, ours_count - 2, before + 1, callers_before);
}

static bool is_right(const uintptr_t *ours, size_t ours_count, const uintptr_t *theirs,
                     size_t theirs_count)
{
    if (is_unknown_to_oracle(theirs, theirs_count))
        return follows_known_walk(ours, ours_count);
    known_before.count = theirs_count;
    memcpy(known_before.addresses, theirs, theirs_count * sizeof theirs[0]);
    return is_same_walk(ours, ours_count, theirs, theirs_count);
}

static void keep_difference(const uintptr_t *ours, size_t ours_count, const uintptr_t *theirs,
                            size_t theirs_count)
{
    if (seen.differences++ > 0)
        return;
    seen.ours_count = ours_count;
    seen.theirs_count = theirs_count;
    memcpy(seen.ours, ours, ours_count * sizeof ours[0]);
    memcpy(seen.theirs, theirs, theirs_count * sizeof theirs[0]);
}

void compare_walks(const ucontext_t *context)
{
    uintptr_t ours[FRAMES_MAX], theirs[FRAMES_MAX];
    const size_t ours_count = walk_ours(context, ours);
    const size_t theirs_count = unwind_oracle_walk(context, theirs, FRAMES_MAX);
    seen.stops++;
    seen.frames += ours_count;
    if (is_right(ours, ours_count, theirs, theirs_count))
        return;
    keep_difference(ours, ours_count, theirs, theirs_count);
}

/* What the test function returns to, and all above. */
static struct {
    size_t count;
    uintptr_t addresses[FRAMES_MAX];
} callers;

void find_callers(void)
{
    struct rp_frame frames[FRAMES_MAX];
    enum rp_unwind_end end;
    ucontext_t here;
    getcontext(&here);
    callers.count = rp_unwind(modules, &here, &own_stack, frames, FRAMES_MAX, &end) - 2;
    for (size_t i = 0; i < callers.count; i++)
        callers.addresses[i] = frames[i + 2].address;
}

/* Without an oracle: every walk ends with the callers of the test function. */
void walk_to_callers(const ucontext_t *context)
{
    uintptr_t ours[FRAMES_MAX];
    const size_t count = walk_ours(context, ours);
    seen.stops++;
    seen.frames += count;
    if (count < callers.count || memcmp(ours + count - callers.count, callers.addresses,
                                        callers.count * sizeof ours[0]) != 0)
        keep_difference(ours, count, callers.addresses, callers.count);
}

static void print_walk(const char *title, const uintptr_t *addresses, size_t count)
{
    print_message("%s\n", title);
    for (size_t i = 0; i < count; i++) {
        const struct rp_module *module = rp_module_find(modules, addresses[i]);
        print_message("  %s+%#lx\n", module ? module->path : "?",
                      addresses[i] - (module ? module->bias : 0));
    }
}

void expect_complete_but_for(unsigned long at_most)
{
    for (int i = 0; i < RP_UNWIND_END_COUNT; i++) {
        if (seen.ends[i] > 0)
            print_message("%lu: %s\n", seen.ends[i], rp_unwind_end_text((enum rp_unwind_end)i));
    }
    assert_true(seen.stops > 3);
    assert_in_range(seen.ends[RP_UNWIND_COMPLETE], seen.stops - at_most, seen.stops);
    assert_in_range(seen.differences, 0, at_most);
}

void expect_no_difference(void)
{
    if (!unwind_oracle_exists)
        skip();
    print_message("%lu stops, %.1f frames on average\n", seen.stops,
                  (double)seen.frames / (double)seen.stops);
    if (seen.differences > 0) {
        print_walk("first difference, ours:", seen.ours, seen.ours_count);
        print_walk("expected (or its end):", seen.theirs, seen.theirs_count);
    }
    assert_true(seen.stops > 50);
    assert_int_equal(seen.differences, 0);
    expect_complete_but_for(0);
}

/* test_unwind.c: walks of real stacks, at every single instruction, against another unwinder.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "collector/agent/unwind.h"
#include "tests/unit/unwind_oracle.h"
#include "tests/unit/unwind_samples.h"
#include "tests/unit/unwind_stepping.h"

enum { FRAMES_MAX = 128, ALTERNATE_BYTES = 1 << 20, STOPS_MAX = 4000 };

static struct rp_modules *modules;
static struct rp_stack_bounds own_stack;

/* What the stops of one test have found. Written in the signal handler. */
static struct {
    unsigned long stops, frames, differences, ends[RP_UNWIND_END_COUNT];
    size_t ours_count, theirs_count; /* of the first difference */
    uintptr_t ours[FRAMES_MAX], theirs[FRAMES_MAX];
} seen;

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

/* Keeps the first one. */
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

static void compare_walks(const ucontext_t *context)
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

static void find_callers(void)
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
static void walk_to_callers(const ucontext_t *context)
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

/* The thread sanitizer calls handlers at a moment of its own: no signal nests in another there. */
#ifdef __SANITIZE_THREAD__
enum { SIGNALS_NEST = 0 };
#else
enum { SIGNALS_NEST = 1 };
#endif

static void expect_complete_but_for(unsigned long at_most)
{
    for (int i = 0; i < RP_UNWIND_END_COUNT; i++) {
        if (seen.ends[i] > 0)
            print_message("%lu: %s\n", seen.ends[i], rp_unwind_end_text((enum rp_unwind_end)i));
    }
    assert_true(seen.stops > 3);
    assert_in_range(seen.ends[RP_UNWIND_COMPLETE], seen.stops - at_most, seen.stops);
    assert_in_range(seen.differences, 0, at_most);
}

static void expect_no_difference(void)
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

static void step_through(void (*sample)(int))
{
    stepping_start(STOPS_MAX);
    sample(1);
    stepping_stop();
}

static int prepare(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    stepping_install(compare_walks);
    return 0;
}

#define SAMPLE_TEST(name, sample)                                                                  \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        sample(1); /* binds its calls */                                                           \
        step_through(sample);                                                                      \
        expect_no_difference();                                                                    \
    }
SAMPLE_TEST(walks_recursion, sample_recursion)
SAMPLE_TEST(walks_frames_of_run_time_size, sample_dynamic_stack)
SAMPLE_TEST(walks_realigned_frames, sample_realigned_stack)
SAMPLE_TEST(walks_callbacks_from_the_c_library, sample_sort_callbacks)
SAMPLE_TEST(walks_the_vdso, sample_vdso)
SAMPLE_TEST(walks_formatted_output, sample_formatting)
SAMPLE_TEST(walks_the_allocator, sample_allocation)

static void walks_the_loaders_resolver(void **state)
{
    (void)state;
    find_callers();
    if (!unwind_oracle_walks_resolver)
        stepping_install(walk_to_callers);
    step_through(sample_lazy_binding);
    expect_no_difference();
}

static void on_nested(int number)
{
    (void)number;
    step_through(sample_recursion);
}

static void on_outer(int number)
{
    (void)number;
    raise(SIGURG);
}

static void raise_nested(int flags)
{
    struct sigaction action = {.sa_handler = on_outer, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR2, &action, NULL);
    action.sa_handler = on_nested;
    action.sa_flags = 0;
    sigaction(SIGURG, &action, NULL);
    raise(SIGUSR2);
}

static void walks_a_signal_in_a_signal_handler(void **state)
{
    (void)state;
    if (!SIGNALS_NEST)
        skip();
    raise_nested(0);
    expect_no_difference();
}

static void walks_from_an_alternate_stack_to_the_threads_own(void **state)
{
    (void)state;
    stack_t alternate = {.ss_sp = malloc(ALTERNATE_BYTES), .ss_size = ALTERNATE_BYTES};
    const stack_t none = {.ss_flags = SS_DISABLE};
    if (!SIGNALS_NEST)
        skip();
    assert_int_equal(sigaltstack(&alternate, NULL), 0);
    raise_nested(SA_ONSTACK);
    assert_int_equal(sigaltstack(&none, NULL), 0);
    free(alternate.ss_sp);
    expect_no_difference();
}

static ucontext_t main_context, fiber_context;

static void run_fiber(void)
{
    step_through(sample_recursion);
    step_through(sample_sort_callbacks);
}

static void walks_a_stack_of_the_programs_own_making(void **state)
{
    (void)state;
    char *stack = malloc(ALTERNATE_BYTES);
    assert_int_equal(getcontext(&fiber_context), 0);
    fiber_context.uc_stack.ss_sp = stack;
    fiber_context.uc_stack.ss_size = ALTERNATE_BYTES;
    fiber_context.uc_link = &main_context;
    makecontext(&fiber_context, run_fiber, 0);
    assert_int_equal(swapcontext(&main_context, &fiber_context), 0);
    free(stack);
    expect_no_difference();
}

static void *run_thread(void *argument)
{
    const struct rp_stack_bounds saved = own_stack;
    own_stack = (struct rp_stack_bounds){0, 0}; /* unknown bounds */
    step_through(sample_recursion);
    own_stack = saved;
    return argument;
}

static void walks_a_thread_of_unknown_bounds_to_its_start(void **state)
{
    pthread_t thread;
    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, run_thread, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    expect_no_difference();
}

static void goes_on_over_code_without_information(void **state)
{
    (void)state;
    /* One stop cannot be told: after the push of the frame pointer, before it is set. */
    find_callers();
    stepping_install(walk_to_callers);
    stepping_start(STOPS_MAX);
    sample_no_cfi(sample_recursion, 1);
    sample_no_cfi_leaf();
    stepping_stop();
    expect_complete_but_for(1);
}

static void goes_on_over_code_made_at_run_time(void **state)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void (*function)(void);
    (void)state;
    assert_true(page != MAP_FAILED);
    memcpy(page, sample_leaf_code, sample_leaf_code_bytes);
    __builtin___clear_cache(page, (char *)page + sample_leaf_code_bytes);
    memcpy(&function, &page, sizeof function);
    assert_int_equal(mprotect(page, 4096, PROT_READ | PROT_EXEC), 0);
    find_callers();
    stepping_install(walk_to_callers);
    stepping_start(STOPS_MAX);
    function();
    stepping_stop();
    munmap(page, 4096);
    expect_complete_but_for(0);
}

static void stops_at_the_capacity_and_says_so(void **state)
{
    struct rp_frame all[FRAMES_MAX], few[3];
    enum rp_unwind_end end;
    ucontext_t context;
    (void)state;
    assert_int_equal(getcontext(&context), 0);
    assert_true(rp_unwind(modules, &context, &own_stack, all, FRAMES_MAX, &end) > 3);
    assert_int_equal(end, RP_UNWIND_COMPLETE);
    assert_int_equal(rp_unwind(modules, &context, &own_stack, few, 3, &end), 3);
    assert_int_equal(end, RP_UNWIND_TOO_DEEP);
    assert_memory_equal(few, all, sizeof few);
}

/* Real code addresses with senseless registers, some of which point near real memory. */
static void scramble(ucontext_t *context, const ucontext_t *real)
{
    *context = *real;
    const struct stepping_registers registers = stepping_registers(context);
    const uint64_t real_sp = *registers.sp;
    for (size_t i = 0; i < registers.count; i++) {
        const uint64_t noise = ((uint64_t)random() << 33) ^ (uint64_t)random() << 11;
        if (random() % 3 == 0)
            registers.values[i] = noise;
        else if (random() % 2 == 0)
            registers.values[i] += (uint64_t)(random() % 4096 * 8 - 8192);
    }
    const struct rp_module *module =
        rp_module_at(modules, (uint32_t)random() % rp_module_count(modules));
    const uintptr_t text_bytes = module->text_high - module->text_low;
    const uintptr_t pc = module->text_low + (uintptr_t)random() % text_bytes;
    if (random() % 4 != 0)
        *registers.pc = pc;
    /* A running thread's sp may point anywhere but into a hole of its own stack. */
    const uintptr_t sp = *registers.sp;
    if (rp_memory_on_stack(&(struct rp_memory){.stack = own_stack}, sp) && sp < (uintptr_t)&sp)
        *registers.sp = real_sp;
}

static void survives_senseless_registers(void **state)
{
    struct rp_frame frames[FRAMES_MAX];
    enum rp_unwind_end end;
    ucontext_t real, context;
    (void)state;
    srandom(7);
    assert_int_equal(getcontext(&real), 0);
    for (int i = 0; i < 200000; i++) {
        scramble(&context, &real);
        const size_t count = rp_unwind(modules, &context, &own_stack, frames, FRAMES_MAX, &end);
        assert_in_range(count, 1, FRAMES_MAX);
        seen.ends[end]++;
    }
    for (int i = 0; i < RP_UNWIND_END_COUNT; i++)
        print_message("%7lu: %s\n", seen.ends[i], rp_unwind_end_text((enum rp_unwind_end)i));
}

static void find_own_stack(void)
{
    pthread_attr_t attributes;
    void *low;
    size_t bytes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &low, &bytes);
    pthread_attr_destroy(&attributes);
    own_stack = (struct rp_stack_bounds){(uintptr_t)low, (uintptr_t)low + bytes};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(walks_the_loaders_resolver, prepare),
        cmocka_unit_test_setup(walks_recursion, prepare),
        cmocka_unit_test_setup(walks_frames_of_run_time_size, prepare),
        cmocka_unit_test_setup(walks_realigned_frames, prepare),
        cmocka_unit_test_setup(walks_callbacks_from_the_c_library, prepare),
        cmocka_unit_test_setup(walks_the_vdso, prepare),
        cmocka_unit_test_setup(walks_formatted_output, prepare),
        cmocka_unit_test_setup(walks_the_allocator, prepare),
        cmocka_unit_test_setup(walks_a_signal_in_a_signal_handler, prepare),
        cmocka_unit_test_setup(walks_from_an_alternate_stack_to_the_threads_own, prepare),
        cmocka_unit_test_setup(walks_a_stack_of_the_programs_own_making, prepare),
        cmocka_unit_test_setup(walks_a_thread_of_unknown_bounds_to_its_start, prepare),
        cmocka_unit_test_setup(goes_on_over_code_without_information, prepare),
        cmocka_unit_test_setup(goes_on_over_code_made_at_run_time, prepare),
        cmocka_unit_test_setup(stops_at_the_capacity_and_says_so, prepare),
        cmocka_unit_test_setup(survives_senseless_registers, prepare),
    };
    find_own_stack();
    if (rp_modules_init(&modules, NULL, NULL) != RP_OK)
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

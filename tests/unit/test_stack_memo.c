/* test_stack_memo.c: walks with a memo are the walks without it, whatever happens to the stack.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <alloca.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/recorder.h"
#include "tests/unit/memo_compare.h"
#include "tests/unit/unwind_samples.h"
#include "tests/unit/unwind_stepping.h"

#define NOINLINE __attribute__((noinline, noclone))

enum {
    STOPS_MAX = 4000,
    ALTERNATE_BYTES = 1 << 20,
};

static struct rp_stack_bounds own_stack;

static void compare(const ucontext_t *context)
{
    memo_compare(context, &own_stack);
}

NOINLINE static void compare_here(void)
{
    ucontext_t context;
    getcontext(&context);
    compare(&context);
}

NOINLINE static void compare_from_caller(void)
{
    const struct rp_caller caller = RP_CALLER;
    const struct rp_frame_registers registers = {rp_arch_strip(caller.pc), caller.sp, caller.fp};
    ucontext_t context;
    getcontext(&context);
    memo_compare_caller(&registers, &context, &own_stack);
}

static int prepare(void **state)
{
    (void)state;
    memo_compare_reset();
    stepping_install(compare);
    return 0;
}

static void step_through(void (*sample)(int))
{
    stepping_start(STOPS_MAX);
    sample(1);
    stepping_stop();
}

static void every_stop_of_every_sample(void **state)
{
    static void (*const samples[])(int) = {
        sample_lazy_binding,    sample_recursion,      sample_dynamic_stack,
        sample_realigned_stack, sample_sort_callbacks, sample_vdso,
        sample_formatting,      sample_allocation,     sample_recursion,
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        step_through(samples[i]);
    memo_compare_expect_equal();
    assert_true(memo_compared.common > memo_compared.frames / 2);
}

static void code_without_information(void **state)
{
    (void)state;
    stepping_start(STOPS_MAX);
    sample_no_cfi(sample_recursion, 1);
    sample_no_cfi_leaf();
    stepping_stop();
    memo_compare_expect_equal();
}

static void on_nested(int number)
{
    (void)number;
    step_through(sample_recursion);
}

static void raise_nested(int flags)
{
    struct sigaction action = {.sa_handler = on_nested, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
}

static void signal_handlers_on_both_stacks(void **state)
{
    (void)state;
    stack_t alternate = {.ss_sp = malloc(ALTERNATE_BYTES), .ss_size = ALTERNATE_BYTES};
    const stack_t none = {.ss_flags = SS_DISABLE};
    if (!SIGNALS_NEST)
        skip();
    raise_nested(0);
    assert_int_equal(sigaltstack(&alternate, NULL), 0);
    raise_nested(SA_ONSTACK);
    step_through(sample_recursion);
    raise_nested(SA_ONSTACK);
    assert_int_equal(sigaltstack(&none, NULL), 0);
    free(alternate.ss_sp);
    memo_compare_expect_equal();
}

static ucontext_t main_context, fiber_context;

static void run_fiber(void)
{
    for (int i = 0; i < 3; i++) {
        step_through(sample_recursion);
        swapcontext(&fiber_context, &main_context);
    }
}

static void a_fiber_and_the_threads_stack_in_turn(void **state)
{
    (void)state;
    char *stack = malloc(ALTERNATE_BYTES);
    assert_int_equal(getcontext(&fiber_context), 0);
    fiber_context.uc_stack.ss_sp = stack;
    fiber_context.uc_stack.ss_size = ALTERNATE_BYTES;
    fiber_context.uc_link = &main_context;
    makecontext(&fiber_context, run_fiber, 0);
    for (int i = 0; i < 3; i++) {
        compare_here();
        swapcontext(&main_context, &fiber_context);
        compare_here();
    }
    free(stack);
    memo_compare_expect_equal();
}

/* One function at many depths, with frames of one size or of any, and many returns. */
NOINLINE static int wander(int depth, int flavour)
{
    const size_t bytes = flavour % 3 == 0 ? (size_t)(random() % 400) + 1 : 16;
    volatile char *space = alloca(bytes);
    space[bytes - 1] = (char)depth;
    if (random() % 3 == 0)
        compare_here();
    if (random() % 3 == 0)
        compare_from_caller();
    while (depth > 0 && random() % 4 != 0) {
        depth -= 1 + (int)(random() % 2);
        if (flavour % 2 == 0)
            wander(depth, (int)(random() % 6));
        else if (depth > 0)
            wander(depth, flavour);
    }
    compare_here();
    return space[bytes - 1];
}

static void random_ways_up_and_down(void **state)
{
    (void)state;
    srandom(11);
    while (memo_compared.walks < 20000) {
        wander((int)(random() % 40), (int)(random() % 6));
        if (memo_compare_contexts() > MEMO_CONTEXTS / 2)
            memo_compare_trees(MEMO_CONTEXTS);
    }
    memo_compare_expect_equal();
    assert_true(memo_compared.common > memo_compared.frames / 2);
}

NOINLINE static int descend_and_compare(volatile int depth)
{
    if (depth > 0)
        return descend_and_compare(depth - 1) + depth;
    compare_here();
    return depth;
}

NOINLINE static void call_twice(int times)
{
    for (volatile int i = 0; i < times; i++)
        compare_from_caller();
    compare_from_caller();
}

static void a_caller_that_calls_again(void **state)
{
    (void)state;
    call_twice(2);
    memo_compare_expect_equal();
    assert_int_equal(memo_compared.last.fresh, 1); /* another call of the same function */
    memo_compare_reset();
    call_twice(0);
    const unsigned long first = memo_compared.common;
    call_twice(0);
    assert_in_range(memo_compared.last.fresh, 1, 2);
    memo_compare_expect_equal();
    assert_true(memo_compared.common > first);
    assert_int_equal(memo_compared.refused, 0);
}

static int compare_elements(const void *left, const void *right)
{
    compare_from_caller();
    return *(const int *)left - *(const int *)right;
}

/* The C library's sort may keep any register of its caller's. */
static void a_caller_within_the_c_library(void **state)
{
    int numbers[] = {3, 1, 2, 9, 7, 8, 4};
    (void)state;
    qsort(numbers, sizeof numbers / sizeof numbers[0], sizeof numbers[0], compare_elements);
    memo_compare_expect_equal();
}

static void the_same_frames_at_other_depths(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++)
        descend_and_compare(i * 7 % 100);
    memo_compare_expect_equal();
    for (volatile int i = 0; i < 2; i++) /* one place that calls */
        descend_and_compare(80);
    assert_in_range(memo_compared.last.fresh, 1, 3);
}

static void a_stack_deeper_than_the_capacity(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        descend_and_compare(MEMO_FRAMES - 10 + i);
    memo_compare_expect_equal();
    assert_int_equal(memo_compared.last.end, RP_UNWIND_TOO_DEEP);
    descend_and_compare(3);
    memo_compare_expect_equal();
}

static void a_full_tree(void **state)
{
    (void)state;
    memo_compare_trees(40);
    for (int i = 0; i < 300; i++)
        descend_and_compare(i * 7 % 100);
    assert_true(memo_compare_refused() > 0);
    memo_compare_expect_equal();
}

static jmp_buf back;

NOINLINE static int jump_back(volatile int depth)
{
    if (depth > 0)
        return jump_back(depth - 1) + depth;
    compare_here();
    if (depth == 0)
        longjmp(back, 1);
    return depth;
}

static void a_long_jump_back(void **state)
{
    (void)state;
    for (volatile int i = 0; i < 60; i++) {
        if (setjmp(back) == 0)
            jump_back(i * 7 % 50);
        compare_here();
        descend_and_compare(i % 9);
    }
    memo_compare_expect_equal();
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

static void *run_thread(void *drop)
{
    const struct rp_stack_bounds saved = own_stack;
    find_own_stack();
    if (drop != NULL)
        rp_memo_drop(&memo); /* as a thread does that gets the slot of another */
    compare_here();
    if (drop != NULL)
        assert_int_equal(memo_compared.last.common, 0);
    step_through(sample_recursion);
    own_stack = (struct rp_stack_bounds){0, 0};
    step_through(sample_recursion); /* unknown bounds: nothing is remembered */
    assert_int_equal(memo_compared.last.common, 0);
    own_stack = saved;
    return NULL;
}

static void threads_that_follow_one_another(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, run_thread, i % 2 ? &back : NULL), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        compare_here();
    }
    memo_compare_expect_equal();
}

static void a_forked_child(void **state)
{
    int status;
    (void)state;
    descend_and_compare(20);
    const pid_t child = fork();
    if (child == 0) {
        rp_memo_drop(&memo);
        memo_compare_trees(MEMO_CONTEXTS);
        descend_and_compare(20);
        _exit(memo_compared.differences == 0 && memo_compared.last.common == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    descend_and_compare(20);
    memo_compare_expect_equal();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_stop_of_every_sample, prepare),
        cmocka_unit_test_setup(code_without_information, prepare),
        cmocka_unit_test_setup(signal_handlers_on_both_stacks, prepare),
        cmocka_unit_test_setup(a_fiber_and_the_threads_stack_in_turn, prepare),
        cmocka_unit_test_setup(random_ways_up_and_down, prepare),
        cmocka_unit_test_setup(a_caller_that_calls_again, prepare),
        cmocka_unit_test_setup(a_caller_within_the_c_library, prepare),
        cmocka_unit_test_setup(the_same_frames_at_other_depths, prepare),
        cmocka_unit_test_setup(a_stack_deeper_than_the_capacity, prepare),
        cmocka_unit_test_setup(a_full_tree, prepare),
        cmocka_unit_test_setup(a_long_jump_back, prepare),
        cmocka_unit_test_setup(threads_that_follow_one_another, prepare),
        cmocka_unit_test_setup(a_forked_child, prepare),
    };
    find_own_stack();
    memo_compare_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

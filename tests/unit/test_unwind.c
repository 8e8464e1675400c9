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

#include "collector/agent/unwind/unwind.h"
#include "tests/unit/unwind_compare.h"
#include "tests/unit/unwind_oracle.h"
#include "tests/unit/unwind_samples.h"
#include "tests/unit/unwind_stepping.h"

enum { ALTERNATE_BYTES = 1 << 20, STOPS_MAX = 4000 };

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

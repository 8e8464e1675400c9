/* test_stack_memo.c: walks with a memo are the walks without it, whatever happens to the stack.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <alloca.h>
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/agent/stack_memo.h"
#include "common/context_tree.h"
#include "tests/unit/memo_frames.h"
#include "tests/unit/unwind_samples.h"
#include "tests/unit/unwind_stepping.h"

#define NOINLINE __attribute__((noinline, noclone))

enum {
    FRAMES_MAX = 512,
    STOPS_MAX = 4000,
    ALTERNATE_BYTES = 1 << 20,
    CONTEXTS = 1 << 14,
    WORDS = 64,
};

static struct rp_modules *modules;
static struct rp_stack_bounds own_stack;
static struct rp_memo memo;
static struct rp_segment_header *with_memo, *without; /* segments of one tree each */
static struct rp_context_tree memo_tree, plain_tree;

/* What the comparisons of one test have found. Written in signal handlers too. */
static struct {
    unsigned long walks, frames, common, differences;
    struct rp_memo_walk last;
} seen;

static struct rp_segment_header *make_tree(struct rp_context_tree *tree, uint32_t contexts)
{
    struct rp_segment_header layout = {0};
    rp_segment_layout(&layout, 1, 1, contexts);
    struct rp_segment_header *header = calloc(1, layout.segment_bytes);
    if (header == NULL)
        abort();
    memcpy(header, &layout, sizeof layout);
    rp_context_tree_at(tree, header, header, 0);
    rp_context_tree_start(tree);
    return header;
}

static void make_trees(uint32_t contexts)
{
    free(with_memo);
    free(without);
    with_memo = make_tree(&memo_tree, contexts);
    without = make_tree(&plain_tree, contexts);
    rp_memo_drop(&memo);
}

static uint32_t descend(struct rp_context_tree *tree, const struct rp_frame *frames, size_t depth,
                        uint32_t node, bool remember)
{
    for (size_t i = depth; i > 0; i--) {
        const struct rp_module *module = frames[i - 1].module;
        const struct rp_segment_context context = {0, RP_CONTEXT_CODE,
                                                   module ? (uint16_t)module->id : RP_MODULE_NONE,
                                                   frames[i - 1].address};
        const uint32_t child = rp_context_tree_child(tree, node, &context);
        if (child == node)
            break;
        node = child;
        if (remember)
            rp_memo_push(&memo, i - 1, node);
    }
    return node;
}

static bool is_same(const struct rp_frame *left, const struct rp_frame *right, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (left[i].address != right[i].address || left[i].module != right[i].module)
            return false;
    }
    return true;
}

/* Both trees have seen the same stacks in the same order: they are alike, refusals included. */
static void compare_on(const ucontext_t *context, const struct rp_stack_bounds *stack)
{
    static struct rp_frame frames[FRAMES_MAX], plain[FRAMES_MAX];
    struct rp_memo_walk walk;
    enum rp_unwind_end end;
    rp_memo_walk(&memo, modules, context, stack, frames, &walk);
    const uint32_t known = walk.common > 0 ? rp_memo_node(&memo) : 0;
    const uint32_t node = descend(&memo_tree, frames, walk.fresh, known, true);
    const size_t count = rp_unwind(modules, context, stack, plain, memo.capacity, &end);
    const uint32_t wanted = descend(&plain_tree, plain, count, 0, false);
    seen.walks++;
    seen.frames += count;
    seen.common += walk.common;
    seen.last = walk;
    if (walk.fresh + walk.common != count || walk.end != end || node != wanted ||
        !is_same(frames, plain, walk.fresh) ||
        rp_context_tree_count(&memo_tree) != rp_context_tree_count(&plain_tree) ||
        atomic_load(&memo_tree.thread->refused_contexts) !=
            atomic_load(&plain_tree.thread->refused_contexts))
        seen.differences++;
}

static void compare(const ucontext_t *context)
{
    compare_on(context, &own_stack);
}

NOINLINE static void compare_here(void)
{
    ucontext_t context;
    getcontext(&context);
    compare(&context);
}

static void expect_equal(void)
{
    print_message("%lu walks, %.1f frames, %.1f of them known\n", seen.walks,
                  (double)seen.frames / (double)seen.walks,
                  (double)seen.common / (double)seen.walks);
    assert_true(seen.walks > 0);
    assert_int_equal(seen.differences, 0);
}

static int prepare(void **state)
{
    (void)state;
    make_trees(CONTEXTS);
    memset(&seen, 0, sizeof seen);
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
    expect_equal();
    assert_true(seen.common > seen.frames / 2);
}

static void code_without_information(void **state)
{
    (void)state;
    stepping_start(STOPS_MAX);
    sample_no_cfi(sample_recursion, 1);
    sample_no_cfi_leaf();
    stepping_stop();
    expect_equal();
}

/* The thread sanitizer calls handlers at a moment of its own: no signal nests in another there. */
#ifdef __SANITIZE_THREAD__
enum { SIGNALS_NEST = 0 };
#else
enum { SIGNALS_NEST = 1 };
#endif

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
    expect_equal();
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
    expect_equal();
}

/* One function at many depths, with frames of one size or of any, and many returns. */
NOINLINE static int wander(int depth, int flavour)
{
    const size_t bytes = flavour % 3 == 0 ? (size_t)(random() % 400) + 1 : 16;
    volatile char *space = alloca(bytes);
    space[bytes - 1] = (char)depth;
    if (random() % 3 == 0)
        compare_here();
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
    while (seen.walks < 20000) {
        wander((int)(random() % 40), (int)(random() % 6));
        if (rp_context_tree_count(&plain_tree) > CONTEXTS / 2)
            make_trees(CONTEXTS);
    }
    expect_equal();
    assert_true(seen.common > seen.frames / 2);
}

NOINLINE static int descend_and_compare(volatile int depth)
{
    if (depth > 0)
        return descend_and_compare(depth - 1) + depth;
    compare_here();
    return depth;
}

static void the_same_frames_at_other_depths(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++)
        descend_and_compare(i * 7 % 100);
    expect_equal();
    for (int i = 0; i < 2; i++)
        descend_and_compare(80);
    assert_in_range(seen.last.fresh, 1, 3);
}

static void a_stack_deeper_than_the_capacity(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        descend_and_compare(FRAMES_MAX - 10 + i);
    expect_equal();
    assert_int_equal(seen.last.end, RP_UNWIND_TOO_DEEP);
    descend_and_compare(3);
    expect_equal();
}

static void a_full_tree(void **state)
{
    (void)state;
    make_trees(40);
    for (int i = 0; i < 300; i++)
        descend_and_compare(i * 7 % 100);
    assert_true(atomic_load(&plain_tree.thread->refused_contexts) > 0);
    expect_equal();
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
    expect_equal();
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
        assert_int_equal(seen.last.common, 0);
    step_through(sample_recursion);
    own_stack = (struct rp_stack_bounds){0, 0};
    step_through(sample_recursion); /* unknown bounds: nothing is remembered */
    assert_int_equal(seen.last.common, 0);
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
    expect_equal();
}

static void a_forked_child(void **state)
{
    int status;
    (void)state;
    descend_and_compare(20);
    const pid_t child = fork();
    if (child == 0) {
        rp_memo_drop(&memo);
        make_trees(CONTEXTS);
        descend_and_compare(20);
        _exit(seen.differences == 0 && seen.last.common == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    descend_and_compare(20);
    expect_equal();
}

/* ---- stacks made by hand ---- */

static uintptr_t words[WORDS];

static uintptr_t code_at(const char *label)
{
    return (uintptr_t)label;
}

static uintptr_t place(size_t word)
{
    return (uintptr_t)&words[word];
}

/* The leaf stands at `word`. */
static void compare_made(size_t word, uintptr_t frame_pointer)
{
    const struct rp_stack_bounds bounds = {place(0), place(WORDS)};
    ucontext_t context;
    getcontext(&context);
    context.uc_mcontext.gregs[REG_RIP] = (greg_t)code_at(memo_leaf);
    context.uc_mcontext.gregs[REG_RSP] = (greg_t)place(word);
    context.uc_mcontext.gregs[REG_RBP] = (greg_t)frame_pointer;
    context.uc_mcontext.gregs[REG_RBX] = (greg_t)place(WORDS / 2);
    compare_on(&context, &bounds);
}

static void expect_walk(size_t fresh, size_t common)
{
    assert_int_equal(seen.differences, 0);
    assert_int_equal(seen.last.end, RP_UNWIND_COMPLETE);
    assert_int_equal(seen.last.fresh, fresh);
    assert_int_equal(seen.last.common, common);
}

static void a_frame_pointer_that_is_plain_data_is_not_compared(void **state)
{
    (void)state;
    words[10] = code_at(memo_keeper);
    words[12] = code_at(memo_saver);
    words[14] = code_at(memo_root);
    compare_made(10, 1);
    expect_walk(4, 0);
    words[13] = 77;
    compare_made(10, 2);
    expect_walk(1, 3);
}

static void a_frame_pointer_that_tells_a_frame_further_out_is_compared(void **state)
{
    (void)state;
    words[10] = code_at(memo_keeper);
    words[12] = code_at(memo_framed);
    words[17] = code_at(memo_root);
    words[21] = code_at(memo_keeper);
    words[23] = code_at(memo_root);
    compare_made(10, place(16));
    expect_walk(4, 0);
    compare_made(10, place(20));
    expect_walk(5, 0);
    compare_made(10, place(20));
    expect_walk(1, 4);
}

static void a_saved_frame_pointer_that_tells_a_frame_is_compared(void **state)
{
    (void)state;
    words[10] = code_at(memo_saver);
    words[11] = place(16);
    words[12] = code_at(memo_framed);
    words[17] = code_at(memo_root);
    words[21] = code_at(memo_keeper);
    words[23] = code_at(memo_root);
    compare_made(10, 1);
    expect_walk(4, 0);
    compare_made(10, 2);
    expect_walk(1, 3);
    words[11] = place(20);
    compare_made(10, 1);
    expect_walk(5, 0);
}

static void frames_of_another_kind_are_walked_every_time(void **state)
{
    (void)state;
    words[10] = code_at(memo_keeper);
    words[12] = code_at(memo_register); /* its CFA is word WORDS / 2 + 2 */
    words[WORDS / 2 + 1] = code_at(memo_keeper);
    words[WORDS / 2 + 3] = code_at(memo_root);
    compare_made(10, 1);
    expect_walk(5, 0);
    compare_made(10, 1);
    expect_walk(3, 2);
}

static uintptr_t any_word(void)
{
    static const char *const labels[] = {memo_keeper, memo_saver, memo_framed, memo_register,
                                         memo_root};
    if (random() % 2 == 0)
        return code_at(labels[(size_t)random() % (sizeof labels / sizeof labels[0])]);
    return random() % 8 == 0 ? (uintptr_t)random() : place((size_t)random() % WORDS);
}

/* Frames that fit each other, from `word` on; `fp` is where frame pointers of callers lead to. */
static uintptr_t make_stack(size_t word)
{
    static const char *const labels[] = {memo_keeper, memo_saver, memo_framed};
    uintptr_t first = place(word + 3), *fp = &first;
    while (word + 6 < WORDS) {
        const size_t kind = (size_t)random() % 3;
        words[word] = code_at(labels[kind]);
        word += 2;
        if (kind == 2 && random() % 2 == 0)
            word += 2;
        if (kind == 1)
            fp = &words[word - 1];
        if (kind == 2) {
            *fp = place(word - 1);
            fp = &words[word - 1];
        }
    }
    *fp = 0;
    words[word] = code_at(memo_root);
    return first;
}

static void stacks_made_at_random_and_changed_at_random(void **state)
{
    (void)state;
    srandom(5);
    unsigned long complete = 0;
    for (int i = 0; i < 30000; i++) {
        const size_t leaf = (size_t)random() % (WORDS - 20);
        const uintptr_t fp = make_stack(leaf);
        if (rp_context_tree_count(&plain_tree) > CONTEXTS - 1000)
            make_trees(CONTEXTS);
        for (int change = 0; change < 8; change++) {
            compare_made(leaf, fp);
            complete += seen.last.end == RP_UNWIND_COMPLETE;
            compare_made(leaf, random() % 2 == 0 ? fp : any_word());
            words[leaf + (size_t)random() % (WORDS - leaf)] = any_word();
        }
        assert_int_equal(seen.differences, 0);
    }
    expect_equal();
    assert_true(complete > seen.walks / 8);
}

static void *load(const char *path, uintptr_t *address)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        fail_msg("%s", dlerror());
    rp_modules_loaded(modules);
    *address = (uintptr_t)dlsym(handle, "sample_symbol");
    return handle;
}

static void unload(void *handle)
{
    rp_modules_unloaded(modules);
    assert_int_equal(dlclose(handle), 0);
    rp_modules_unloaded(modules);
}

static void another_library_at_the_address_of_one(void **state)
{
    uintptr_t one, two;
    (void)state;
    void *handle = load(RP_TEST_LIBRARY_ONE, &one);
    words[10] = one + 1;
    words[11] = code_at(memo_root);
    compare_made(10, 1);
    compare_made(10, 1);
    expect_walk(1, 2);
    unload(handle);
    handle = load(RP_TEST_LIBRARY_TWO, &two);
    assert_int_equal(one, two);
    compare_made(10, 1);
    expect_walk(3, 0);
    unload(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_stop_of_every_sample, prepare),
        cmocka_unit_test_setup(code_without_information, prepare),
        cmocka_unit_test_setup(signal_handlers_on_both_stacks, prepare),
        cmocka_unit_test_setup(a_fiber_and_the_threads_stack_in_turn, prepare),
        cmocka_unit_test_setup(random_ways_up_and_down, prepare),
        cmocka_unit_test_setup(the_same_frames_at_other_depths, prepare),
        cmocka_unit_test_setup(a_stack_deeper_than_the_capacity, prepare),
        cmocka_unit_test_setup(a_full_tree, prepare),
        cmocka_unit_test_setup(a_long_jump_back, prepare),
        cmocka_unit_test_setup(threads_that_follow_one_another, prepare),
        cmocka_unit_test_setup(a_forked_child, prepare),
        cmocka_unit_test_setup(a_frame_pointer_that_is_plain_data_is_not_compared, prepare),
        cmocka_unit_test_setup(a_frame_pointer_that_tells_a_frame_further_out_is_compared, prepare),
        cmocka_unit_test_setup(a_saved_frame_pointer_that_tells_a_frame_is_compared, prepare),
        cmocka_unit_test_setup(frames_of_another_kind_are_walked_every_time, prepare),
        cmocka_unit_test_setup(stacks_made_at_random_and_changed_at_random, prepare),
        cmocka_unit_test_setup(another_library_at_the_address_of_one, prepare),
    };
    find_own_stack();
    rp_memo_place(&memo, calloc(1, rp_memo_bytes(FRAMES_MAX)), FRAMES_MAX);
    if (rp_modules_init(&modules, NULL, NULL) != RP_OK)
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

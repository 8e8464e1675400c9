/* test_stack_memo_made.c: the memo of stacks on stacks made by hand, word by word.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/memo_compare.h"
#include "tests/unit/memo_frames.h"

enum { WORDS = 64 };

static int prepare(void **state)
{
    (void)state;
    memo_compare_reset();
    return 0;
}

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
    memo_compare(&context, &bounds);
}

static void expect_walk(size_t fresh, size_t common)
{
    assert_int_equal(memo_compared.differences, 0);
    assert_int_equal(memo_compared.last.end, RP_UNWIND_COMPLETE);
    assert_int_equal(memo_compared.last.fresh, fresh);
    assert_int_equal(memo_compared.last.common, common);
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
        if (memo_compare_contexts() > MEMO_CONTEXTS - 1000)
            memo_compare_trees(MEMO_CONTEXTS);
        for (int change = 0; change < 8; change++) {
            compare_made(leaf, fp);
            complete += memo_compared.last.end == RP_UNWIND_COMPLETE;
            compare_made(leaf, random() % 2 == 0 ? fp : any_word());
            words[leaf + (size_t)random() % (WORDS - leaf)] = any_word();
        }
        assert_int_equal(memo_compared.differences, 0);
    }
    memo_compare_expect_equal();
    assert_true(complete > memo_compared.walks / 8);
}

static void *load(const char *path, uintptr_t *address)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        fail_msg("%s", dlerror());
    rp_modules_loaded(memo_modules);
    *address = (uintptr_t)dlsym(handle, "sample_symbol");
    return handle;
}

static void unload(void *handle)
{
    rp_modules_unloaded(memo_modules);
    assert_int_equal(dlclose(handle), 0);
    rp_modules_unloaded(memo_modules);
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
        cmocka_unit_test_setup(a_frame_pointer_that_is_plain_data_is_not_compared, prepare),
        cmocka_unit_test_setup(a_frame_pointer_that_tells_a_frame_further_out_is_compared, prepare),
        cmocka_unit_test_setup(a_saved_frame_pointer_that_tells_a_frame_is_compared, prepare),
        cmocka_unit_test_setup(frames_of_another_kind_are_walked_every_time, prepare),
        cmocka_unit_test_setup(stacks_made_at_random_and_changed_at_random, prepare),
        cmocka_unit_test_setup(another_library_at_the_address_of_one, prepare),
    };
    memo_compare_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_context_tree.c: the calling-context tree and the layout of the segment that holds it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/context_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#define METRICS  3u
#define THREADS  2u
#define CONTEXTS 100u

static struct rp_segment_header *new_segment(uint32_t contexts)
{
    struct rp_segment_header layout = {0};
    struct rp_segment_header *header;

    rp_segment_layout(&layout, METRICS, THREADS, contexts, false);
    header = calloc(1, layout.segment_bytes);
    assert_non_null(header);
    memcpy(header, &layout, sizeof(layout));
    return header;
}

static struct rp_context_tree tree_of(struct rp_segment_header *header, uint32_t thread)
{
    struct rp_context_tree tree;

    rp_context_tree_at(&tree, header, header, thread);
    rp_context_tree_start(&tree);
    return tree;
}

static uint32_t code(struct rp_context_tree *tree, uint32_t parent, uint64_t offset)
{
    const struct rp_segment_context context = {0, RP_CONTEXT_CODE, 7, offset};

    return rp_context_tree_child(tree, parent, &context);
}

static void the_same_path_gives_the_same_context(void **state)
{
    struct rp_segment_header *const header = new_segment(CONTEXTS);
    struct rp_context_tree tree = tree_of(header, 0);
    const uint32_t main_context = code(&tree, 0, 0x1000);
    const uint32_t left = code(&tree, main_context, 0x2000);

    (void)state;
    assert_int_equal(main_context, 1);
    assert_int_equal(left, 2);
    assert_int_equal(code(&tree, main_context, 0x2000), left);
    assert_int_not_equal(code(&tree, 0, 0x2000), left);
    assert_int_equal(rp_context_tree_count(&tree), 4);
    free(header);
}

static void values_add_up_by_context_and_metric(void **state)
{
    struct rp_segment_header *const header = new_segment(CONTEXTS);
    struct rp_context_tree tree = tree_of(header, 1);
    const uint32_t context = code(&tree, 0, 0x1000);

    (void)state;
    rp_context_tree_add(&tree, context, RP_METRIC_TIME, 5);
    rp_context_tree_add(&tree, context, RP_METRIC_TIME, 7);
    rp_context_tree_add(&tree, 0, RP_METRIC_EVENTS, 1);
    assert_int_equal(rp_context_tree_value(&tree, context, RP_METRIC_TIME), 12);
    assert_int_equal(rp_context_tree_value(&tree, context, RP_METRIC_EVENTS), 0);
    assert_int_equal(rp_context_tree_value(&tree, 0, RP_METRIC_EVENTS), 1);
    free(header);
}

static void trees_of_two_threads_are_apart(void **state)
{
    struct rp_segment_header *const header = new_segment(CONTEXTS);
    struct rp_context_tree first = tree_of(header, 0);
    struct rp_context_tree second = tree_of(header, 1);

    (void)state;
    for (uint64_t i = 0; i < CONTEXTS; i++)
        rp_context_tree_add(&first, code(&first, 0, i), RP_METRIC_SAMPLES, i + 1);
    assert_int_equal(rp_context_tree_count(&second), 1);
    for (uint32_t i = 0; i < CONTEXTS; i++)
        assert_int_equal(rp_context_tree_value(&second, i, RP_METRIC_SAMPLES), 0);
    free(header);
}

static void a_full_tree_gives_to_the_ancestor_and_counts(void **state)
{
    struct rp_segment_header *const header = new_segment(4);
    struct rp_context_tree tree = tree_of(header, 0);
    const uint32_t last = code(&tree, code(&tree, code(&tree, 0, 1), 2), 3);

    (void)state;
    assert_int_equal(last, 3);
    assert_int_equal(code(&tree, last, 4), last);
    assert_int_equal(code(&tree, 1, 2), 2);
    assert_int_equal(atomic_load(&tree.thread->refused_contexts), 1);
    assert_int_equal(rp_context_tree_count(&tree), 4);
    free(header);
}

static void noise_over_the_tree_neither_hangs_nor_reads_outside(void **state)
{
    struct rp_segment_header *const header = new_segment(CONTEXTS);
    struct rp_context_tree tree = tree_of(header, 1);
    struct rp_segment_context context;

    (void)state;
    memset((char *)header + header->trees_offset, 0xa5, header->tree_bytes * THREADS);
    code(&tree, 0, 0x1234);
    atomic_store(&tree.thread->contexts, UINT32_MAX);
    assert_int_equal(rp_context_tree_count(&tree), CONTEXTS);
    for (uint32_t i = 0; i < CONTEXTS; i++)
        assert_false(rp_context_tree_get(&tree, i, &context) && context.parent >= CONTEXTS);
    free(header);
}

static void a_header_with_any_wrong_size_is_refused(void **state)
{
    struct rp_segment_header good = {0};

    (void)state;
    rp_segment_layout(&good, METRICS, THREADS, CONTEXTS, true);
    assert_true(rp_segment_plausible(&good, good.segment_bytes));
    assert_false(rp_segment_plausible(&good, good.segment_bytes - 1));
    for (size_t i = 0; i < offsetof(struct rp_segment_header, pid); i++) {
        struct rp_segment_header bad = good;

        ((unsigned char *)&bad)[i] ^= 0x80;
        assert_false(rp_segment_plausible(&bad, good.segment_bytes));
    }
}

struct writing {
    struct rp_context_tree tree;
    _Atomic int done;
};

static void *write_many(void *argument)
{
    struct writing *const writing = argument;

    for (uint64_t i = 0; i < 20000; i++) {
        const uint32_t parent = code(&writing->tree, 0, i % 50);

        rp_context_tree_add(&writing->tree, code(&writing->tree, parent, i % 997),
                            RP_METRIC_SAMPLES, 1);
    }
    atomic_store(&writing->done, 1);
    return NULL;
}

/* Under the thread sanitizer this also proves that publication orders what it must. */
static void a_reader_meets_only_whole_contexts(void **state)
{
    struct rp_segment_header *const header = new_segment(RP_SEGMENT_CONTEXTS);
    struct writing writing = {.tree = tree_of(header, 0)};
    uint64_t sum = 0;
    pthread_t writer;

    (void)state;
    assert_int_equal(pthread_create(&writer, NULL, write_many, &writing), 0);
    while (!atomic_load(&writing.done)) {
        const uint32_t count = rp_context_tree_count(&writing.tree);
        struct rp_segment_context context;

        for (uint32_t i = 0; i < count; i++)
            assert_true(rp_context_tree_get(&writing.tree, i, &context));
    }
    pthread_join(writer, NULL);
    for (uint32_t i = 0; i < rp_context_tree_count(&writing.tree); i++)
        sum += rp_context_tree_value(&writing.tree, i, RP_METRIC_SAMPLES);
    assert_int_equal(sum, 20000);
    free(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_path_gives_the_same_context),
        cmocka_unit_test(values_add_up_by_context_and_metric),
        cmocka_unit_test(trees_of_two_threads_are_apart),
        cmocka_unit_test(a_full_tree_gives_to_the_ancestor_and_counts),
        cmocka_unit_test(noise_over_the_tree_neither_hangs_nor_reads_outside),
        cmocka_unit_test(a_header_with_any_wrong_size_is_refused),
        cmocka_unit_test(a_reader_meets_only_whole_contexts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

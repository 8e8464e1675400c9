/* test_segment_reader.c: what a process's agent wrote becomes rows; what cannot be true does not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/segment_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/context_kind.h"
#include "fake_rank_writer.h"
#include "fake_segment.h"

#define PID 4711

struct fixture {
    struct fake_segment segment;
    struct rp_unify *unify;
    struct rp_segment_reader *reader;
    struct rp_rank_slice ledger;
};

static struct rp_segment_reader *open_reader(const struct fixture *fixture)
{
    const struct rp_attachment attachment = {
        .pid = PID, .pidfd = -1, .segment = fake_segment_descriptor(&fixture->segment)};
    struct rp_segment_reader *reader = NULL;

    assert_int_equal(rp_segment_reader_open(
                         &reader, &attachment, false,
                         &(struct rp_segment_scope){fixture->unify, NULL, rp_clock_monotonic()}),
                     RP_OK);
    return reader;
}

static int set_up(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    fake_segment_open(&fixture.segment);
    assert_int_equal(rp_unify_new(&fixture.unify, fake_rank_writer_new()), RP_OK);
    fixture.reader = open_reader(&fixture);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *const fixture = *state;

    rp_segment_reader_close(fixture->reader);
    rp_unify_free(fixture->unify);
    fake_segment_close(&fixture->segment);
    return 0;
}

static void drain(struct fixture *fixture)
{
    memset(&fixture->ledger, 0, sizeof(fixture->ledger));
    assert_int_equal(rp_segment_reader_drain(fixture->reader, &fixture->ledger), RP_OK);
}

static void describes_the_process_and_its_metrics(void **state)
{
    (void)state;
    assert_int_equal(fake_rank_rows.process_count, 1);
    assert_int_equal(fake_rank_rows.processes[0].pid, PID);
    assert_string_equal(fake_rank_string(fake_rank_rows.processes[0].command), "app --fast");
    assert_int_equal(fake_rank_rows.metric_count, 2);
    assert_string_equal(fake_rank_string(fake_rank_rows.metrics[1].name), "cpu_time");
}

static void a_sample_becomes_a_path_and_two_values(void **state)
{
    struct fixture *const fixture = *state;
    const struct rp_rank_context *leaf;
    uint32_t caller;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    caller = fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    fake_segment_sample(&fixture->segment, 0, caller, 0x200, 7);
    drain(fixture);
    assert_int_equal(fake_rank_rows.context_count, 3);
    leaf = &fake_rank_rows.contexts[2];
    assert_int_equal(leaf->offset, 0x200);
    assert_int_equal(leaf->kind, RP_CONTEXT_CODE);
    assert_int_equal(fake_rank_rows.contexts[leaf->parent].offset, 0x100);
    assert_string_equal(fake_rank_string(fake_rank_rows.modules[leaf->module].path), "/bin/app");
    assert_string_equal(fake_rank_string(fake_rank_rows.modules[leaf->module].build_id), "ab01");
    assert_int_equal(fake_rank_sum(RP_METRIC_SAMPLES), 2);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 12);
    assert_int_equal(fixture->ledger.samples, 2);
    assert_int_equal(fixture->ledger.damaged, 0);
    assert_int_equal(fixture->ledger.live_threads, 1);
}

static void a_slice_has_only_what_was_added_since_the_last(void **state)
{
    struct fixture *const fixture = *state;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    drain(fixture);
    fake_rank_rows.value_count = 0;
    drain(fixture);
    assert_int_equal(fake_rank_rows.value_count, 0);
    assert_int_equal(fixture->ledger.samples, 0);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 9);
    drain(fixture);
    assert_int_equal(fake_rank_rows.value_count, 2);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 9);
    assert_int_equal(fake_rank_rows.context_count, 2);
}

static void threads_and_processes_share_one_tree_and_modules(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_segment_reader *const second = open_reader(fixture);

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_start_thread(&fixture->segment, 1, 11);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    fake_segment_sample(&fixture->segment, 1, 0, 0x100, 5);
    drain(fixture);
    assert_int_equal(rp_segment_reader_drain(second, &fixture->ledger), RP_OK);
    rp_segment_reader_close(second);
    assert_int_equal(fake_rank_rows.process_count, 2);
    assert_int_equal(fake_rank_rows.thread_count, 4);
    assert_int_equal(fake_rank_rows.context_count, 2);
    assert_int_equal(fake_rank_rows.module_count, 1);
    assert_int_equal(fake_rank_rows.metric_count, 2);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 20);
}

static void a_slot_taken_by_other_threads_gets_a_new_row_that_counts_them(void **state)
{
    struct fixture *const fixture = *state;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    drain(fixture);
    fake_segment_start_thread(&fixture->segment, 0, 11);
    fake_segment_start_thread(&fixture->segment, 0, 12);
    drain(fixture);
    assert_int_equal(fake_rank_rows.thread_count, 2);
    assert_int_equal(fake_rank_rows.threads[0].threads, 1);
    assert_int_equal(fake_rank_rows.threads[1].threads, 2);
    assert_int_equal(fake_rank_rows.threads[1].tid, 12);
    assert_string_equal(fake_rank_string(fake_rank_rows.threads[1].name), "t12");
}

static void stacks_that_are_whole_are_not_partial(void **state)
{
    struct fixture *const fixture = *state;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fixture->segment.threads[0].partial[0] = 100;
    fixture->segment.threads[0].partial[2] = 3;
    fixture->segment.threads[0].partial[7] = 4;
    drain(fixture);
    assert_int_equal(fixture->ledger.partial, 7);
}

static void a_value_that_shrinks_is_damaged_and_counting_goes_on_from_there(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_context_tree tree;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 500);
    drain(fixture);
    fake_rank_rows.value_count = 0;
    rp_context_tree_at(&tree, fixture->segment.header, fixture->segment.header, 0);
    tree.values[2 * 1 + RP_METRIC_TIME] = 3;
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 1);
    assert_int_equal(fake_rank_rows.value_count, 0);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 4);
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 0);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 4);
}

static void time_that_cannot_have_passed_is_damaged(void **state)
{
    struct fixture *const fixture = *state;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 3600 * RP_NS_PER_SECOND);
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 1);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 0);
}

static void counts_that_cannot_have_come_about_are_damaged(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_segment_thread *const thread = &fixture->segment.threads[0];
    struct rp_context_tree tree;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    rp_context_tree_at(&tree, fixture->segment.header, fixture->segment.header, 0);
    tree.values[2 * 1 + RP_METRIC_SAMPLES] = UINT64_C(1) << 40;
    thread->samples = UINT64_C(1) << 40;
    thread->refused_contexts = UINT64_C(1) << 40;
    thread->handler_ns = 3600 * RP_NS_PER_SECOND;
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 4);
    assert_int_equal(fixture->ledger.samples, 0);
    assert_int_equal(fixture->ledger.refused_contexts, 0);
    assert_int_equal(fixture->ledger.handler_ns, 0);
    assert_int_equal(fake_rank_sum(RP_METRIC_SAMPLES), 0);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 5);
}

static void a_context_that_cannot_be_true_counts_as_a_partial_stack(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_context_tree tree;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    rp_context_tree_at(&tree, fixture->segment.header, fixture->segment.header, 0);
    tree.contexts[1].parent = 60;
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 1);
    assert_int_equal(fake_rank_rows.contexts[1].kind, RP_CONTEXT_PARTIAL);
    assert_int_equal(fake_rank_sum(RP_METRIC_TIME), 5);
}

/* Every row that is written must be true in itself, whatever stands in the segment. */
static void check_rows(void)
{
    for (size_t i = 1; i < fake_rank_rows.context_count; i++) {
        const struct rp_rank_context *const row = &fake_rank_rows.contexts[i];

        assert_true(row->parent < i);
        assert_in_range(row->kind, RP_CONTEXT_CODE, RP_CONTEXT_KIND_COUNT - 1);
        assert_true(row->module == RP_NO_ROW || row->module < fake_rank_rows.module_count);
    }
    for (size_t i = 0; i < fake_rank_rows.value_count; i++) {
        assert_true(fake_rank_rows.values[i].thread < fake_rank_rows.thread_count);
        assert_true(fake_rank_rows.values[i].context < fake_rank_rows.context_count);
        assert_true(fake_rank_rows.values[i].metric < fake_rank_rows.metric_count);
    }
}

static void noise_is_survived_and_counted(void **state)
{
    struct fixture *const fixture = *state;
    uint64_t *const words = (uint64_t *)(void *)fixture->segment.header;
    const size_t count = fixture->segment.header->segment_bytes / sizeof(*words);
    uint64_t random = 88172645463325252;
    uint64_t damaged = 0;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < count; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            words[i] = round % 2 ? random : random % 100;
        }
        drain(fixture);
        damaged += fixture->ledger.damaged;
        check_rows();
        fake_rank_rows.value_count = 0;
    }
    assert_true(damaged > 0);
}

static void a_segment_that_shrinks_is_damaged_not_deadly(void **state)
{
    struct fixture *const fixture = *state;

    fake_segment_start_thread(&fixture->segment, 0, 10);
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
    assert_int_equal(ftruncate(fixture->segment.file, 4096), 0);
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 1);
    assert_int_equal(ftruncate(fixture->segment.file, 0), 0);
    drain(fixture);
    assert_int_equal(fixture->ledger.damaged, 1);
}

static void headers_that_cannot_be_true_are_refused(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_segment_header *const header = fixture->segment.header;
    const struct rp_segment_header good = *header;
    struct rp_attachment attachment = {.pid = PID};
    struct rp_segment_reader *reader = NULL;

    header->trees_offset += 8;
    attachment.segment = fake_segment_descriptor(&fixture->segment);
    assert_int_equal(rp_segment_reader_open(&reader, &attachment, false,
                                            &(struct rp_segment_scope){fixture->unify, NULL, 0}),
                     RP_E_DAMAGED);
    *header = good;
    header->version++;
    attachment.segment = fake_segment_descriptor(&fixture->segment);
    assert_int_equal(rp_segment_reader_open(&reader, &attachment, false,
                                            &(struct rp_segment_scope){fixture->unify, NULL, 0}),
                     RP_E_VERSION);
    assert_null(reader);
}

static void exit_status_is_known_after_a_clean_end_only(void **state)
{
    struct fixture *const fixture = *state;
    int32_t status = -7;

    assert_false(rp_segment_reader_exit_status(fixture->reader, &status));
    assert_int_equal(status, -7);
    fixture->segment.header->exit_status = 3;
    fixture->segment.header->state = RP_PROCESS_DETACHED;
    assert_true(rp_segment_reader_exit_status(fixture->reader, &status));
    assert_int_equal(status, 3);
}

#define WITH_SEGMENT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SEGMENT(describes_the_process_and_its_metrics),
        WITH_SEGMENT(a_sample_becomes_a_path_and_two_values),
        WITH_SEGMENT(a_slice_has_only_what_was_added_since_the_last),
        WITH_SEGMENT(threads_and_processes_share_one_tree_and_modules),
        WITH_SEGMENT(a_slot_taken_by_other_threads_gets_a_new_row_that_counts_them),
        WITH_SEGMENT(stacks_that_are_whole_are_not_partial),
        WITH_SEGMENT(a_value_that_shrinks_is_damaged_and_counting_goes_on_from_there),
        WITH_SEGMENT(time_that_cannot_have_passed_is_damaged),
        WITH_SEGMENT(counts_that_cannot_have_come_about_are_damaged),
        WITH_SEGMENT(a_context_that_cannot_be_true_counts_as_a_partial_stack),
        WITH_SEGMENT(noise_is_survived_and_counted),
        WITH_SEGMENT(a_segment_that_shrinks_is_damaged_not_deadly),
        WITH_SEGMENT(headers_that_cannot_be_true_are_refused),
        WITH_SEGMENT(exit_status_is_known_after_a_clean_end_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

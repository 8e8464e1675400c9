/* fuzz_segment.c: reads segments over which a program has written what cannot be true.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An input is a list of entries: a kind, where, and a value. Between two drains a program may do
 * all of it: go on sampling, and write over anything.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/reader/segment_reader.h"
#include "common/clock.h"
#include "tests/unit/fake_rank_writer.h"
#include "tests/unit/fake_segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct entry {
    uint8_t what;   /* 0: drain, 1: a sample, 2: a thread, else: the value is written */
    uint8_t bytes;  /* of the value: 1 to 8 */
    uint16_t place; /* in the header, or in an array that the value of `what` chooses */
    uint32_t far;   /* anywhere else */
    uint64_t value;
};

enum { DRAIN, SAMPLE, THREAD, HEADER, MODULES, STRINGS, THREADS, ANYWHERE, KINDS };

static void need(bool good)
{
    if (!good)
        abort();
}

static void write_value(struct fake_segment *segment, const struct entry *entry)
{
    const size_t bytes = entry->bytes % 8 + 1;
    char *const base = (char *)segment->header;
    const char *const starts[KINDS] = {
        [HEADER] = base,
        [MODULES] = (const char *)segment->modules,
        [STRINGS] = segment->strings,
        [THREADS] = (const char *)segment->threads,
        [ANYWHERE] = base,
    };
    const unsigned what = entry->what % KINDS;
    const size_t start = (size_t)(starts[what] - base);
    const size_t place =
        start + (what == ANYWHERE ? entry->far % segment->bytes
                                  : entry->place % sizeof(struct rp_segment_header));

    if (place + bytes <= segment->bytes)
        memcpy(base + place, &entry->value, bytes);
}

/* What the rank file's readers rely on. */
static void check_rows(void)
{
    const struct fake_rank_rows *const rows = &fake_rank_rows;

    for (size_t i = 1; i < rows->context_count; i++)
        need(rows->contexts[i].parent < i && (rows->contexts[i].module == RP_NO_ROW ||
                                              rows->contexts[i].module < rows->module_count));
    for (size_t i = 0; i < rows->value_count; i++)
        need(rows->values[i].context < rows->context_count &&
             rows->values[i].thread < rows->thread_count &&
             rows->values[i].metric < rows->metric_count);
    for (size_t i = 0; i < rows->tick_count; i++)
        need(rows->ticks[i].context < rows->context_count);
    for (size_t i = 0; i < rows->stack_count; i++)
        need(rows->stacks[i].context < rows->context_count);
}

static void drain(struct rp_segment_reader *reader)
{
    struct rp_rank_slice ledger = {0};
    struct rp_mpi_pulse pulse = {0};

    rp_segment_reader_drain(reader, &ledger);
    rp_segment_reader_note_stacks(reader, RP_STACK_ASKED, 1);
    rp_segment_reader_pulse(reader, &pulse);
    check_rows();
}

/* A sample is written by functions that go by the segment's own words: only while these are true.
 */
static void act(struct fake_segment *segment, struct rp_segment_reader *reader,
                const struct entry *entry, bool *is_damaged)
{
    switch (entry->what % KINDS) {
    case DRAIN:
        drain(reader);
        break;
    case SAMPLE:
        if (!*is_damaged && segment->threads[0].generation > 0)
            fake_segment_sample(segment, 0, 0, entry->place, entry->value % 1000);
        break;
    case THREAD:
        if (!*is_damaged && segment->threads[0].generation == 0)
            fake_segment_start_thread(segment, 0, 10);
        break;
    default:
        write_value(segment, entry);
        *is_damaged = true;
        break;
    }
}

static void end(struct rp_segment_reader *reader)
{
    struct rp_rank_slice ledger = {0};
    uint64_t usage[RP_PROC_USAGE_COUNT];
    int32_t status;

    drain(reader);
    rp_segment_reader_end(reader, rp_clock_monotonic(), &ledger);
    rp_segment_reader_usage(reader, usage);
    rp_segment_reader_exit_status(reader, &status);
    rp_segment_reader_add_unsampled(reader, rp_segment_reader_cpu_ns(reader));
    check_rows();
}

static void read_all(struct fake_segment *segment, struct rp_unify *unify,
                     const struct entry *entries, size_t count)
{
    const struct rp_attachment attachment = {
        .pid = 4711, .pidfd = -1, .segment = fake_segment_descriptor(segment)};
    const struct rp_segment_scope scope = {unify, NULL, rp_clock_monotonic()};
    struct rp_segment_reader *reader = NULL;
    bool is_damaged = false;
    size_t first = 0;

    /* The first ones, up to a drain, come before it has attached. */
    while (first < count && entries[first].what % KINDS != DRAIN)
        act(segment, NULL, &entries[first++], &is_damaged);
    if (rp_segment_reader_open(&reader, &attachment, false, &scope) != RP_OK)
        return;
    for (size_t i = first; i < count; i++)
        act(segment, reader, &entries[i], &is_damaged);
    end(reader);
    rp_segment_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct entry entries[64];
    struct fake_segment segment;
    struct rp_unify *unify;
    size_t count = size / sizeof(*entries);

    if (count > sizeof(entries) / sizeof(*entries))
        count = sizeof(entries) / sizeof(*entries);
    memcpy(entries, data, count * sizeof(*entries));
    fake_segment_open(&segment);
    need(rp_unify_new(&unify, fake_rank_writer_new()) == RP_OK);
    read_all(&segment, unify, entries, count);
    rp_unify_free(unify);
    fake_segment_close(&segment);
    return 0;
}

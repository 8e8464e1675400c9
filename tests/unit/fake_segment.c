/* fake_segment.c: a segment as an agent makes it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_segment.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/clock.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

void fake_segment_open(struct fake_segment *segment)
{
    struct rp_segment_header layout = {0};
    char *base;

    rp_segment_layout(&layout, 2, 4, 64, false);
    segment->file = memfd_create("fake", MFD_CLOEXEC);
    assert_true(segment->file >= 0);
    assert_int_equal(ftruncate(segment->file, (off_t)layout.segment_bytes), 0);
    base = mmap(NULL, layout.segment_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment->file, 0);
    assert_true(base != MAP_FAILED);
    segment->bytes = layout.segment_bytes;
    segment->header = (struct rp_segment_header *)(void *)base;
    segment->modules = (struct rp_segment_module *)(void *)(base + layout.modules_offset);
    segment->threads = (struct rp_segment_thread *)(void *)(base + layout.threads_offset);
    segment->strings = base + layout.strings_offset;
    *segment->header = layout;
    segment->header->string_bytes = 1;
    segment->header->pid = getpid();
    segment->header->parent_pid = getppid();
    segment->header->attach_ns = rp_clock_monotonic();
    segment->header->executable = fake_segment_string(segment, "/bin/app");
    segment->header->command = fake_segment_string(segment, "app --fast");
    for (uint32_t i = 0; i < 2; i++) {
        struct rp_segment_metric *const metric = &segment->header->metrics[i];

        metric->name = fake_segment_string(segment, i ? "cpu_time" : "samples");
        metric->unit = fake_segment_string(segment, i ? "ns" : "count");
        metric->state = RP_METRIC_COUNTED;
    }
    fake_segment_module(segment, "/bin/app", 0xab);
    segment->header->state = RP_PROCESS_ATTACHED;
}

void fake_segment_close(struct fake_segment *segment)
{
    munmap(segment->header, segment->bytes);
    close(segment->file);
}

int fake_segment_descriptor(const struct fake_segment *segment)
{
    return dup(segment->file);
}

uint32_t fake_segment_string(struct fake_segment *segment, const char *text)
{
    const uint32_t at = segment->header->string_bytes;

    memcpy(segment->strings + at, text, strlen(text) + 1);
    segment->header->string_bytes += (uint32_t)strlen(text) + 1;
    return at;
}

void fake_segment_module(struct fake_segment *segment, const char *path, uint8_t build_id)
{
    struct rp_segment_module *const module = &segment->modules[segment->header->module_count];

    module->path = fake_segment_string(segment, path);
    module->build_id_bytes = 2;
    module->build_id[0] = build_id;
    module->build_id[1] = 0x01;
    module->ready = 1;
    segment->header->module_count++;
}

void fake_segment_start_thread(struct fake_segment *segment, uint32_t slot, int32_t tid)
{
    struct rp_segment_thread *const thread = &segment->threads[slot];
    struct rp_context_tree tree;

    if (segment->header->thread_count <= slot)
        segment->header->thread_count = slot + 1;
    thread->tid = tid;
    thread->state = RP_THREAD_LIVE;
    thread->generation++;
    thread->start_ns = rp_clock_monotonic();
    snprintf(thread->name, sizeof(thread->name), "t%d", tid);
    rp_context_tree_at(&tree, segment->header, segment->header, slot);
    rp_context_tree_start(&tree);
}

uint32_t fake_segment_sample(struct fake_segment *segment, uint32_t slot, uint32_t parent,
                             uint64_t offset, uint64_t time_ns)
{
    const struct rp_segment_context code = {.kind = RP_CONTEXT_CODE, .offset = offset};
    struct rp_context_tree tree;
    uint32_t context;

    rp_context_tree_at(&tree, segment->header, segment->header, slot);
    context = rp_context_tree_child(&tree, parent, &code);
    rp_context_tree_add(&tree, context, RP_METRIC_SAMPLES, 1);
    rp_context_tree_add(&tree, context, RP_METRIC_TIME, time_ns);
    segment->threads[slot].samples++;
    return context;
}

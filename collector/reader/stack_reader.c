/* stack_reader.c: notes where the threads of a process are now.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/stack_reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"

/* The letter of /proc/PID/task/TID/stat, which stands behind a name that may hold anything. */
static uint16_t state_of(int32_t pid, int32_t tid)
{
    char path[64];
    char text[512];
    const char *end;
    ssize_t length;
    int file;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    length = read(file, text, sizeof(text) - 1);
    close(file);
    text[length > 0 ? length : 0] = '\0';
    end = strrchr(text, ')');
    return end && end[1] == ' ' && end[2] >= 'A' && end[2] <= 'z' ? (uint16_t)end[2] : 0;
}

static uint64_t since_start(const struct rp_stack_source *source, uint64_t ns)
{
    return ns > source->start_ns ? ns - source->start_ns : 0;
}

/* The ledger of the thread, when it is in a call; an odd sequence is one that changes just now. */
static bool is_in_call(const struct rp_stack_source *source, uint32_t slot,
                       struct rp_segment_ledger *ledger)
{
    const uint64_t at = source->layout->ledgers_offset + slot * sizeof(*ledger);

    return rp_segment_fetch(source->segment, ledger, at, sizeof(*ledger)) &&
           ledger->sequence % 2 == 0 && ledger->entered_ns != 0;
}

static enum rp_status fill_awaited(struct rp_rank_stack *row,
                                   const struct rp_segment_awaited *awaited,
                                   const struct rp_stack_source *source)
{
    const bool is_known = awaited->kind > 0 && awaited->kind < RP_TICK_KIND_COUNT;
    const char *const group = rp_segment_texts_at(
        source->texts, awaited->group < UINT32_MAX ? (uint32_t)awaited->group : RP_STRING_NONE);

    if (!is_known)
        return RP_OK;
    row->awaits = (uint16_t)awaited->kind;
    row->number = awaited->number;
    row->peer = (uint32_t)awaited->peer;
    row->tag = (int32_t)(uint32_t)awaited->tag;
    return rp_rank_writer_string(source->writer, group, &row->communicator);
}

/* Of the slot's thread, when anything is known of it. */
static enum rp_status note_thread(const struct rp_stack_source *source, uint32_t slot,
                                  const struct rp_segment_thread *thread)
{
    const struct rp_thread_reader *const reader = &source->threads[slot];
    struct rp_segment_ledger ledger;
    const bool in_call = is_in_call(source, slot, &ledger);
    const uint64_t context = in_call ? ledger.awaited.context : thread->seen_context;
    struct rp_rank_stack row = {
        .kind = (uint16_t)source->kind,
        .state = state_of(source->layout->pid, thread->tid),
        .time_ns = since_start(source, rp_clock_monotonic()),
        .command = source->command,
        .thread = reader->row,
        .since_ns = since_start(source, in_call ? ledger.entered_ns : thread->seen_ns),
    };
    enum rp_status status = RP_OK;

    if (context >= reader->mapped || (!in_call && thread->seen_ns == 0))
        return RP_OK; /* one that is new will be seen the next time */
    row.context = reader->rows[context];
    if (in_call)
        status = fill_awaited(&row, &ledger.awaited, source);
    return status == RP_OK ? rp_rank_writer_add_stack(source->writer, &row) : status;
}

enum rp_status rp_stack_reader_note(const struct rp_stack_source *source)
{
    const struct rp_segment_header *const layout = source->layout;
    struct rp_segment_header now;
    enum rp_status status = RP_OK;

    /* The texts after the ledgers that name them is not to be had: new names wait. */
    if (rp_segment_fetch(source->segment, &now, 0, sizeof(now)))
        rp_segment_texts_read(source->texts, source->segment, layout, now.string_bytes);
    for (uint32_t i = 0; status == RP_OK && i < source->thread_count; i++) {
        const uint64_t at = layout->threads_offset + i * sizeof(struct rp_segment_thread);
        struct rp_segment_thread thread;

        if (source->threads[i].last.generation > 0 &&
            rp_segment_fetch(source->segment, &thread, at, sizeof(thread)) &&
            thread.state == RP_THREAD_LIVE)
            status = note_thread(source, i, &thread);
    }
    return status;
}

void rp_mpi_pulse_add(struct rp_mpi_pulse *pulse, int segment,
                      const struct rp_segment_header *layout)
{
    struct rp_segment_header now;
    struct rp_segment_ledger ledger;
    uint32_t count;

    if (!rp_segment_fetch(segment, &now, 0, sizeof(now)) || !now.mpi_called)
        return;
    count = now.thread_count < layout->thread_capacity ? now.thread_count : layout->thread_capacity;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t at = layout->ledgers_offset + i * sizeof(ledger);

        if (!rp_segment_fetch(segment, &ledger, at, sizeof(ledger)))
            return;
        pulse->beats += ledger.sequence;
        pulse->inside += ledger.sequence > 0 && ledger.entered_ns != 0;
    }
}

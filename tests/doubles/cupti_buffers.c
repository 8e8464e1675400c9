/* cupti_buffers.c: the buffers of libcupti's double, one a thread, handed back by another thread.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A buffer goes back when it is full or flushed, and all that it tells has ended; a forced flush
 * hands back whatever there is, with times of 0 where something still runs. No lock is held while
 * the client is called.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "tests/doubles/cupti_double.h"

#define BUFFERS 1024

/* One that is being filled by a thread, or waits to go back. */
struct filled {
    uint8_t *memory;
    size_t bytes, used;
    uint64_t end_ns; /* when the last of what it tells has ended */
};

struct own {
    pthread_mutex_t lock;
    struct filled buffer;
    struct own *next;
};

static struct double_client client;
static _Atomic(struct own *) all;
static _Thread_local struct own *own;
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_delivered = PTHREAD_COND_INITIALIZER;
static struct filled queue[BUFFERS];
static int queued;
static int delivered; /* buffers that threads are handing back now */
static _Atomic uint32_t period_ms;
static _Atomic size_t dropped;

void double_buffers_client(const struct double_client *wanted)
{
    client = *wanted;
}

size_t double_buffers_dropped(void)
{
    return atomic_exchange(&dropped, 0);
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void spin_until(uint64_t until_ns)
{
    while (now() < until_ns)
        continue;
}

static struct own *find_own(void)
{
    if (own)
        return own;
    own = calloc(1, sizeof(*own)); /* outlives its thread: what it holds is still to go back */
    pthread_mutex_init(&own->lock, NULL);
    own->next = atomic_load(&all);
    while (!atomic_compare_exchange_weak(&all, &own->next, own))
        continue;
    return own;
}

static void put_in_queue(const struct filled *buffer)
{
    pthread_mutex_lock(&queue_lock);
    if (queued < BUFFERS)
        queue[queued++] = *buffer;
    pthread_mutex_unlock(&queue_lock);
}

static void hand_back(const struct filled *buffer)
{
    if (!double_flag("no_complete", 0))
        client.complete(NULL, 0, buffer->memory, buffer->bytes, buffer->used);
    pthread_mutex_lock(&queue_lock);
    delivered--;
    pthread_cond_broadcast(&is_delivered);
    pthread_mutex_unlock(&queue_lock);
}

/* Whoever flushes waits for what others are handing back. */
static void wait_for_others(void)
{
    pthread_mutex_lock(&queue_lock);
    while (delivered > 0)
        pthread_cond_wait(&is_delivered, &queue_lock);
    pthread_mutex_unlock(&queue_lock);
}

/* ---- filling ---- */

static bool make_room(struct own *it, size_t bytes)
{
    size_t most = 0;

    if (it->buffer.memory && it->buffer.used + bytes <= it->buffer.bytes)
        return true;
    if (it->buffer.memory)
        put_in_queue(&it->buffer);
    it->buffer = (struct filled){0};
    client.request(&it->buffer.memory, &it->buffer.bytes, &most);
    if (!it->buffer.memory)
        atomic_fetch_add(&dropped, 1);
    return it->buffer.memory != NULL;
}

static void tell_overhead(struct own *it, uint64_t start_ns)
{
    const long slow_ns = double_flag("slow", 0);
    const long overhead_ns = double_flag("overhead", 0);
    static _Atomic long count;

    if (slow_ns > 0)
        spin_until(start_ns + (uint64_t)slow_ns);
    if (slow_ns > 0 || (overhead_ns > 0 && atomic_fetch_add(&count, 1) % 100 == 0)) {
        if (!make_room(it, double_record_bytes(RP_CUPTI_KIND_OVERHEAD)))
            return;
        it->buffer.used +=
            double_record_overhead(it->buffer.memory + it->buffer.used, 2, start_ns,
                                   start_ns + (uint64_t)(slow_ns > 0 ? slow_ns : overhead_ns));
    }
}

void double_buffers_add(const struct model_operation *operation)
{
    const long drop_every = double_flag("drop_every", 0);
    static _Atomic long count;
    struct own *const it = find_own();

    if (drop_every > 0 && (atomic_fetch_add(&count, 1) + 1) % drop_every == 0) {
        atomic_fetch_add(&dropped, 1);
        return;
    }
    pthread_mutex_lock(&it->lock);
    if (make_room(it, double_record_bytes(double_kind_of(operation)))) {
        it->buffer.used += double_record_write(it->buffer.memory + it->buffer.used, operation);
        if (it->buffer.end_ns < operation->end_ns)
            it->buffer.end_ns = operation->end_ns;
    }
    tell_overhead(it, now());
    pthread_mutex_unlock(&it->lock);
}

/* ---- handing back ---- */

static bool take_from_queue(struct filled *out, bool forced)
{
    const uint64_t now_ns = now();
    const bool reorder = double_flag("reorder", 0) != 0;
    bool found = false;

    pthread_mutex_lock(&queue_lock);
    for (int i = 0; i < queued && !found; i++) {
        const int at = reorder ? queued - 1 - i : i;

        if (!forced && queue[at].end_ns > now_ns)
            continue;
        *out = queue[at];
        queue[at] = queue[--queued];
        delivered++;
        found = true;
    }
    pthread_mutex_unlock(&queue_lock);
    return found;
}

/* What has not ended has no times yet. */
static void clear_times(const struct filled *buffer, uint64_t now_ns)
{
    struct rp_cupti_record *record = NULL;

    for (size_t at = 0; at < buffer->used; at += double_record_bytes(record->kind)) {
        struct rp_cupti_kernel *const kernel = (void *)(buffer->memory + at);

        record = (void *)(buffer->memory + at);
        if (double_record_bytes(record->kind) == 0)
            return;
        if (record->kind == RP_CUPTI_KIND_KERNEL && kernel->end > now_ns)
            kernel->start = kernel->end = 0;
    }
}

static void flush_own(struct own *it, bool forced)
{
    const uint64_t now_ns = now();

    pthread_mutex_lock(&it->lock);
    if (it->buffer.memory && it->buffer.used > 0 && (forced || it->buffer.end_ns <= now_ns)) {
        if (it->buffer.end_ns > now_ns)
            clear_times(&it->buffer, now_ns);
        put_in_queue(&it->buffer);
        it->buffer = (struct filled){0};
    }
    pthread_mutex_unlock(&it->lock);
}

void double_buffers_flush(bool forced)
{
    struct filled buffer;

    for (struct own *it = atomic_load(&all); it; it = it->next)
        flush_own(it, forced);
    while (take_from_queue(&buffer, forced))
        hand_back(&buffer);
    if (forced)
        wait_for_others();
}

static void *work(void *unused)
{
    struct timespec pause = {0, 20000000};
    struct filled buffer;
    uint32_t passed_ms = 0;

    (void)unused;
    for (;;) {
        nanosleep(&pause, NULL);
        while (take_from_queue(&buffer, false))
            hand_back(&buffer);
        passed_ms += 20;
        if (period_ms > 0 && passed_ms >= period_ms) {
            double_buffers_flush(false);
            passed_ms = 0;
        }
    }
    return NULL;
}

void double_buffers_period(uint32_t milliseconds)
{
    static pthread_t thread;

    period_ms = milliseconds;
    if (!thread && pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_detach(thread);
}

/* thread.c: how threads begin and end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "life.h"

static pthread_key_t key;
static atomic_int turns;
static volatile bool started;

static void start(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *))
{
    const int rc = pthread_create(thread, attributes, routine, NULL);

    if (rc != 0)
        life_say("pthread_create: %s", strerror(rc));
}

static void join(pthread_t thread)
{
    void *result = NULL;
    const int rc = pthread_join(thread, &result);

    life_say("join: %d, result %s", rc, result == PTHREAD_CANCELED ? "canceled" : (char *)result);
}

static void cleanup(void *text)
{
    life_work();
    life_say("cleanup: %s", (char *)text);
}

static void *by_return(void *unused)
{
    (void)unused;
    life_work();
    return "returned";
}

static void *by_exit(void *unused)
{
    (void)unused;
    pthread_cleanup_push(cleanup, "pthread_exit");
    life_work();
    pthread_exit("exited");
    pthread_cleanup_pop(0);
    return NULL;
}

static void *wait_for_cancel(void *unused)
{
    const struct timespec long_time = {1000, 0};

    (void)unused;
    pthread_cleanup_push(cleanup, "cancel in a wait");
    life_work();
    started = true;
    nanosleep(&long_time, NULL);
    pthread_cleanup_pop(0);
    return "not canceled";
}

static void *work_until_cancel(void *unused)
{
    (void)unused;
    pthread_cleanup_push(cleanup, "cancel in a loop");
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    started = true;
    for (volatile unsigned turn = 0;; turn++)
        continue;
    pthread_cleanup_pop(0);
    return NULL;
}

/* Canceled before it runs: it ends at its first cancellation point and not before. */
static void *canceled_early(void *unused)
{
    (void)unused;
    while (!started)
        continue;
    life_work();
    started = false;
    pthread_testcancel();
    return "not canceled";
}

static void ends(void)
{
    pthread_t thread;

    start(&thread, NULL, by_return);
    join(thread);
    start(&thread, NULL, by_exit);
    join(thread);
}

static void cancel_when_started(void *(*routine)(void *))
{
    pthread_t thread;

    started = false;
    start(&thread, NULL, routine);
    while (!started)
        continue;
    pthread_cancel(thread);
    join(thread);
}

static void cancels(void)
{
    pthread_t thread;

    cancel_when_started(wait_for_cancel);
    for (int i = 0; i < 3; i++)
        cancel_when_started(work_until_cancel);
    for (int i = 0; i < 20; i++) {
        started = false;
        start(&thread, NULL, canceled_early);
        pthread_cancel(thread);
        started = true;
        pthread_join(thread, NULL);
        if (started)
            life_say("thread %d ended before its routine ran", i);
    }
}

static void *work_in_little(void *unused)
{
    pthread_attr_t own;
    size_t bytes = 0;

    (void)unused;
    life_work();
    pthread_getattr_np(pthread_self(), &own);
    pthread_attr_getstacksize(&own, &bytes);
    pthread_attr_destroy(&own);
    life_work();
    return bytes == (size_t)PTHREAD_STACK_MIN ? "the stack asked for" : "another stack";
}

static void small_stack(void)
{
    pthread_attr_t small;
    pthread_t thread;

    pthread_attr_init(&small);
    life_say("smallest: %d", pthread_attr_setstacksize(&small, (size_t)PTHREAD_STACK_MIN));
    start(&thread, &small, work_in_little);
    join(thread);
}

/* A destructor that sets its key again is called again, so often. */
static void destroy(void *value)
{
    life_work();
    if (++turns < PTHREAD_DESTRUCTOR_ITERATIONS)
        pthread_setspecific(key, value);
}

static void *with_key(void *unused)
{
    (void)unused;
    pthread_setspecific(key, &key);
    life_work();
    return "with key";
}

static void keys(void)
{
    pthread_t thread;

    life_say("key: %d", pthread_key_create(&key, destroy));
    start(&thread, NULL, with_key);
    join(thread);
    life_say("destructor ran %d times", turns);
}

static void failing(void)
{
    pthread_attr_t huge;
    pthread_t thread;
    int failed = 0;

    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, (size_t)1 << 46);
    for (int i = 0; i < 5000; i++)
        failed += pthread_create(&thread, &huge, by_return, NULL) == EAGAIN;
    life_say("failed: %d", failed);
    start(&thread, NULL, by_return);
    join(thread);
}

static void *count_turn(void *unused)
{
    (void)unused;
    turns++;
    return NULL;
}

static void detached(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 100; i++)
        start(&thread, &attributes, count_turn);
    while (turns < 100)
        usleep(1000);
    life_work();
}

/* fork in a thread: the child has that one only. */
static void *fork_here(void *unused)
{
    (void)unused;
    life_in_child(ends);
    life_work();
    return "forked";
}

static void fork_in_thread(void)
{
    pthread_t thread, other;

    start(&other, NULL, by_return);
    start(&thread, NULL, fork_here);
    join(thread);
    join(other);
}

const struct life_case life_thread_cases[] = {
    {"thread-ends", ends, 1, 3, LIFE_ANYONE},
    {"thread-cancels", cancels, 1, 25, LIFE_ANYONE},
    {"thread-small-stack", small_stack, 1, 2, LIFE_ANYONE},
    {"thread-keys", keys, 1, 2, LIFE_ANYONE},
    {"thread-failing", failing, 1, 2, LIFE_ANYONE},
    {"thread-detached", detached, 1, 101, LIFE_ANYONE},
    {"thread-fork", fork_in_thread, 2, 6, LIFE_ANYONE},
    {0},
};

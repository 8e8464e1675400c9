/* finish.c: fetches the last records when the process ends.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The one place where the program waits for us: for CUPTI to hand its buffers over, as long as that
 * is measured in moments. Flushing can hang in the driver, so that another thread does it, and is
 * left alone after some seconds.
 */
#include "gpu/finish.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "gpu/trace.h"

#define PATIENCE_S 3
#define PAUSE_NS   1000000
#define PAUSES     2000

static sem_t is_done;

/* CUPTI's own thread may be handing a buffer over at the same time. */
static void *flush(void *unused)
{
    const struct timespec pause = {0, PAUSE_NS};
    struct rp_trace *const trace = rp_trace();

    (void)unused;
    trace->cupti.cuptiActivityFlushAll(RP_CUPTI_FLUSH_FORCED);
    for (int i = 0; i < PAUSES && atomic_load_explicit(&trace->returning, memory_order_acquire);
         i++)
        nanosleep(&pause, NULL);
    sem_post(&is_done);
    return NULL;
}

/* The C library's own function: the agent's would take this thread for one of the program's. */
static bool start_thread(pthread_t *thread)
{
    void *const library = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = NULL;
    sigset_t all, before;
    bool is_started;

    if (library)
        *(void **)&create = dlsym(library, "pthread_create");
    if (!create)
        return false;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    is_started = create(thread, NULL, flush, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}

static void finish(void)
{
    struct timespec until;
    pthread_t thread;
    int result;

    if (!atomic_load_explicit(&rp_trace()->on, memory_order_acquire) ||
        sem_init(&is_done, 0, 0) != 0 || !start_thread(&thread))
        return;
    clock_gettime(CLOCK_MONOTONIC, &until); /* the one of the wall may be set back meanwhile */
    until.tv_sec += PATIENCE_S;
    while ((result = sem_clockwait(&is_done, CLOCK_MONOTONIC, &until)) != 0 && errno == EINTR)
        continue;
    if (result == 0)
        pthread_join(thread, NULL);
}

void rp_finish_prepare(void)
{
    atexit(finish);
}

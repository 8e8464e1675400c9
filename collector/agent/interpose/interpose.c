/* interpose.c: the functions of the C library that we stand in front of.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each calls the next definition in link order, so other preloaded tools go on working.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>

#include "collector/agent/process.h"

#define PUBLIC __attribute__((visibility("default")))

typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
typedef int close_function(void *);

static pthread_key_t end_of_thread;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool key_made;

/* Runs however the thread ends: by return, pthread_exit or cancellation. */
static void stop_thread(void *thread)
{
    if (rp_process_agent() && thread == rp_thread_self())
        rp_thread_stop(thread);
}

static void make_key(void)
{
    key_made = pthread_key_create(&end_of_thread, stop_thread) == 0;
}

static void *start_thread(void *argument)
{
    struct rp_thread *const thread = argument;
    void *(*const routine)(void *) = thread->routine;
    void *const routine_argument = thread->argument;

    rp_thread_start(thread, NULL);
    pthread_setspecific(end_of_thread, thread);
    return routine(routine_argument);
}

static struct rp_thread *claim(void *(*routine)(void *), void *argument)
{
    struct rp_agent *const agent = rp_process_agent();
    struct rp_thread *thread;

    pthread_once(&key_once, make_key);
    thread = agent && key_made ? rp_thread_claim(agent) : NULL;
    if (thread) {
        thread->routine = routine;
        thread->argument = argument;
    }
    return thread;
}

PUBLIC int pthread_create(pthread_t *id, const pthread_attr_t *attributes, void *(*routine)(void *),
                          void *argument)
{
    static create_function *next;
    struct rp_thread *thread;
    int rc;

    if (!next)
        next = (create_function *)dlsym(RTLD_NEXT, "pthread_create");
    if (!next)
        return EAGAIN;
    thread = claim(routine, argument);
    rc = thread ? next(id, attributes, start_thread, thread)
                : next(id, attributes, routine, argument);
    if (thread && rc != 0)
        rp_thread_unclaim(thread);
    return rc;
}

/* An address range may change its owner at any moment in here: remembered ranges are checked. */
PUBLIC int dlclose(void *handle)
{
    static close_function *next;
    struct rp_modules *const modules = rp_process_modules();
    int rc;

    if (!next)
        next = (close_function *)dlsym(RTLD_NEXT, "dlclose");
    if (!next)
        return -1;
    if (modules)
        rp_modules_unloaded(modules);
    rc = next(handle);
    if (modules)
        rp_modules_unloaded(modules);
    return rc;
}

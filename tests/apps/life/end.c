/* end.c: the ways in which a program ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "life.h"

static void at_exit_one(void)
{
    life_work();
    life_say("atexit, registered first");
}

static void at_exit_two(void)
{
    life_say("atexit, registered last");
}

static void at_exit_status(int status, void *argument)
{
    life_say("on_exit: %d %s", status, (const char *)argument);
}

static void at_quick_exit_one(void)
{
    life_work();
    life_say("at_quick_exit");
}

__attribute__((destructor)) static void at_unload(void)
{
    if (getenv("LIFE_DESTRUCTOR"))
        life_say("destructor");
}

static void register_all(void)
{
    static char argument[] = "argument";

    setenv("LIFE_DESTRUCTOR", "1", 1);
    atexit(at_exit_one);
    on_exit(at_exit_status, argument);
    at_quick_exit(at_quick_exit_one);
    atexit(at_exit_two);
    life_work();
}

static void by_return(void)
{
    register_all();
}

static void by_exit(void)
{
    register_all();
    exit(300);
}

static void by_exit_now(void)
{
    register_all();
    _exit(21);
}

static void by_iso_exit_now(void)
{
    register_all();
    _Exit(22);
}

static void by_quick_exit(void)
{
    register_all();
    quick_exit(23);
}

static void by_abort(void)
{
    register_all();
    abort();
}

static void say_signal(int number)
{
    life_say("caught %d", number);
}

static void by_caught_abort(void)
{
    signal(SIGABRT, say_signal);
    by_abort();
}

static void exit_in_handler(int number)
{
    life_say("exit in the handler of %d", number);
    exit(24);
}

static void by_exit_in_handler(void)
{
    register_all();
    signal(SIGTERM, exit_in_handler);
    raise(SIGTERM);
}

static void by_kill(void)
{
    register_all();
    raise(SIGKILL);
}

static void by_fault(void)
{
    int *volatile nowhere = (int *)8;

    register_all();
    *nowhere = 1;
}

static void *exit_here(void *unused)
{
    (void)unused;
    life_work();
    exit(25);
}

static void by_exit_in_thread(void)
{
    pthread_t thread;

    register_all();
    pthread_create(&thread, NULL, exit_here, NULL);
    pthread_join(thread, NULL);
}

static void *outlive(void *first)
{
    pthread_join(*(pthread_t *)first, NULL);
    life_work();
    life_say("the last thread");
    return NULL;
}

/* The process goes on until the last thread has ended, and has status 0 then. */
static void by_last_thread(void)
{
    static pthread_t first;
    pthread_attr_t detached;
    pthread_t thread;

    first = pthread_self();
    register_all();
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &detached, outlive, &first);
    pthread_exit(NULL);
}

const struct life_case life_end_cases[] = {
    {"end-return", by_return, 1, 1, LIFE_ANYONE},
    {"end-exit", by_exit, 1, 1, LIFE_ANYONE},
    {"end-_exit", by_exit_now, 1, 1, LIFE_ANYONE},
    {"end-_Exit", by_iso_exit_now, 1, 1, LIFE_ANYONE},
    {"end-quick_exit", by_quick_exit, 1, 1, LIFE_ANYONE},
    {"end-abort", by_abort, 1, 1, LIFE_ANYONE},
    {"end-caught-abort", by_caught_abort, 1, 1, LIFE_ANYONE},
    {"end-in-handler", by_exit_in_handler, 1, 1, LIFE_ANYONE},
    {"end-kill", by_kill, 1, 1, LIFE_ANYONE},
    {"end-fault", by_fault, 1, 1, LIFE_ANYONE},
    {"end-in-thread", by_exit_in_thread, 1, 2, LIFE_ANYONE},
    {"end-last-thread", by_last_thread, 1, 2, LIFE_ANYONE},
    {0},
};

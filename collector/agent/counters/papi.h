/* papi.h: PAPI, found at run time so that nothing links it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_PAPI_H
#define RANKPROF_AGENT_PAPI_H

#include <papi.h>
#include <pthread.h> /* papi.h means pthread_t and does not say so */

#define RP_PAPI_CALLS(_)                                                                           \
    _(PAPI_library_init)                                                                           \
    _(PAPI_thread_init)                                                                            \
    _(PAPI_multiplex_init)                                                                         \
    _(PAPI_get_opt)                                                                                \
    _(PAPI_set_domain)                                                                             \
    _(PAPI_create_eventset)                                                                        \
    _(PAPI_assign_eventset_component)                                                              \
    _(PAPI_set_multiplex)                                                                          \
    _(PAPI_add_named_event)                                                                        \
    _(PAPI_cleanup_eventset)                                                                       \
    _(PAPI_destroy_eventset)                                                                       \
    _(PAPI_start)                                                                                  \
    _(PAPI_stop)                                                                                   \
    _(PAPI_read)                                                                                   \
    _(PAPI_get_component_index)                                                                    \
    _(PAPI_get_component_info)                                                                     \
    _(PAPI_event_name_to_code)                                                                     \
    _(PAPI_get_event_info)                                                                         \
    _(PAPI_strerror)

extern struct rp_papi {
    void *library; /* NULL: not opened yet */
#define RP_PAPI_MEMBER(name) __typeof__(&name) name;
    RP_PAPI_CALLS(RP_PAPI_MEMBER)
#undef RP_PAPI_MEMBER
} rp_papi __attribute__((visibility("hidden")));

/*
 * Opens PAPI, once a process; NULL, or why it cannot be had. It is never shut down: that would
 * reset the application's SIGPROF timer. A program that uses PAPI itself has the same one.
 */
const char *rp_papi_open(void);

/* The same, to count in threads. */
const char *rp_papi_open_threads(void);

#endif

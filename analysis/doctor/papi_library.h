/* papi_library.h: PAPI as far as it is asked what can be counted here; opened at run time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_DOCTOR_PAPI_LIBRARY_H
#define RANKPROF_ANALYSIS_DOCTOR_PAPI_LIBRARY_H

#include <papi.h>

#include "common/error.h"

#define RP_PAPI_CALLS(_)                                                                           \
    _(PAPI_library_init)                                                                           \
    _(PAPI_shutdown)                                                                               \
    _(PAPI_create_eventset)                                                                        \
    _(PAPI_cleanup_eventset)                                                                       \
    _(PAPI_destroy_eventset)                                                                       \
    _(PAPI_add_named_event)                                                                        \
    _(PAPI_start)                                                                                  \
    _(PAPI_stop)                                                                                   \
    _(PAPI_enum_event)                                                                             \
    _(PAPI_enum_cmp_event)                                                                         \
    _(PAPI_get_event_info)                                                                         \
    _(PAPI_num_components)                                                                         \
    _(PAPI_get_component_info)                                                                     \
    _(PAPI_strerror)

struct rp_papi {
    void *library;
    char version[24]; /* "7.0.0" */
#define RP_PAPI_MEMBER(name) __typeof__(&name) name;
    RP_PAPI_CALLS(RP_PAPI_MEMBER)
#undef RP_PAPI_MEMBER
};

enum rp_status rp_papi_open(struct rp_papi *papi, struct rp_error *error);
void rp_papi_close(const struct rp_papi *papi);

/* PAPI_OK when the event can be added and counted alone. */
int rp_papi_try(const struct rp_papi *papi, const char *event);

#endif

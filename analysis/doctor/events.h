/* events.h: lists the events that can be counted on this host.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_DOCTOR_EVENTS_H
#define RANKPROF_ANALYSIS_DOCTOR_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/error.h"

enum rp_event_kind { RP_EVENT_SOFTWARE, RP_EVENT_PRESET, RP_EVENT_NATIVE, RP_EVENT_KINDS };

struct rp_event_info {
    enum rp_event_kind kind;
    bool usable;
    char reason[80]; /* why not usable, or "" */
    char name[160];
    char text[160];
};

struct rp_event_list {
    struct rp_event_info *events;
    size_t count, capacity;
    char papi_version[24]; /* "" when PAPI cannot be had: `papi_reason` says why */
    char papi_reason[256];
};

/* Tries every event: takes a moment. Without PAPI the list has the software events alone. */
enum rp_status rp_event_list_init(struct rp_event_list *list, struct rp_error *error);
void rp_event_list_release(struct rp_event_list *list);

/* Counts of one kind. */
size_t rp_event_list_known(const struct rp_event_list *list, enum rp_event_kind kind);
size_t rp_event_list_usable(const struct rp_event_list *list, enum rp_event_kind kind);

/* `all` shows those that cannot be counted too, each with its reason. */
void rp_event_list_write(const struct rp_event_list *list, bool all, FILE *out);
enum rp_status rp_event_list_write_json(const struct rp_event_list *list, bool all, FILE *out,
                                        struct rp_error *error);

#endif

/* event_name.h: events as users write them: NAME to count, NAME@PERIOD to sample on.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_EVENT_NAME_H
#define RANKPROF_COMMON_EVENT_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the name itself, without its period. */
size_t rp_event_name_length(const char *event);

/*
 * The period behind '@', a whole number of events with k, M or G for thousands, millions and
 * thousand millions; 0 when there is no '@'. False when there is one, and no such number.
 */
bool rp_event_period(const char *event, uint64_t *period);

#endif

/* message.h: the one way in which `rankprof run` speaks to people.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_MESSAGE_H
#define RANKPROF_COLLECTOR_START_MESSAGE_H

/* Writes "rankprof run: SENTENCE\n" to stderr with one write(2), so that ranks do not mix. */
void rp_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

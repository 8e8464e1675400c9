/* identity_host.h: the part of the identity that the kernel knows.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_IDENTITY_HOST_H
#define RANKPROF_COLLECTOR_START_IDENTITY_HOST_H

#include <stdbool.h>

#include "collector/start/identity.h"

/* Adds what /proc and /sys under `root` say; the keys are a table in identity_host.c. */
void rp_identity_read_host(struct rp_identity *identity, const char *root);

#endif

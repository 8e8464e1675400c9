/* attach.h: makes this process's segment and hands it to the collector.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_ATTACH_H
#define RANKPROF_AGENT_ATTACH_H

#include <stdbool.h>

#include "collector/agent/agent.h"

/*
 * Makes the segment, describes process and metrics in it, and sends it to the collector that
 * listens at `socket_name` in the abstract namespace. Waits for nothing and allocates nothing with
 * malloc. False when any of it fails; then nothing is left behind.
 */
bool rp_attach(struct rp_agent *agent, const char *socket_name);

#endif

/* attach.h: the socket where agents attach, and what they send.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_ATTACH_H
#define RANKPROF_COLLECTOR_READER_ATTACH_H

#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/segment.h"

/* An agent that attached. Both descriptors belong to the receiver. */
struct rp_attachment {
    pid_t pid; /* as the kernel told it, in our pid namespace */
    int pidfd;
    int segment;
};

/* Listens in the abstract namespace; stores the name without the leading NUL. */
enum rp_status rp_attach_listen(int *listener, char name[RP_SOCKET_NAME_BYTES],
                                struct rp_error *error);

/*
 * Reads the message of one accepted connection, which must not block, and leaves the connection
 * open. RP_E_END: nothing is there yet. RP_E_NOT_FOUND: nothing will be, it was a knock: somebody
 * wants the collector to look up. RP_E_PERMISSION: another user. RP_E_VERSION, RP_E_DAMAGED: no
 * message of ours.
 */
enum rp_status rp_attach_receive(int connection, struct rp_attachment *out);

#endif

/* attach.c: receives the segments of agents over a unix socket.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/attach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "collector/reader/process_end.h"
#include "common/segment.h"

#define BACKLOG 4096

enum rp_status rp_attach_listen(int *listener, char name[RP_SOCKET_NAME_BYTES],
                                struct rp_error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    uint64_t random = 0;
    socklen_t length;
    int made;

    /* The name need not be secret (credentials are checked), only unlike any other. */
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
        random = (uint64_t)(uintptr_t)&random;
    length = (socklen_t)snprintf(name, RP_SOCKET_NAME_BYTES, RP_SOCKET_NAME_START "%u-%d-%016llx",
                                 (unsigned)getuid(), (int)getpid(), (unsigned long long)random);
    memcpy(address.sun_path + 1, name, length);
    length += (socklen_t)offsetof(struct sockaddr_un, sun_path) + 1;
    made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0 || bind(made, (struct sockaddr *)&address, length) != 0 ||
        listen(made, BACKLOG) != 0) {
        const int cause = errno;

        if (made >= 0)
            close(made);
        return rp_error_set(error, RP_E_IO, "cannot listen for agents on a unix socket: %s",
                            strerror(cause));
    }
    *listener = made;
    return RP_OK;
}

/* Takes the one descriptor that is expected and closes any other. */
static int take_descriptor(struct msghdr *header)
{
    int taken = -1;

    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part; part = CMSG_NXTHDR(header, part)) {
        const size_t count = part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS
                                 ? (part->cmsg_len - CMSG_LEN(0)) / sizeof(int)
                                 : 0;

        for (size_t i = 0; i < count; i++) {
            int file;

            memcpy(&file, CMSG_DATA(part) + i * sizeof(int), sizeof(file));
            if (taken < 0)
                taken = file;
            else
                close(file);
        }
    }
    return taken;
}

static enum rp_status receive_message(int connection, struct rp_attach_message *message, int *file)
{
    union {
        struct cmsghdr aligned;
        char bytes[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec part = {.iov_base = message, .iov_len = sizeof(*message)};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    const ssize_t length = recvmsg(connection, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

    if (length == 0 && header.msg_controllen == 0)
        return RP_E_NOT_FOUND;
    if (length < 0)
        return errno == EAGAIN || errno == EINTR ? RP_E_END : RP_E_IO;
    *file = take_descriptor(&header);
    if (length != (ssize_t)sizeof(*message) || message->magic != RP_ATTACH_MAGIC || *file < 0)
        return RP_E_DAMAGED;
    return message->version == RP_SEGMENT_VERSION ? RP_OK : RP_E_VERSION;
}

enum rp_status rp_attach_receive(int connection, struct rp_attachment *out)
{
    struct rp_attach_message message;
    struct ucred peer;
    socklen_t length = sizeof(peer);
    int file = -1;
    enum rp_status status;

    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return RP_E_IO;
    if (peer.uid != getuid())
        return RP_E_PERMISSION;
    status = receive_message(connection, &message, &file);
    if (status != RP_OK) {
        if (file >= 0)
            close(file);
        return status;
    }
    out->pid = peer.pid;
    out->segment = file;
    out->pidfd = rp_pidfd_of_peer(connection);
    if (out->pidfd < 0)
        out->pidfd = rp_pidfd_open(peer.pid);
    return RP_OK;
}

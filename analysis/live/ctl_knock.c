/* ctl_knock.c: makes the collectors of this node look up.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Collectors listen for agents on sockets in the abstract namespace, whose names everybody on the
 * node can read. A connection that says nothing is a knock.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "analysis/live/ctl.h"
#include "common/segment.h"

static void knock_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(name);
    const int door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (door < 0)
        return;
    if (length + 1 <= sizeof(address.sun_path)) {
        memcpy(address.sun_path + 1, name, length);
        if (connect(door, (struct sockaddr *)&address,
                    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) != 0) {
            /* Its collector has just ended, or is very busy: it will look by itself. */
        }
    }
    close(door);
}

void rp_ctl_knock(void)
{
    FILE *const sockets = fopen("/proc/net/unix", "re");
    char line[512];
    char prefix[64];

    if (!sockets)
        return;
    snprintf(prefix, sizeof(prefix), "@" RP_SOCKET_NAME_START "%u-", (unsigned)getuid());
    while (fgets(line, sizeof(line), sockets)) {
        char *const name = strstr(line, prefix);

        if (!name)
            continue;
        name[strcspn(name, "\n")] = '\0';
        knock_at(name + 1);
    }
    fclose(sockets);
}

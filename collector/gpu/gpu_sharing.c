/* gpu_sharing.c: which collectors of a job watch the same GPU or node.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_sharing.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST      64 /* collectors that watch one GPU */
#define LOOKED_AT 8  /* names that may have become free before others */

static socklen_t address_of(const struct rp_gpu_sharing *sharing, int number,
                            struct sockaddr_un *address)
{
    int length;

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    length = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "%s.%d", sharing->name,
                      number);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

/* Long keys of jobs are cut to a number, for names have little room. */
static void name(struct rp_gpu_sharing *sharing, const char *job, const char *what)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (const char *at = job; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    snprintf(sharing->name, sizeof(sharing->name), "rankprof.%u.%016llx.%.40s", (unsigned)getuid(),
             (unsigned long long)hash, what);
}

static bool take(struct rp_gpu_sharing *sharing, int number)
{
    struct sockaddr_un address;
    const socklen_t bytes = address_of(sharing, number, &address);
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, bytes) == 0) {
        if (sharing->socket >= 0)
            close(sharing->socket);
        sharing->socket = fd;
        sharing->number = number;
        return true;
    }
    if (fd >= 0)
        close(fd);
    return false;
}

void rp_gpu_sharing_init(struct rp_gpu_sharing *sharing, const char *job, const char *what)
{
    *sharing = (struct rp_gpu_sharing){.is_there = true, .socket = -1, .number = MOST};
    name(sharing, job, what);
    for (int number = 0; number < MOST; number++)
        if (take(sharing, number))
            return;
}

void rp_gpu_sharing_release(struct rp_gpu_sharing *sharing)
{
    if (sharing->is_there && sharing->socket >= 0)
        close(sharing->socket);
    *sharing = (struct rp_gpu_sharing){0};
}

/* A datagram socket can be connected to where there is one of that name. */
static bool is_taken(const struct rp_gpu_sharing *sharing, int number)
{
    struct sockaddr_un address;
    const socklen_t bytes = address_of(sharing, number, &address);
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool connects = fd >= 0 && connect(fd, (struct sockaddr *)&address, bytes) == 0;

    if (fd >= 0)
        close(fd);
    return connects;
}

bool rp_gpu_sharing_look(const struct rp_gpu_sharing *sharing)
{
    bool is_shared = sharing->is_there && sharing->number > 0;

    for (int number = 1; sharing->is_there && !is_shared && number < LOOKED_AT; number++)
        is_shared = is_taken(sharing, number);
    return is_shared;
}

bool rp_gpu_sharing_leads(struct rp_gpu_sharing *sharing)
{
    if (!sharing->is_there || sharing->number == 0)
        return sharing->is_there;
    return take(sharing, 0);
}

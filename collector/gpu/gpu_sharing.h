/* gpu_sharing.h: which collectors of a job watch the same GPU or node.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each takes the first free one of the numbered names in the abstract namespace of unix sockets:
 * the kernel gives a name to one process, and takes it back when that ends, however it ends. Number
 * 0 reads the sensors. Collectors in other network namespaces are not seen.
 */
#ifndef RANKPROF_COLLECTOR_GPU_GPU_SHARING_H
#define RANKPROF_COLLECTOR_GPU_GPU_SHARING_H

#include <stdbool.h>

#define RP_SHARING_NAME_BYTES 100u

/* Zeroed: watched by nobody. */
struct rp_gpu_sharing {
    bool is_there;
    int socket; /* holds the name; -1: none could be had */
    int number;
    char name[RP_SHARING_NAME_BYTES]; /* without the number */
};

/* `what`: "node", or the UUID of a GPU. */
void rp_gpu_sharing_init(struct rp_gpu_sharing *sharing, const char *job, const char *what);
void rp_gpu_sharing_release(struct rp_gpu_sharing *sharing);

/* Does anybody else watch it now? */
bool rp_gpu_sharing_look(const struct rp_gpu_sharing *sharing);

/* Are we the one who reads its sensors? May become true when another one has ended. */
bool rp_gpu_sharing_leads(struct rp_gpu_sharing *sharing);

#endif

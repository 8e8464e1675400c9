/* nvtx_abi.h: the part of NVTX's binary interface that we use.
 * SPDX-License-Identifier: Apache-2.0
 *
 * NVTX is a header that programs include: it finds a tool at run time and lets it fill tables of
 * functions. Own declarations, so that no toolkit is needed to build.
 */
#ifndef RANKPROF_AGENT_NVTX_ABI_H
#define RANKPROF_AGENT_NVTX_ABI_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

enum rp_nvtx_module { RP_NVTX_CORE = 1, RP_NVTX_DOMAINS = 5 };

/* Places in the table of RP_NVTX_CORE. */
enum rp_nvtx_core {
    RP_NVTX_PUSH = 8,
    RP_NVTX_PUSH_TEXT = 9,
    RP_NVTX_PUSH_WIDE = 10,
    RP_NVTX_POP = 11,
};

/* Places in the table of RP_NVTX_DOMAINS. */
enum rp_nvtx_domains {
    RP_NVTX_DOMAIN_PUSH = 4,
    RP_NVTX_DOMAIN_POP = 5,
    RP_NVTX_REGISTER_TEXT = 10,
    RP_NVTX_DOMAIN_CREATE = 12,
};

enum rp_nvtx_message { RP_NVTX_TEXT = 1, RP_NVTX_WIDE = 2, RP_NVTX_REGISTERED = 3 };

/* What a range is called, and how it is painted. */
struct rp_nvtx_attributes {
    uint16_t version;
    uint16_t size;
    uint32_t category;
    int32_t color_type;
    uint32_t color;
    int32_t payload_type;
    int32_t reserved;
    uint64_t payload;
    int32_t message_type; /* enum rp_nvtx_message */
    const void *message;
};
_Static_assert(offsetof(struct rp_nvtx_attributes, message_type) == 32, "NVTX's ABI");
_Static_assert(sizeof(struct rp_nvtx_attributes) == 48, "NVTX's ABI");

typedef void (*rp_nvtx_function)(void);

struct rp_nvtx_callbacks {
    size_t bytes;
    int (*table)(int module, rp_nvtx_function ***out, unsigned *size);
};

#define RP_NVTX_CALLBACKS 1u /* the number of the export table */
typedef const void *rp_nvtx_export(uint32_t table);

#endif

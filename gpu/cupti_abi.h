/* cupti_abi.h: the part of CUPTI's binary interface that we use, for CUDA 12 and 13.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Own declarations, so that no toolkit is needed to build. A record only ever grew at its end:
 * what stands here is the beginning that all versions since CUDA 12.0 share, and is read from
 * records whose size the loaded library tells. tests/unit/test_cupti_abi.c compares all of it with
 * NVIDIA's headers where they are installed.
 */
#ifndef RANKPROF_GPU_CUPTI_ABI_H
#define RANKPROF_GPU_CUPTI_ABI_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

typedef int rp_cupti_result;

enum {
    RP_CUPTI_OK = 0,
    RP_CUPTI_MAX_LIMIT = 12,
    RP_CUPTI_NOT_INITIALIZED = 15,
    RP_CUPTI_INVALID_KIND = 21,
    RP_CUPTI_MULTIPLE_SUBSCRIBERS = 39,
};

/* ---- callbacks ---- */

enum rp_cupti_domain {
    RP_CUPTI_DRIVER = 1,
    RP_CUPTI_RUNTIME = 2,
    RP_CUPTI_RESOURCE = 3,
};

enum rp_cupti_resource {
    RP_CUPTI_CONTEXT_CREATED = 1,
    RP_CUPTI_CONTEXT_DESTROY_STARTING = 2,
    RP_CUPTI_MODULE_LOADED = 6,
};

enum rp_cupti_site { RP_CUPTI_ENTER = 0, RP_CUPTI_EXIT = 1 };

/* Of a call of the driver's or runtime's. */
struct rp_cupti_call {
    int32_t site; /* enum rp_cupti_site */
    uint32_t unused;
    const char *function;
    const void *parameters;
    const void *result;
    const char *symbol; /* of a kernel */
    void *context;
    uint32_t context_number;
    uint32_t unused_too;
    uint64_t *data; /* the tool's own word, the same at both sites */
    uint32_t correlation;
};
_Static_assert(offsetof(struct rp_cupti_call, correlation) == 64, "CUPTI's ABI");

struct rp_cupti_resource_data {
    void *context;
    void *stream;
    const void *descriptor;
};
_Static_assert(offsetof(struct rp_cupti_resource_data, descriptor) == 16, "CUPTI's ABI");

/* The descriptor of a module. */
struct rp_cupti_module {
    uint32_t number;
    size_t bytes;
    const void *cubin;
};
_Static_assert(offsetof(struct rp_cupti_module, cubin) == 16, "CUPTI's ABI");

typedef void *rp_cupti_subscriber;
typedef void rp_cupti_callback(void *user, int domain, uint32_t call, const void *data);

struct rp_cupti_subscription {
    size_t bytes;
    const char *name;
    char *present; /* who has subscribed already */
    size_t present_bytes;
};
_Static_assert(sizeof(struct rp_cupti_subscription) == 32, "CUPTI's ABI");
#define RP_CUPTI_PRESENT_BYTES 128

/* ---- activities ---- */

enum rp_cupti_kind {
    RP_CUPTI_KIND_INVALID = 0,
    RP_CUPTI_KIND_COPY = 1,
    RP_CUPTI_KIND_MEMSET = 2,
    RP_CUPTI_KIND_SERIAL_KERNEL = 3,
    RP_CUPTI_KIND_KERNEL = 10,
    RP_CUPTI_KIND_OVERHEAD = 17,
    RP_CUPTI_KIND_PEER_COPY = 22,
    RP_CUPTI_KIND_GRAPH = 51,
};

enum rp_cupti_attribute {
    RP_CUPTI_DEVICE_BUFFER_POOL_LIMIT = 2,
    RP_CUPTI_ZEROED_OUT_BUFFER = 5,
    RP_CUPTI_PER_THREAD_BUFFER = 9,
};

#define RP_CUPTI_FLUSH_FORCED 1u

/* All records begin with their kind. */
struct rp_cupti_record {
    int32_t kind;
};

struct rp_cupti_kernel {
    int32_t kind;
    uint8_t before[12];
    uint64_t start;
    uint64_t end;
    uint64_t completed;
    uint32_t device;
    uint32_t context;
    uint32_t stream;
    uint8_t shape[40]; /* grid, block, shared and local memory */
    uint32_t correlation;
    int64_t grid;
    const char *name;
    uint8_t times[32]; /* reserved, queued, submitted, launch type and so on */
    uint64_t graph_node;
    uint8_t more[4];
    uint32_t graph;
};
_Static_assert(offsetof(struct rp_cupti_kernel, start) == 16, "CUPTI's ABI");
_Static_assert(offsetof(struct rp_cupti_kernel, correlation) == 92, "CUPTI's ABI");
_Static_assert(offsetof(struct rp_cupti_kernel, name) == 104, "CUPTI's ABI");
_Static_assert(offsetof(struct rp_cupti_kernel, graph_node) == 144, "CUPTI's ABI");
_Static_assert(offsetof(struct rp_cupti_kernel, graph) == 156, "CUPTI's ABI");

enum rp_cupti_copy_kind {
    RP_CUPTI_COPY_TO_DEVICE = 1,
    RP_CUPTI_COPY_TO_HOST = 2,
    RP_CUPTI_COPY_DEVICE_TO_DEVICE = 8,
    RP_CUPTI_COPY_HOST_TO_HOST = 9,
    RP_CUPTI_COPY_PEER_TO_PEER = 10,
};

enum rp_cupti_memory {
    RP_CUPTI_PAGEABLE = 1,
    RP_CUPTI_PINNED = 2,
    RP_CUPTI_ON_DEVICE = 3,
    RP_CUPTI_ARRAY = 4,
    RP_CUPTI_MANAGED = 5,
};

struct rp_cupti_copy {
    int32_t kind;
    uint8_t copy_kind;   /* enum rp_cupti_copy_kind */
    uint8_t source_kind; /* enum rp_cupti_memory */
    uint8_t target_kind;
    uint8_t flags;
    uint64_t bytes;
    uint64_t start;
    uint64_t end;
    uint32_t device;
    uint32_t context;
    uint32_t stream;
    uint32_t correlation;
};
_Static_assert(offsetof(struct rp_cupti_copy, correlation) == 44, "CUPTI's ABI");

/* From one device to another: the beginning is that of a copy. */
struct rp_cupti_peer_copy {
    int32_t kind;
    uint8_t copy_kind;
    uint8_t source_kind;
    uint8_t target_kind;
    uint8_t flags;
    uint64_t bytes;
    uint64_t start;
    uint64_t end;
    uint32_t device;
    uint32_t context;
    uint32_t stream;
    uint32_t source_device;
    uint32_t source_context;
    uint32_t target_device;
    uint32_t target_context;
    uint32_t correlation;
};
_Static_assert(offsetof(struct rp_cupti_peer_copy, correlation) == 60, "CUPTI's ABI");

struct rp_cupti_memset {
    int32_t kind;
    uint32_t value;
    uint64_t bytes;
    uint64_t start;
    uint64_t end;
    uint32_t device;
    uint32_t context;
    uint32_t stream;
    uint32_t correlation;
};
_Static_assert(offsetof(struct rp_cupti_memset, correlation) == 44, "CUPTI's ABI");

struct rp_cupti_graph {
    int32_t kind;
    uint32_t correlation;
    uint64_t start;
    uint64_t end;
    uint32_t device;
    uint32_t graph;
    uint32_t context;
    uint32_t stream;
};
_Static_assert(offsetof(struct rp_cupti_graph, stream) == 36, "CUPTI's ABI");

/* `data` is memory that we are to free; only of records of 56 bytes, since CUDA 13.0. */
struct rp_cupti_overhead {
    int32_t kind;
    uint32_t overhead; /* 65536 times a small number */
    uint8_t object[16];
    uint64_t start;
    uint64_t end;
    uint32_t correlation;
    uint32_t unused;
    void *data;
};
_Static_assert(sizeof(struct rp_cupti_overhead) == 56, "CUPTI's ABI");
#define RP_CUPTI_OVERHEAD_DATA_SINCE 130000u

typedef void rp_cupti_request(uint8_t **buffer, size_t *bytes, size_t *records);
typedef void rp_cupti_complete(void *context, uint32_t stream, uint8_t *buffer, size_t bytes,
                               size_t valid);
typedef uint64_t rp_cupti_clock(void);

#endif

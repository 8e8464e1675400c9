/* record.h: what a record of CUPTI's says, whatever its kind.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_RECORD_H
#define RANKPROF_GPU_RECORD_H

#include <stdbool.h>

#include "common/gpu_kind.h"
#include "gpu/cupti_abi.h"

enum rp_record_sort {
    RP_RECORD_OTHER,     /* of a kind that another tool asked for */
    RP_RECORD_OPERATION, /* something that a GPU did */
    RP_RECORD_OVERHEAD,  /* time that CUPTI itself took */
};

struct rp_record {
    enum rp_record_sort sort;
    enum rp_gpu_kind kind;
    const char *name; /* of a kernel, or a text for people; NULL: it has none */
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t bytes;
    uint32_t device;
    uint32_t stream;
    uint32_t correlation;
    uint32_t overhead; /* kind of it, RP_GPU_OVERHEADS - 1 at most */
    void *data;        /* of an overhead: to be freed by us */
};

/*
 * Reads the record that begins at `record`, of which `bytes` are there at least. False when they
 * do not suffice for its kind.
 */
bool rp_record_read(const struct rp_cupti_record *record, size_t bytes, uint32_t version,
                    struct rp_record *out);

#endif

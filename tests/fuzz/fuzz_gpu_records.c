/* fuzz_gpu_records.c: whatever lies in a buffer of CUPTI's, walking it stays within the buffer.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The pointers in records are CUPTI's own, and made good here: no tool could read them otherwise.
 */
#include <stdlib.h>
#include <string.h>

#include "gpu/buffers.h"
#include "tests/unit/gpu_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void mend_pointers(struct rp_cupti_record *record, size_t bytes)
{
    struct rp_cupti_kernel *const kernel = (void *)record;
    struct rp_cupti_overhead *const overhead = (void *)record;

    if (record->kind == RP_CUPTI_KIND_KERNEL && bytes >= sizeof(*kernel))
        kernel->name = kernel->grid & 1 ? "ncclDevKernel_AllReduce" : NULL;
    if (record->kind == RP_CUPTI_KIND_OVERHEAD && bytes >= sizeof(*overhead))
        overhead->data = overhead->correlation & 1 ? malloc(8) : NULL;
}

/* Lengths of known kinds are kept, so that more than one record is found. */
static void mend(uint8_t *buffer, size_t bytes)
{
    size_t at = 0;

    while (at + sizeof(struct rp_cupti_record) <= bytes) {
        struct rp_cupti_record *const record = (struct rp_cupti_record *)(void *)(buffer + at);
        const size_t length = gpu_sample_record_bytes(record->kind);

        if (length == 0)
            return;
        mend_pointers(record, bytes - at);
        at += length;
    }
}

/* In memory that ends where the records do, so that a byte beyond is noticed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    uint8_t *const buffer = malloc(bytes ? bytes : 1);

    if (!buffer || !gpu_sample_begin())
        abort();
    memcpy(buffer, data, bytes);
    mend(buffer, bytes);
    rp_buffers_walk(rp_trace(), buffer, bytes);
    gpu_sample_end();
    free(buffer);
    return 0;
}

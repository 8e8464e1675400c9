/* name.c: the texts of kernels and calls in the segment, each but once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table with open addressing, found by the text itself: a pointer of CUPTI's may come to mean
 * another text when a module of the program's is unloaded. Two threads that meet the same new text
 * may both add it, which costs room and nothing else.
 */
#include "gpu/name.h"

#include <string.h>

#define PLACES 8192u /* a power of two */
#define TRIES  64u

/* Offsets of texts; 0: free. Of the one segment that this process writes. */
static _Atomic uint32_t places[PLACES];

/* Eight bytes at a time; what follows is cut off. */
static uint32_t hash_of(const char *text, size_t length)
{
    uint64_t hash = length;

    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = 0;

        memcpy(&word, text + i, length - i < 8 ? length - i : 8);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return (uint32_t)(hash >> 32);
}

static const char *text_at(const struct rp_trace *trace, uint32_t offset)
{
    return (const char *)trace->header + trace->header->strings_offset + offset;
}

static uint32_t add(struct rp_trace *trace, const char *text, size_t length)
{
    char copy[RP_NAME_BYTES];

    if (text[length] == '\0')
        return trace->agent->text(trace->header, text);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return trace->agent->text(trace->header, copy);
}

uint32_t rp_name(struct rp_trace *trace, const char *text)
{
    const size_t length = strnlen(text, RP_NAME_BYTES - 1);
    uint32_t at = hash_of(text, length) & (PLACES - 1);
    uint32_t added = RP_STRING_NONE;

    for (uint32_t tries = 0; tries < TRIES; tries++, at = (at + 1) & (PLACES - 1)) {
        uint32_t present = atomic_load_explicit(&places[at], memory_order_acquire);

        if (present == RP_STRING_NONE) {
            added = added ? added : add(trace, text, length);
            if (added == RP_STRING_NONE ||
                atomic_compare_exchange_strong_explicit(&places[at], &present, added,
                                                        memory_order_release, memory_order_acquire))
                return added;
        }
        if (strncmp(text_at(trace, present), text, length) == 0 &&
            text_at(trace, present)[length] == '\0')
            return present;
    }
    return added ? added : add(trace, text, length);
}

enum rp_gpu_kind rp_name_kind(const char *kernel)
{
    /* NCCL since 2.19, NCCL before, NVSHMEM. Names may be mangled. */
    static const char *const parts[] = {"ncclDevKernel", "ncclKernel", "nvshmem"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strstr(kernel, parts[i]))
            return RP_GPU_COMMUNICATION;
    return RP_GPU_KERNEL;
}

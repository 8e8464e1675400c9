/* text_numbers.h: remembers where each text stands in the string heap.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_FORMAT_TEXT_NUMBERS_H
#define RANKPROF_FORMAT_TEXT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "common/status.h"

struct rp_text_entry {
    char *text;
    uint32_t offset;
};

/* Owns copies of the texts. Zeroed is empty. */
struct rp_text_numbers {
    struct rp_text_entry *entries; /* places of a hash table; text NULL: free */
    size_t count;
    size_t capacity; /* a power of two, or 0 */
};

/* The offset of `text`; RP_E_NOT_FOUND when it is new. */
enum rp_status rp_text_numbers_find(const struct rp_text_numbers *numbers, const char *text,
                                    uint32_t *out);

/* Remembers a text that was not found. */
enum rp_status rp_text_numbers_add(struct rp_text_numbers *numbers, const char *text,
                                   uint32_t offset);

void rp_text_numbers_release(struct rp_text_numbers *numbers);

#endif

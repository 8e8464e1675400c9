/* page_bytes.h: the contents of a section of the page, as the page's scripts decode them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Columns of numbers are stored plane by plane (all first bytes, all second bytes, ...), little end
 * first, which deflates far better. Encodings of docs/page.md; the reader is report/bytes.js.
 */
#ifndef RANKPROF_ANALYSIS_PAGE_PAGE_BYTES_H
#define RANKPROF_ANALYSIS_PAGE_PAGE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed to begin with. Once memory is short, nothing more is added and `failed` stays set. */
struct rp_page_bytes {
    unsigned char *bytes;
    size_t count, capacity;
    bool failed;
};

void rp_page_bytes_release(struct rp_page_bytes *to);

void rp_page_put(struct rp_page_bytes *to, const void *bytes, size_t count);
void rp_page_put_text(struct rp_page_bytes *to, const char *text);

/* 7 bits a byte, the low ones first. */
void rp_page_put_varint(struct rp_page_bytes *to, uint64_t value);

void rp_page_put_f32(struct rp_page_bytes *to, const double *values, size_t count);
void rp_page_put_f64(struct rp_page_bytes *to, const double *values, size_t count);
void rp_page_put_u32(struct rp_page_bytes *to, const uint32_t *values, size_t count);

/* 0 is 0; else 65535 + 2048 log2(x / max): to 0.02 %, over 32 octaves. Preceded by max as f64. */
void rp_page_put_log16(struct rp_page_bytes *to, const double *values, size_t count);

/* Negative: no data, 0. 0 is 1; else 255 + 16 log2(x / max): to 2.2 %, over 15 octaves. */
void rp_page_put_log8(struct rp_page_bytes *to, const float *values, size_t count, double max);

#endif

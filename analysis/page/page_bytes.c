/* page_bytes.c: the contents of a section of the page, as the page's scripts decode them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/page/page_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_CAPACITY 4096u

void rp_page_bytes_release(struct rp_page_bytes *to)
{
    free(to->bytes);
    *to = (struct rp_page_bytes){0};
}

/* Room for `count` more bytes, at the end of what there is; NULL when memory is short. */
static unsigned char *extend(struct rp_page_bytes *to, size_t count)
{
    size_t capacity = to->capacity ? to->capacity : LEAST_CAPACITY;
    unsigned char *grown = NULL;

    while (capacity < to->count + count)
        capacity *= 2;
    grown = to->failed || capacity == to->capacity ? to->bytes : realloc(to->bytes, capacity);
    if (!grown || to->failed) {
        to->failed = true;
        return NULL;
    }
    to->bytes = grown;
    to->capacity = capacity;
    to->count += count;
    return grown + to->count - count;
}

void rp_page_put(struct rp_page_bytes *to, const void *bytes, size_t count)
{
    unsigned char *place = extend(to, count);

    if (place && count > 0)
        memcpy(place, bytes, count);
}

void rp_page_put_text(struct rp_page_bytes *to, const char *text)
{
    rp_page_put(to, text, strlen(text));
}

void rp_page_put_varint(struct rp_page_bytes *to, uint64_t value)
{
    unsigned char bytes[10];
    size_t count = 0;

    do {
        bytes[count] = (unsigned char)(value & 0x7f);
        value >>= 7;
        bytes[count++] |= value ? 0x80 : 0;
    } while (value);
    rp_page_put(to, bytes, count);
}

/* Byte `plane` of a number stands in plane `plane`. */
static void put_planes(unsigned char *place, size_t at, size_t count, uint64_t bits, size_t planes)
{
    for (size_t plane = 0; plane < planes; plane++)
        place[plane * count + at] = (unsigned char)(bits >> 8 * plane);
}

void rp_page_put_f32(struct rp_page_bytes *to, const double *values, size_t count)
{
    unsigned char *place = extend(to, count * sizeof(float));

    for (size_t i = 0; place && i < count; i++) {
        const float value = (float)values[i];
        uint32_t bits;

        memcpy(&bits, &value, sizeof(bits));
        put_planes(place, i, count, bits, sizeof(bits));
    }
}

void rp_page_put_f64(struct rp_page_bytes *to, const double *values, size_t count)
{
    unsigned char *place = extend(to, count * sizeof(double));

    for (size_t i = 0; place && i < count; i++) {
        uint64_t bits;

        memcpy(&bits, &values[i], sizeof(bits));
        put_planes(place, i, count, bits, sizeof(bits));
    }
}

void rp_page_put_u32(struct rp_page_bytes *to, const uint32_t *values, size_t count)
{
    unsigned char *place = extend(to, count * sizeof(uint32_t));

    for (size_t i = 0; place && i < count; i++)
        put_planes(place, i, count, values[i], sizeof(uint32_t));
}

/* `most` + `octave` log2(x / max), at least `least`. */
static unsigned log_code(double value, double max, double octave, unsigned most, unsigned least)
{
    const double code = most + octave * log2(value / max);

    return code <= least ? least : code >= most ? most : (unsigned)lround(code);
}

void rp_page_put_log16(struct rp_page_bytes *to, const double *values, size_t count)
{
    unsigned char *place = NULL;
    double max = 0;

    for (size_t i = 0; i < count; i++)
        max = values[i] > max ? values[i] : max;
    rp_page_put_f64(to, &max, 1);
    place = extend(to, 2 * count);
    for (size_t i = 0; place && i < count; i++)
        put_planes(place, i, count,
                   values[i] > 0 ? log_code(values[i], max, 2048, UINT16_MAX, 1) : 0, 2);
}

void rp_page_put_log8(struct rp_page_bytes *to, const float *values, size_t count, double max)
{
    unsigned char *place = extend(to, count);

    for (size_t i = 0; place && i < count; i++) {
        const double value = (double)values[i];
        const unsigned code = value > 0 ? log_code(value, max, 16, UINT8_MAX, 2) : 1;

        place[i] = (unsigned char)(value < 0 ? 0 : code);
    }
}

/* cfi_cursor.h: bounded reading of the bytes that DWARF call frame information is made of.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A cursor that would leave its range, or meets a value it cannot express, sets `failed` and gives
 * zeros from then on; the caller looks at `failed` once, after a group of reads.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_CURSOR_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rp_cursor {
    const uint8_t *at, *end;
    bool failed;
};

/* Pointer encodings (DW_EH_PE_*): the low half is the format, then what the value is relative to.
 */
enum {
    RP_ENCODING_ABSOLUTE = 0x00, /* a whole word; also "relative to nothing" */
    RP_ENCODING_ULEB = 0x01,
    RP_ENCODING_U16 = 0x02,
    RP_ENCODING_U32 = 0x03,
    RP_ENCODING_U64 = 0x04,
    RP_ENCODING_SIGNED_WORD = 0x08,
    RP_ENCODING_SLEB = 0x09,
    RP_ENCODING_S16 = 0x0a,
    RP_ENCODING_S32 = 0x0b,
    RP_ENCODING_S64 = 0x0c,
    RP_ENCODING_FORMAT = 0x0f,
    RP_ENCODING_PC_RELATIVE = 0x10,
    RP_ENCODING_DATA_RELATIVE = 0x30,
    RP_ENCODING_ALIGNED = 0x50,
    RP_ENCODING_RELATION = 0x70,
    RP_ENCODING_INDIRECT = 0x80,
    RP_ENCODING_OMITTED = 0xff,
};

static inline size_t rp_cursor_left(const struct rp_cursor *cursor)
{
    return cursor->failed ? 0 : (size_t)(cursor->end - cursor->at);
}

static inline void rp_cursor_skip(struct rp_cursor *cursor, uint64_t bytes)
{
    if (bytes > rp_cursor_left(cursor))
        cursor->failed = true;
    else
        cursor->at += bytes;
}

/* Little endian, as both architectures are; zero-extended. */
static inline uint64_t rp_cursor_fixed(struct rp_cursor *cursor, size_t bytes)
{
    uint64_t value = 0;
    if (bytes > rp_cursor_left(cursor)) {
        cursor->failed = true;
        return 0;
    }
    memcpy(&value, cursor->at, bytes);
    cursor->at += bytes;
    return value;
}

static inline uint8_t rp_cursor_byte(struct rp_cursor *cursor)
{
    if (cursor->failed || cursor->at == cursor->end) {
        cursor->failed = true;
        return 0;
    }
    return *cursor->at++;
}

static inline int64_t rp_cursor_signed(struct rp_cursor *cursor, size_t bytes)
{
    const uint64_t value = rp_cursor_fixed(cursor, bytes);
    switch (bytes) {
    case 1:
        return (int8_t)value;
    case 2:
        return (int16_t)value;
    case 4:
        return (int32_t)value;
    default:
        return (int64_t)value;
    }
}

/* One LEB128 number; *shift_out is the number of bits read. Bits above the 64th are dropped. */
static inline uint64_t rp_cursor_leb(struct rp_cursor *cursor, unsigned *shift_out,
                                     uint8_t *last_out)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
        byte = rp_cursor_byte(cursor);
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80 && !cursor->failed);
    *shift_out = shift;
    *last_out = byte;
    return value;
}

static inline uint64_t rp_cursor_uleb(struct rp_cursor *cursor)
{
    unsigned shift;
    uint8_t last;
    return rp_cursor_leb(cursor, &shift, &last);
}

static inline int64_t rp_cursor_sleb(struct rp_cursor *cursor)
{
    unsigned shift;
    uint8_t last;
    const uint64_t value = rp_cursor_leb(cursor, &shift, &last);
    const bool negative = last & 0x40 && shift < 64;
    return (int64_t)(negative ? value | ~UINT64_C(0) << shift : value);
}

/* The bytes of a value in this format, with no relation applied. */
static inline uint64_t rp_cursor_format(struct rp_cursor *cursor, uint8_t encoding)
{
    switch (encoding & RP_ENCODING_FORMAT) {
    case RP_ENCODING_ABSOLUTE:
    case RP_ENCODING_U64:
    case RP_ENCODING_SIGNED_WORD:
    case RP_ENCODING_S64:
        return rp_cursor_fixed(cursor, 8);
    case RP_ENCODING_ULEB:
        return rp_cursor_uleb(cursor);
    case RP_ENCODING_SLEB:
        return (uint64_t)rp_cursor_sleb(cursor);
    case RP_ENCODING_U16:
        return rp_cursor_fixed(cursor, 2);
    case RP_ENCODING_U32:
        return rp_cursor_fixed(cursor, 4);
    case RP_ENCODING_S16:
        return (uint64_t)rp_cursor_signed(cursor, 2);
    case RP_ENCODING_S32:
        return (uint64_t)rp_cursor_signed(cursor, 4);
    default:
        cursor->failed = true;
        return 0;
    }
}

static inline void rp_cursor_align(struct rp_cursor *cursor)
{
    rp_cursor_skip(cursor, -(uintptr_t)cursor->at % sizeof(uintptr_t));
}

/* Steps over an encoded pointer that nobody wants, whatever it is relative to. */
static inline void rp_cursor_skip_pointer(struct rp_cursor *cursor, uint8_t encoding)
{
    if (encoding == RP_ENCODING_OMITTED)
        return;
    if ((encoding & RP_ENCODING_RELATION) == RP_ENCODING_ALIGNED)
        rp_cursor_align(cursor);
    (void)rp_cursor_format(cursor, encoding);
}

/*
 * One encoded pointer. `data` is the base of data-relative ones. Values relative to the text or to
 * a function, and indirect ones, name no code address in practice and are refused.
 */
static inline uintptr_t rp_cursor_pointer(struct rp_cursor *cursor, uint8_t encoding,
                                          uintptr_t data)
{
    const uint8_t relation = encoding & RP_ENCODING_RELATION;
    uintptr_t base = 0;
    if (relation == RP_ENCODING_ALIGNED)
        rp_cursor_align(cursor);
    else if (relation == RP_ENCODING_PC_RELATIVE)
        base = (uintptr_t)cursor->at;
    else if (relation == RP_ENCODING_DATA_RELATIVE)
        base = data;
    else if (relation != RP_ENCODING_ABSOLUTE)
        cursor->failed = true;
    if (encoding & RP_ENCODING_INDIRECT)
        cursor->failed = true;
    return base + (uintptr_t)rp_cursor_format(cursor, encoding);
}

#endif

/* python_line.c: the source line of an instruction, from the location table of a code object.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The format of CPython 3.11 and newer (Objects/locations.md in its sources): an entry tells the
 * location of 1 to 8 instruction units. Its first byte has the highest bit, 4 bits of form and 3 of
 * length less 1; other bytes have that bit clear.
 */
#include "collector/agent/python/python_line.h"

#include <stdbool.h>

enum form { ONE_LINE_FIRST = 10, ONE_LINE_LAST = 12, NO_COLUMNS, LONG, NONE };

struct reader {
    const uint8_t *at, *end;
};

/* Groups of 6 bits, the lowest first; a set bit 6 says that another follows. */
static uint32_t read_number(struct reader *reader)
{
    uint32_t value = 0;
    for (unsigned shift = 0; reader->at < reader->end; shift += 6) {
        const uint8_t byte = *reader->at++;
        if (shift < 32)
            value |= (uint32_t)(byte & 0x3f) << shift;
        if (!(byte & 0x40))
            break;
    }
    return value;
}

/* The lowest bit is the sign. */
static int64_t read_signed(struct reader *reader)
{
    const uint32_t value = read_number(reader);
    const int64_t magnitude = value >> 1;
    return value & 1 ? -magnitude : magnitude;
}

static int64_t read_line_change(struct reader *reader, unsigned form)
{
    if (form >= ONE_LINE_FIRST && form <= ONE_LINE_LAST)
        return form - ONE_LINE_FIRST;
    return form == NO_COLUMNS || form == LONG ? read_signed(reader) : 0;
}

/* To the first byte of the next entry: columns are not wanted. */
static void skip_rest(struct reader *reader)
{
    while (reader->at < reader->end && !(*reader->at & 0x80))
        reader->at++;
}

uint32_t rp_python_line(const uint8_t *table, size_t bytes, uint32_t first_line, int64_t unit)
{
    struct reader reader = {table, table + bytes};
    int64_t line = first_line, next_unit = 0;
    if (unit < 0)
        return first_line;
    while (reader.at < reader.end) {
        const uint8_t head = *reader.at++;
        const unsigned form = head >> 3 & 0xf;
        line += read_line_change(&reader, form);
        next_unit += (head & 7) + 1;
        if (next_unit > unit)
            return form == NONE || line <= 0 || line > UINT32_MAX ? 0 : (uint32_t)line;
        skip_rest(&reader);
    }
    return 0;
}

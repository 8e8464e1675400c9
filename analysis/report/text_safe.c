/* text_safe.c: makes names safe to show, and cuts them to the room there is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/terminal.h"

/* Length of the UTF-8 sequence at `text`, its code point in *out; 0 when it is none. */
static size_t decode(const unsigned char *text, uint32_t *out)
{
    static const struct form {
        unsigned char mask, lead;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

    for (size_t length = 1; length <= sizeof(forms) / sizeof(forms[0]); length++) {
        const struct form *form = &forms[length - 1];
        uint32_t code = text[0] & (unsigned char)~form->mask;

        if ((text[0] & form->mask) != form->lead)
            continue;
        for (size_t i = 1; i < length; i++) {
            if ((text[i] & 0xc0) != 0x80)
                return 0;
            code = code << 6 | (text[i] & 0x3fu);
        }
        *out = code;
        return code >= form->least && code < 0x110000 && (code & ~0x7ffu) != 0xd800 ? length : 0;
    }
    return 0;
}

/* Ranges that change what stands around them, or nothing one can see. */
static bool is_harmful(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x00, 0x1f},     {0x7f, 0x9f},      {0xad, 0xad},     {0x61c, 0x61c},
                  {0x200b, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f}, {0xfeff, 0xfeff},
                  {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

static char *escape_bytes(const unsigned char *bytes, size_t count, char *to)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        *to++ = '\\';
        *to++ = 'x';
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
    return to;
}

char *rp_text_safe(const char *name, bool utf8)
{
    const unsigned char *from = (const unsigned char *)name;
    char *safe = malloc(4 * strlen(name) + 1); /* every byte may become \xNN */
    char *to = safe;

    if (!safe)
        return NULL;
    while (*from) {
        uint32_t code = 0;
        const size_t length = decode(from, &code);

        if (length > 0 && !is_harmful(code) && (code < 0x80 || utf8)) {
            memcpy(to, from, length);
            to += length;
        } else {
            to = escape_bytes(from, length > 0 ? length : 1, to);
        }
        from += length > 0 ? length : 1;
    }
    *to = '\0';
    return safe;
}

/* Columns of the character at `text`: East Asian ones may take two, so they count as two. */
static int columns_of(const char *text, size_t *length)
{
    uint32_t code = 0;

    *length = decode((const unsigned char *)text, &code);
    *length += *length == 0;
    return code >= 0x1100 ? 2 : 1;
}

static int text_columns(const char *text)
{
    int columns = 0;

    while (*text) {
        size_t length;

        columns += columns_of(text, &length);
        text += length;
    }
    return columns;
}

/* Bytes at the front of `text` that fill at most `room` columns. */
static size_t front_bytes(const char *text, int room)
{
    size_t bytes = 0;

    while (text[bytes]) {
        size_t length;

        room -= columns_of(text + bytes, &length);
        if (room < 0)
            break;
        bytes += length;
    }
    return bytes;
}

void rp_text_cut(char *text, int room)
{
    const int columns = text_columns(text);
    const int kept = room > 3 ? room - 2 : room;
    const size_t front = front_bytes(text, kept - kept / 2);
    const char *back = text;

    if (columns <= room)
        return;
    if (room <= 3) {
        text[front_bytes(text, room > 0 ? room : 0)] = '\0';
        return;
    }
    for (int left = columns; left > kept / 2;) {
        size_t length;

        left -= columns_of(back, &length);
        back += length;
    }
    memcpy(text + front, "..", 2); /* fits: the middle is longer than two bytes or was not cut */
    memmove(text + front + 2, back, strlen(back) + 1);
}

/* python_text.c: texts of Python (str), compared and copied as UTF-8.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/python/python_text.h"

enum {
    CHARACTERS_MAX = 4096, /* of a name or a path: what is longer is taken for damage */
    UTF8_MAX = 4,          /* bytes of one character */
    WORD_BYTES = sizeof(uintptr_t),
};

bool rp_python_text_open(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                         uintptr_t object, struct rp_python_text *out)
{
    if (object % WORD_BYTES != 0 || !rp_python_can_read(memory, object, layout->text_ascii))
        return false;
    const uint32_t state = rp_python_u32(object + RP_PYTHON_TEXT_STATE);
    const bool is_compact = state >> 5 & 1, is_ascii = state >> 6 & 1;
    const struct rp_python_text text = {
        .data = object + (is_ascii ? layout->text_ascii : layout->text_compact),
        .length = rp_python_word(object + RP_PYTHON_TEXT_LENGTH),
        .width = state >> 2 & 7,
    };
    const bool is_plausible = is_compact && text.length > 0 && text.length <= CHARACTERS_MAX &&
                              (text.width == 1 || text.width == 2 || text.width == 4);
    if (!is_plausible || !rp_python_can_read(memory, text.data, text.length * text.width))
        return false;
    *out = text;
    return true;
}

static uint32_t character(const struct rp_python_text *text, size_t index)
{
    const uintptr_t place = text->data + index * text->width;
    if (text->width == 1)
        return *(const volatile uint8_t *)place;
    return text->width == 2 ? *(const volatile uint16_t *)place : rp_python_u32(place);
}

/*
 * A NUL would end the text for whoever reads it. A byte of a path that is no UTF-8 is half a
 * surrogate in Python, and becomes that byte again.
 */
static uint32_t single_byte(uint32_t code)
{
    const bool is_escaped = code >= 0xdc80 && code <= 0xdcff;
    return code == 0 ? '?' : is_escaped ? code & 0xff : code < 0x80 ? code : 0;
}

/* Returns the bytes of the character. */
static size_t encode(uint32_t code, char *out)
{
    if (single_byte(code) != 0) {
        out[0] = (char)single_byte(code);
        return 1;
    }
    const size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const uint32_t lead = 0xf00u >> bytes & 0xff;
    out[0] = (char)(lead | code >> 6 * (bytes - 1));
    for (size_t i = 1; i < bytes; i++)
        out[i] = (char)(0x80 | (code >> 6 * (bytes - 1 - i) & 0x3f));
    return bytes;
}

size_t rp_python_text_copy(const struct rp_python_text *text, char *out, size_t bytes)
{
    size_t used = 0;
    for (size_t i = 0; i < text->length && used + UTF8_MAX < bytes; i++)
        used += encode(character(text, i), out + used);
    out[used] = '\0';
    return used;
}

static uint64_t mix(uint64_t key, uint64_t word)
{
    key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return key ^ key >> 29;
}

/* By words: one that holds a byte of an object can be read, for no page ends within it. */
uint64_t rp_python_key(uint64_t key, uintptr_t address, size_t bytes)
{
    const uintptr_t end = address + bytes;
    uintptr_t at = address & ~(uintptr_t)(WORD_BYTES - 1);
    for (; at < end; at += WORD_BYTES) {
        uintptr_t word = rp_python_word(at);
        if (at < address)
            word &= UINTPTR_MAX << 8 * (address - at);
        if (end - at < WORD_BYTES)
            word &= UINTPTR_MAX >> 8 * (WORD_BYTES - (end - at));
        key = mix(key, word);
    }
    return mix(key, bytes);
}

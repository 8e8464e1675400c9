/* cfi_find.c: finds the call frame information of one code address in a mapped .eh_frame.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/cfi_find.h"

#include "collector/agent/unwind/unwind_arch.h"

enum {
    TABLE_ENTRY_BYTES = 8,
    LINEAR_ENTRIES_MAX = 1 << 20, /* ends a scan of garbage */
    TABLE_ENCODING = RP_ENCODING_DATA_RELATIVE | RP_ENCODING_S32,
};

enum rp_status rp_cfi_header_read(const void *header, size_t bytes, struct rp_cfi_section *out)
{
    struct rp_cursor cursor = {header, (const uint8_t *)header + bytes, false};
    const uint8_t version = rp_cursor_byte(&cursor);
    const uint8_t frames_encoding = rp_cursor_byte(&cursor);
    const uint8_t count_encoding = rp_cursor_byte(&cursor);
    const uint8_t table_encoding = rp_cursor_byte(&cursor);
    if (version != 1 || frames_encoding == RP_ENCODING_OMITTED)
        return RP_E_DAMAGED;
    const uintptr_t frames = rp_cursor_pointer(&cursor, frames_encoding, (uintptr_t)header);
    if (cursor.failed)
        return RP_E_DAMAGED;

    struct rp_cfi_section section = {.header = header, .frames = (const uint8_t *)frames};
    section.frames_end = section.frames;
    if (count_encoding != RP_ENCODING_OMITTED && table_encoding == TABLE_ENCODING) {
        const uint64_t count = rp_cursor_pointer(&cursor, count_encoding, (uintptr_t)header);
        if (count > 0 && count <= rp_cursor_left(&cursor) / TABLE_ENTRY_BYTES &&
            count <= UINT32_MAX) {
            section.table = cursor.at;
            section.table_entries = (uint32_t)count;
        }
    }
    *out = section;
    return RP_OK;
}

static int32_t load_i32(const uint8_t *place)
{
    int32_t value;
    memcpy(&value, place, sizeof value);
    return value;
}

/*
 * Opens the record (CIE or FDE) at `place`: on success the cursor stands on its identifier and ends
 * with the record. RP_E_END at the terminator or the end of the section.
 */
static enum rp_status open_record(const struct rp_cfi_section *section, const uint8_t *place,
                                  struct rp_cursor *out)
{
    if (place < section->frames || place > section->frames_end)
        return RP_E_DAMAGED;
    struct rp_cursor cursor = {place, section->frames_end, false};
    if (rp_cursor_left(&cursor) < sizeof(uint32_t))
        return RP_E_END;
    uint64_t length = rp_cursor_fixed(&cursor, sizeof(uint32_t));
    if (length == 0)
        return RP_E_END;
    if (length == UINT32_MAX)
        length = rp_cursor_fixed(&cursor, sizeof(uint64_t));
    if (length < sizeof(uint32_t) || length > rp_cursor_left(&cursor))
        return RP_E_DAMAGED;
    cursor.end = cursor.at + length;
    *out = cursor;
    return RP_OK;
}

/* The data that the letters of the augmentation announce. */
static void read_augmentation(struct rp_cursor *cursor, const char *letters,
                              struct rp_cfi_entry *out)
{
    const uint64_t bytes = rp_cursor_uleb(cursor);
    struct rp_cursor data = *cursor;
    rp_cursor_skip(cursor, bytes);
    if (cursor->failed)
        return;
    data.end = cursor->at;
    for (; *letters; letters++) {
        switch (*letters) {
        case 'R':
            out->encoding = rp_cursor_byte(&data);
            break;
        case 'P':
            rp_cursor_skip_pointer(&data, rp_cursor_byte(&data));
            break;
        case 'L':
            (void)rp_cursor_byte(&data);
            break;
        case 'S':
            out->is_signal_frame = true;
            break;
        case 'B': /* signed with the B key: all signatures are stripped alike */
        case 'G': /* tags its stack frame */
            break;
        default: /* 'z' has told the size of what is unknown */
            return;
        }
    }
    cursor->failed |= data.failed;
}

static const char *read_text(struct rp_cursor *cursor)
{
    const char *text = (const char *)cursor->at;
    const size_t length = strnlen(text, rp_cursor_left(cursor));
    rp_cursor_skip(cursor, (uint64_t)length + 1);
    return text;
}

/* Reads the shared part (CIE) that starts at `place`. */
static enum rp_status read_shared(const struct rp_cfi_section *section, const uint8_t *place,
                                  struct rp_cfi_entry *out)
{
    struct rp_cursor cursor;
    if (open_record(section, place, &cursor) != RP_OK)
        return RP_E_DAMAGED;
    const uint32_t id = (uint32_t)rp_cursor_fixed(&cursor, sizeof id);
    const uint8_t version = rp_cursor_byte(&cursor);
    const char *letters = read_text(&cursor);
    if (cursor.failed || id != 0 || (version != 1 && version != 3 && version != 4))
        return RP_E_DAMAGED;
    if (strcmp(letters, "eh") == 0) /* gcc 2: a pointer to exception data follows */
        rp_cursor_skip(&cursor, sizeof(uintptr_t));
    if (version == 4)
        rp_cursor_skip(&cursor, 2); /* sizes of an address and of a segment selector */
    out->code_factor = rp_cursor_uleb(&cursor);
    out->data_factor = rp_cursor_sleb(&cursor);
    const uint64_t column = version == 1 ? rp_cursor_byte(&cursor) : rp_cursor_uleb(&cursor);
    out->has_augmentation = letters[0] == 'z';
    if (out->has_augmentation)
        read_augmentation(&cursor, letters + 1, out);
    if (cursor.failed || column >= RP_REGISTERS)
        return RP_E_DAMAGED;
    out->return_register = (uint8_t)column;
    out->shared_program = cursor;
    return RP_OK;
}

/* Reads the entry (FDE) that open_record has opened. */
static enum rp_status read_entry(const struct rp_cfi_section *section, struct rp_cursor cursor,
                                 struct rp_cfi_entry *out)
{
    const uint8_t *id_place = cursor.at;
    const uint32_t id = (uint32_t)rp_cursor_fixed(&cursor, sizeof id);
    struct rp_cfi_entry entry = {.encoding = RP_ENCODING_ABSOLUTE};
    if (id == 0 || id > (size_t)(id_place - section->frames) ||
        read_shared(section, id_place - id, &entry) != RP_OK)
        return RP_E_DAMAGED;
    entry.begin = rp_cursor_pointer(&cursor, entry.encoding, (uintptr_t)section->header);
    entry.end = entry.begin + (uintptr_t)rp_cursor_format(&cursor, entry.encoding);
    if (entry.has_augmentation)
        rp_cursor_skip(&cursor, rp_cursor_uleb(&cursor));
    if (cursor.failed || entry.end < entry.begin)
        return RP_E_DAMAGED;
    entry.program = cursor;
    *out = entry;
    return RP_OK;
}

/* The place of the last entry in the table whose code starts at or below `address`, or NULL. */
static const uint8_t *search_table(const struct rp_cfi_section *section, uintptr_t address)
{
    const intptr_t wanted = (intptr_t)(address - (uintptr_t)section->header);
    uint32_t low = 0, high = section->table_entries;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (load_i32(section->table + (size_t)middle * TABLE_ENTRY_BYTES) <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const uint8_t *entry = section->table + (size_t)(low - 1) * TABLE_ENTRY_BYTES;
    return (const uint8_t *)((uintptr_t)section->header + (uintptr_t)(intptr_t)load_i32(entry + 4));
}

static bool holds(const struct rp_cfi_entry *entry, uintptr_t address)
{
    return address >= entry->begin && address < entry->end;
}

static enum rp_status find_by_table(const struct rp_cfi_section *section, uintptr_t address,
                                    struct rp_cfi_entry *out)
{
    const uint8_t *place = search_table(section, address);
    struct rp_cursor cursor;
    struct rp_cfi_entry entry;
    if (place == NULL)
        return RP_E_NOT_FOUND;
    if (open_record(section, place, &cursor) != RP_OK ||
        read_entry(section, cursor, &entry) != RP_OK)
        return RP_E_DAMAGED;
    if (!holds(&entry, address))
        return RP_E_NOT_FOUND;
    *out = entry;
    return RP_OK;
}

static bool is_shared_part(struct rp_cursor cursor)
{
    return rp_cursor_fixed(&cursor, sizeof(uint32_t)) == 0;
}

/* Entries that make no sense are stepped over: another one may still hold the address. */
static enum rp_status find_by_scan(const struct rp_cfi_section *section, uintptr_t address,
                                   struct rp_cfi_entry *out)
{
    const uint8_t *place = section->frames;
    struct rp_cursor cursor;
    struct rp_cfi_entry entry;
    for (unsigned i = 0; i < LINEAR_ENTRIES_MAX; i++, place = cursor.end) {
        const enum rp_status status = open_record(section, place, &cursor);
        if (status != RP_OK)
            return status == RP_E_END ? RP_E_NOT_FOUND : status;
        if (is_shared_part(cursor) || read_entry(section, cursor, &entry) != RP_OK ||
            !holds(&entry, address))
            continue;
        *out = entry;
        return RP_OK;
    }
    return RP_E_DAMAGED;
}

enum rp_status rp_cfi_find(const struct rp_cfi_section *section, uintptr_t address,
                           struct rp_cfi_entry *out)
{
    return section->table != NULL ? find_by_table(section, address, out)
                                  : find_by_scan(section, address, out);
}

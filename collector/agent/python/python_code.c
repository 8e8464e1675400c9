/* python_code.c: the names of code objects, each put into the segment once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Memory order: a code is written and then published by a release store to its slot; readers load
 * the slot with acquire. A slot may be given to a later code object at the same address; the old
 * one stays where it is, so a reader that still looks at it sees it whole.
 */
#include "collector/agent/python/python_code.h"

#include <string.h>

#include "collector/agent/heap.h"
#include "collector/agent/python/python_line.h"
#include "collector/agent/python/python_text.h"

enum {
    SLOTS = 2 * RP_PYTHON_CODES_MAX,
    TRIES = 16,                 /* slots that are looked at */
    NAME_BYTES = 512,           /* of a function, at most */
    FILE_BYTES = 1024,          /* of a path, at most */
    LINES_COMPARED = 256,       /* bytes of a line table that its key is made of */
    LINES_MAX = 1 << 18,        /* bytes of a line table that is read for a line */
    UNITS_MAX = 1 << 24,        /* instruction units of a code object */
    CODE_TYPE_NAME_BYTES = 5,   /* "code" */
    ALIGNMENT = sizeof(void *), /* of objects */
};

/* What identifies a code object, as it stands in memory now. */
struct sight {
    struct rp_python_code code; /* without text */
    uint64_t units;             /* of instructions */
    bool is_function;
};

/* ---- reading ---- */

static bool is_object(uintptr_t address)
{
    return address != 0 && address % ALIGNMENT == 0;
}

/* By its name and size, for the linker may have copied the type to anywhere. */
static bool is_type_of_code(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                            uintptr_t type)
{
    if (!is_object(type) || !rp_python_can_read(memory, type, RP_PYTHON_TYPE_BYTES + ALIGNMENT) ||
        rp_python_word(type + RP_PYTHON_TYPE_BYTES) != layout->code_type_bytes)
        return false;
    const uintptr_t name = rp_python_word(type + RP_PYTHON_TYPE_NAME);
    return rp_python_can_read(memory, name, CODE_TYPE_NAME_BYTES) &&
           memcmp((const void *)name, "code", CODE_TYPE_NAME_BYTES) == 0;
}

static bool is_code(struct rp_python_codes *codes, const struct rp_python_layout *layout,
                    struct rp_python_memory *memory, uintptr_t object)
{
    if (!is_object(object) || !rp_python_can_read(memory, object, layout->code_instructions))
        return false;
    const uintptr_t type = rp_python_word(object + RP_PYTHON_TYPE);
    if (type != 0 && type == atomic_load_explicit(&codes->type, memory_order_relaxed))
        return true;
    if (!is_type_of_code(layout, memory, type))
        return false;
    atomic_store_explicit(&codes->type, type, memory_order_relaxed);
    return true;
}

static void look(const struct rp_python_layout *layout, uintptr_t object, struct sight *out)
{
    *out = (struct sight){
        .code = {.object = object,
                 .name = rp_python_word(object + layout->code_name),
                 .file = rp_python_word(object + layout->code_file),
                 .lines = rp_python_word(object + layout->code_lines),
                 .first_line = rp_python_u32(object + layout->code_first_line)},
        .units = rp_python_word(object + RP_PYTHON_SIZE),
    };
    out->is_function = out->code.name != 0 && out->code.file != 0 &&
                       rp_python_u32(object + layout->code_first_traced) < out->units;
    if (layout->code_version != 0)
        out->code.version = rp_python_u32(object + layout->code_version);
}

/* A version says all. */
static bool read_key(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                     struct sight *sight)
{
    struct rp_python_text name, file;
    struct rp_python_code *const code = &sight->code;
    if (code->version != 0)
        return true;
    if (!rp_python_text_open(layout, memory, code->name, &name) ||
        !rp_python_text_open(layout, memory, code->file, &file) || !is_object(code->lines) ||
        !rp_python_can_read(memory, code->lines, RP_PYTHON_BYTES_DATA))
        return false;
    const uint64_t bytes = rp_python_word(code->lines + RP_PYTHON_SIZE);
    const size_t compared = bytes < LINES_COMPARED ? bytes : LINES_COMPARED;
    if (!rp_python_can_read(memory, code->lines + RP_PYTHON_BYTES_DATA, compared + 1))
        return false;
    code->key = rp_python_key(sight->units ^ bytes << 32, name.data, name.length * name.width);
    code->key = rp_python_key(code->key, file.data, file.length * file.width);
    code->key = rp_python_key(code->key, code->lines + RP_PYTHON_BYTES_DATA, compared);
    return true;
}

/* ---- the known ones ---- */

static size_t slot_of(uintptr_t object, size_t attempt)
{
    const uint64_t hash = (object >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 40;
    return (size_t)(hash + attempt) & (SLOTS - 1);
}

/* The number of the one that was last known at the address. */
static bool find(struct rp_python_codes *codes, uintptr_t object, uint32_t *number)
{
    for (size_t i = 0; i < TRIES; i++) {
        const uint32_t next =
            atomic_load_explicit(&codes->slots[slot_of(object, i)], memory_order_acquire);
        if (next == 0)
            return false;
        if (codes->codes[next - 1].object == object) {
            *number = next - 1;
            return true;
        }
    }
    return false;
}

static bool is_same(const struct rp_python_code *known, const struct rp_python_code *now)
{
    if (now->version != 0)
        return known->version == now->version;
    return known->key == now->key && known->name == now->name && known->file == now->file &&
           known->lines == now->lines && known->first_line == now->first_line;
}

/* Over the former one at that address, or into an empty slot. */
static bool publish(struct rp_python_codes *codes, uint32_t number)
{
    const uintptr_t object = codes->codes[number].object;
    for (size_t i = 0; i < TRIES; i++) {
        _Atomic uint32_t *const slot = &codes->slots[slot_of(object, i)];
        uint32_t old = atomic_load_explicit(slot, memory_order_acquire);
        while (old == 0 || codes->codes[old - 1].object == object) {
            if (atomic_compare_exchange_weak_explicit(slot, &old, number + 1, memory_order_release,
                                                      memory_order_acquire))
                return true;
        }
    }
    return false;
}

static bool claim(struct rp_python_codes *codes, uint32_t *number)
{
    if (atomic_load_explicit(&codes->claimed, memory_order_relaxed) >= RP_PYTHON_CODES_MAX)
        return false;
    *number = atomic_fetch_add_explicit(&codes->claimed, 1, memory_order_relaxed);
    return *number < RP_PYTHON_CODES_MAX;
}

/* Two texts in a row; the empty file of a code object is told as "". */
static uint32_t add_text(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                         struct rp_segment_header *segment, const struct rp_python_code *code)
{
    struct rp_python_text name, file;
    char text[NAME_BYTES + FILE_BYTES];
    if (!rp_python_text_open(layout, memory, code->name, &name) ||
        !rp_python_text_open(layout, memory, code->file, &file))
        return RP_STRING_NONE;
    const size_t used = rp_python_text_copy(&name, text, NAME_BYTES) + 1;
    const size_t all = used + rp_python_text_copy(&file, text + used, FILE_BYTES) + 1;
    return rp_heap_add_bytes(segment, text, all);
}

static bool add(struct rp_python_codes *codes, const struct rp_python_layout *layout,
                struct rp_python_memory *memory, struct rp_segment_header *segment,
                const struct rp_python_code *code, uint32_t *out)
{
    uint32_t number;
    if (!claim(codes, &number))
        return false;
    struct rp_python_code *const added = &codes->codes[number];
    *added = *code;
    added->text = add_text(layout, memory, segment, code);
    *out = number;
    return added->text != RP_STRING_NONE && publish(codes, number);
}

/* ---- lines ---- */

static uint32_t read_line(struct rp_python_memory *memory, const struct rp_python_code *code,
                          int64_t unit)
{
    const uint64_t bytes = rp_python_word(code->lines + RP_PYTHON_SIZE);
    const uintptr_t data = code->lines + RP_PYTHON_BYTES_DATA;
    if (bytes == 0 || bytes > LINES_MAX || !rp_python_can_read(memory, data, bytes))
        return 0;
    return rp_python_line((const uint8_t *)data, bytes, code->first_line, unit);
}

static uint32_t find_line(struct rp_python_codes *codes, struct rp_python_memory *memory,
                          uint32_t number, int64_t unit)
{
    const uint64_t wanted = (uint64_t)(number + 1) << 32 | (uint32_t)unit;
    const size_t slot = wanted * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (RP_PYTHON_LINES_MAX - 1);
    const uint64_t tag = atomic_load_explicit(&codes->lines[slot].tag, memory_order_relaxed);
    uint64_t line = atomic_load_explicit(&codes->lines[slot].line, memory_order_relaxed);
    if ((tag ^ line) == wanted)
        return (uint32_t)line;
    line = read_line(memory, &codes->codes[number], unit);
    atomic_store_explicit(&codes->lines[slot].tag, wanted ^ line, memory_order_relaxed);
    atomic_store_explicit(&codes->lines[slot].line, line, memory_order_relaxed);
    return (uint32_t)line;
}

/* ---- the whole ---- */

/* The instruction's number, -1 for the place before the first one. */
static bool find_unit(const struct rp_python_layout *layout, const struct sight *sight,
                      uintptr_t instruction, int64_t *unit)
{
    const uintptr_t first = sight->code.object + layout->code_instructions;
    const int64_t bytes = (int64_t)(instruction - first);
    *unit = bytes / RP_PYTHON_UNIT_BYTES;
    return sight->units <= UNITS_MAX && bytes % RP_PYTHON_UNIT_BYTES == 0 && *unit >= -1 &&
           *unit < (int64_t)sight->units;
}

enum rp_python_answer rp_python_code_name(struct rp_python_codes *codes,
                                          const struct rp_python_layout *layout,
                                          struct rp_python_memory *memory,
                                          struct rp_segment_header *segment,
                                          const struct rp_python_place *place, uint64_t *name)
{
    struct sight sight;
    int64_t unit;
    uint32_t number = 0;
    const bool was_known = find(codes, place->code, &number);
    memory->trusts_objects = was_known && place->is_stable;
    if (!is_code(codes, layout, memory, place->code))
        return RP_PYTHON_UNKNOWN;
    look(layout, place->code, &sight);
    if (!sight.is_function)
        return RP_PYTHON_NAMELESS;
    if (!find_unit(layout, &sight, place->instruction, &unit) || !read_key(layout, memory, &sight))
        return RP_PYTHON_UNKNOWN;
    if (!was_known || !is_same(&codes->codes[number], &sight.code)) {
        memory->trusts_objects = false;
        if (!add(codes, layout, memory, segment, &sight.code, &number))
            return RP_PYTHON_UNKNOWN;
    }
    *name = (uint64_t)find_line(codes, memory, number, unit) << 32 | codes->codes[number].text;
    return RP_PYTHON_NAMED;
}

void rp_python_codes_drop(struct rp_python_codes *codes)
{
    memset(codes->slots, 0, sizeof codes->slots);
    memset(codes->lines, 0, sizeof codes->lines);
    atomic_store_explicit(&codes->claimed, 0, memory_order_relaxed);
}

/* cfi.c: runs call frame instructions up to the row for a code address.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/cfi.h"

enum {
    INSTRUCTIONS_MAX = 1 << 16,
    REMEMBERED_MAX = 4, /* compilers use one; each costs a row of the signal handler's stack */
    EXTENDED_OPERATIONS = 0x30,
};

enum operand {
    NONE,
    REGISTER,
    UNSIGNED,
    SIGNED,
    NEGATED, /* unsigned, to be subtracted */
    BLOCK,   /* an expression; stands for its place */
    POINTER,
    BYTES_1,
    BYTES_2,
    BYTES_4,
    BYTES_8,
};

enum action {
    REFUSE,
    NOTHING,
    ADVANCE,
    SET_LOCATION,
    SET_RULE,
    RESTORE,
    REMEMBER,
    RECALL,
    SET_CFA,
    SET_CFA_REGISTER,
    SET_CFA_OFFSET,
    SET_CFA_EXPRESSION,
};

struct operation {
    uint8_t action;
    uint8_t how; /* of SET_RULE */
    uint8_t first, second;
    bool is_factored; /* the last operand counts in units of the data alignment */
};

/* DW_CFA_* by number; the ones packed into the top two bits are the three at the end. */
static const struct operation operations[EXTENDED_OPERATIONS] = {
    [0x00] = {.action = NOTHING},
    [0x01] = {.action = SET_LOCATION, .first = POINTER},
    [0x02] = {.action = ADVANCE, .first = BYTES_1},
    [0x03] = {.action = ADVANCE, .first = BYTES_2},
    [0x04] = {.action = ADVANCE, .first = BYTES_4},
    [0x05] = {SET_RULE, RP_CFI_OFFSET, REGISTER, UNSIGNED, true},
    [0x06] = {.action = RESTORE, .first = REGISTER},
    [0x07] = {SET_RULE, RP_CFI_UNDEFINED, REGISTER, NONE, false},
    [0x08] = {SET_RULE, RP_CFI_SAME, REGISTER, NONE, false},
    [0x09] = {SET_RULE, RP_CFI_REGISTER, REGISTER, REGISTER, false},
    [0x0a] = {.action = REMEMBER},
    [0x0b] = {.action = RECALL},
    [0x0c] = {SET_CFA, 0, REGISTER, UNSIGNED, false},
    [0x0d] = {.action = SET_CFA_REGISTER, .first = REGISTER},
    [0x0e] = {SET_CFA_OFFSET, 0, NONE, UNSIGNED, false},
    [0x0f] = {SET_CFA_EXPRESSION, 0, NONE, BLOCK, false},
    [0x10] = {SET_RULE, RP_CFI_EXPRESSION, REGISTER, BLOCK, false},
    [0x11] = {SET_RULE, RP_CFI_OFFSET, REGISTER, SIGNED, true},
    [0x12] = {SET_CFA, 0, REGISTER, SIGNED, true},
    [0x13] = {SET_CFA_OFFSET, 0, NONE, SIGNED, true},
    [0x14] = {SET_RULE, RP_CFI_VALUE_OFFSET, REGISTER, UNSIGNED, true},
    [0x15] = {SET_RULE, RP_CFI_VALUE_OFFSET, REGISTER, SIGNED, true},
    [0x16] = {SET_RULE, RP_CFI_VALUE_EXPRESSION, REGISTER, BLOCK, false},
    [0x1d] = {.action = ADVANCE, .first = BYTES_8},
    [0x2c] = {.action = NOTHING}, /* AArch64: return address signed with the pc */
    [0x2d] = {.action = NOTHING}, /* AArch64: return address signed; always stripped */
    [0x2e] = {.action = NOTHING, .first = UNSIGNED}, /* GNU: size of the arguments */
    [0x2f] = {SET_RULE, RP_CFI_OFFSET, REGISTER, NEGATED, true},
};

enum { PACKED_ADVANCE = 0x40, PACKED_OFFSET = 0x80, PACKED_RESTORE = 0xc0 };

struct machine {
    const struct rp_cfi_section *section;
    const struct rp_cfi_entry *entry;
    const struct rp_cfi_row *initial; /* after the shared program; NULL while that one runs */
    struct rp_cfi_row *row;
    uintptr_t location, address;
    struct rp_cursor cursor;
    unsigned remembered;
    struct rp_cfi_row memory[REMEMBERED_MAX];
};

/* Steps over an expression and gives its offset from the start of the frames. */
static int64_t read_block(struct machine *machine)
{
    const int64_t place = machine->cursor.at - machine->section->frames;
    rp_cursor_skip(&machine->cursor, rp_cursor_uleb(&machine->cursor));
    return place;
}

static int64_t read_operand(struct machine *machine, uint8_t operand)
{
    struct rp_cursor *cursor = &machine->cursor;
    switch (operand) {
    case REGISTER:
    case UNSIGNED:
        return (int64_t)rp_cursor_uleb(cursor);
    case SIGNED:
        return rp_cursor_sleb(cursor);
    case NEGATED:
        return (int64_t)-rp_cursor_uleb(cursor);
    case BLOCK:
        return read_block(machine);
    case POINTER:
        return (int64_t)rp_cursor_pointer(cursor, machine->entry->encoding,
                                          (uintptr_t)machine->section->header);
    case BYTES_1:
    case BYTES_2:
    case BYTES_4:
    case BYTES_8:
        return (int64_t)rp_cursor_fixed(cursor, (size_t)1 << (operand - BYTES_1));
    default:
        return 0;
    }
}

/* Registers beyond the ones an unwinder needs (vectors, flags) are accepted and forgotten. */
static void set_rule(struct machine *machine, uint64_t number, uint8_t how, int64_t value)
{
    if (number >= RP_REGISTERS)
        return;
    if (value != (int32_t)value)
        machine->cursor.failed = true;
    if (how == RP_CFI_REGISTER && (uint64_t)value >= RP_REGISTERS)
        how = RP_CFI_UNDEFINED;
    machine->row->how[number] = how;
    machine->row->value[number] = (int32_t)value;
}

static void restore_rule(struct machine *machine, uint64_t number)
{
    if (number >= RP_REGISTERS)
        return;
    machine->row->how[number] = machine->initial ? machine->initial->how[number] : 0;
    machine->row->value[number] = machine->initial ? machine->initial->value[number] : 0;
}

static void set_cfa(struct machine *machine, uint8_t how, uint64_t number, int64_t value)
{
    if (number >= RP_REGISTERS || value != (int32_t)value)
        machine->cursor.failed = true;
    machine->row->cfa_how = how;
    machine->row->cfa_register = (uint8_t)number;
    machine->row->cfa_value = (int32_t)value;
}

static void remember(struct machine *machine)
{
    if (machine->remembered == REMEMBERED_MAX)
        machine->cursor.failed = true;
    else
        machine->memory[machine->remembered++] = *machine->row;
}

static void recall(struct machine *machine)
{
    if (machine->remembered == 0)
        machine->cursor.failed = true;
    else
        *machine->row = machine->memory[--machine->remembered];
}

static void carry_out(struct machine *machine, const struct operation *operation, int64_t first,
                      int64_t second)
{
    const struct rp_cfi_row *row = machine->row;
    switch (operation->action) {
    case NOTHING:
        break;
    case ADVANCE:
        machine->location += (uintptr_t)first * machine->entry->code_factor;
        break;
    case SET_LOCATION:
        machine->location = (uintptr_t)first;
        break;
    case SET_RULE:
        set_rule(machine, (uint64_t)first, operation->how, second);
        break;
    case RESTORE:
        restore_rule(machine, (uint64_t)first);
        break;
    case REMEMBER:
        remember(machine);
        break;
    case RECALL:
        recall(machine);
        break;
    case SET_CFA:
        set_cfa(machine, RP_CFI_VALUE_OFFSET, (uint64_t)first, second);
        break;
    case SET_CFA_REGISTER:
        set_cfa(machine, row->cfa_how, (uint64_t)first, row->cfa_value);
        break;
    case SET_CFA_OFFSET:
        set_cfa(machine, row->cfa_how, row->cfa_register, second);
        break;
    case SET_CFA_EXPRESSION:
        set_cfa(machine, RP_CFI_VALUE_EXPRESSION, 0, second);
        break;
    default:
        machine->cursor.failed = true;
    }
}

/* One of the operations that keep their first operand in their own low bits. */
static void run_packed(struct machine *machine, uint8_t code)
{
    const int64_t low = code & 0x3f;
    switch (code & 0xc0) {
    case PACKED_ADVANCE:
        machine->location += (uintptr_t)low * machine->entry->code_factor;
        break;
    case PACKED_OFFSET:
        set_rule(
            machine, (uint64_t)low, RP_CFI_OFFSET,
            (int64_t)(rp_cursor_uleb(&machine->cursor) * (uint64_t)machine->entry->data_factor));
        break;
    default:
        restore_rule(machine, (uint64_t)low);
    }
}

static void run_extended(struct machine *machine, uint8_t code)
{
    if (code >= EXTENDED_OPERATIONS) {
        machine->cursor.failed = true;
        return;
    }
    const struct operation *operation = &operations[code];
    const int64_t first = read_operand(machine, operation->first);
    int64_t second = read_operand(machine, operation->second);
    if (operation->is_factored)
        second = (int64_t)((uint64_t)second * (uint64_t)machine->entry->data_factor);
    carry_out(machine, operation, first, second);
}

/* Runs a program until it ends or its location passes the address looked for. */
static bool run(struct machine *machine, struct rp_cursor program)
{
    machine->cursor = program;
    for (unsigned i = 0; rp_cursor_left(&machine->cursor) > 0; i++) {
        const uint8_t code = rp_cursor_byte(&machine->cursor);
        if (i == INSTRUCTIONS_MAX)
            return false;
        if (code & 0xc0)
            run_packed(machine, code);
        else
            run_extended(machine, code);
        if (machine->location > machine->address)
            break;
    }
    return !machine->cursor.failed;
}

/* `row` and `initial` are the caller's, to keep the machine's rows the only large thing here. */
static bool run_entry(const struct rp_cfi_section *section, const struct rp_cfi_entry *entry,
                      uintptr_t address, struct rp_cfi_row *row, struct rp_cfi_row *initial)
{
    struct machine machine;
    machine.section = section;
    machine.entry = entry;
    machine.address = address;
    machine.location = entry->begin;
    machine.row = row;
    machine.initial = NULL;
    machine.remembered = 0;
    memset(row, 0, sizeof *row);
    if (!run(&machine, entry->shared_program))
        return false;
    *initial = *row;
    machine.initial = initial;
    machine.location = entry->begin;
    return run(&machine, entry->program);
}

enum rp_status rp_cfi_lookup(const struct rp_cfi_section *section, uintptr_t address,
                             struct rp_cfi_row *out)
{
    struct rp_cfi_entry entry;
    struct rp_cfi_row row, initial;
    const enum rp_status status = rp_cfi_find(section, address, &entry);
    if (status != RP_OK)
        return status;
    if (!run_entry(section, &entry, address, &row, &initial) || row.cfa_how == RP_CFI_UNSPECIFIED)
        return RP_E_DAMAGED;
    row.return_register = entry.return_register;
    row.is_signal_frame = entry.is_signal_frame;
    *out = row;
    return RP_OK;
}

struct rp_cursor rp_cfi_expression(const struct rp_cfi_section *section, int32_t offset)
{
    struct rp_cursor cursor = {section->frames, section->frames_end, false};
    rp_cursor_skip(&cursor, (uint64_t)(int64_t)offset);
    const uint64_t bytes = rp_cursor_uleb(&cursor);
    if (bytes > rp_cursor_left(&cursor))
        cursor.failed = true;
    else
        cursor.end = cursor.at + bytes;
    return cursor;
}

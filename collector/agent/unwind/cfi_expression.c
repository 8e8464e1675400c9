/* cfi_expression.c: evaluates the DWARF expressions of call frame information.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/cfi_expression.h"

enum { STACK_MAX = 16, OPERATIONS_MAX = 256 };

/* DW_OP_* that call frame information may use. */
enum {
    OP_ADDRESS = 0x03,
    OP_DEREFERENCE = 0x06,
    OP_CONST_FIRST = 0x08, /* 1, 2, 4, 8 bytes, unsigned and signed in turn */
    OP_CONST_LAST = 0x0f,
    OP_CONST_ULEB = 0x10,
    OP_CONST_SLEB = 0x11,
    OP_DUP = 0x12,
    OP_DROP = 0x13,
    OP_OVER = 0x14,
    OP_PICK = 0x15,
    OP_SWAP = 0x16,
    OP_ROTATE = 0x17,
    OP_ABS = 0x19,
    OP_AND = 0x1a,
    OP_DIV = 0x1b,
    OP_MINUS = 0x1c,
    OP_MOD = 0x1d,
    OP_MUL = 0x1e,
    OP_NEG = 0x1f,
    OP_NOT = 0x20,
    OP_OR = 0x21,
    OP_PLUS = 0x22,
    OP_PLUS_CONST = 0x23,
    OP_SHL = 0x24,
    OP_SHR = 0x25,
    OP_SHRA = 0x26,
    OP_XOR = 0x27,
    OP_BRANCH = 0x28,
    OP_EQ = 0x29,
    OP_GE = 0x2a,
    OP_GT = 0x2b,
    OP_LE = 0x2c,
    OP_LT = 0x2d,
    OP_NE = 0x2e,
    OP_SKIP = 0x2f,
    OP_LITERAL_FIRST = 0x30,
    OP_LITERAL_LAST = 0x4f,
    OP_REGISTER_FIRST = 0x70, /* register plus offset */
    OP_REGISTER_LAST = 0x8f,
    OP_REGISTER_ANY = 0x92,
    OP_DEREFERENCE_SIZE = 0x94,
    OP_NOP = 0x96,
};

struct evaluation {
    struct rp_cursor cursor;
    const uint8_t *begin;
    const struct rp_registers *registers;
    struct rp_memory *memory;
    unsigned depth;
    bool failed;
    uintptr_t stack[STACK_MAX];
};

static void push(struct evaluation *e, uintptr_t value)
{
    if (e->depth == STACK_MAX)
        e->failed = true;
    else
        e->stack[e->depth++] = value;
}

static uintptr_t pop(struct evaluation *e)
{
    if (e->depth == 0) {
        e->failed = true;
        return 0;
    }
    return e->stack[--e->depth];
}

static void pick(struct evaluation *e, unsigned below_top)
{
    if (below_top >= e->depth)
        e->failed = true;
    else
        push(e, e->stack[e->depth - 1 - below_top]);
}

/* The top one goes below the next two. */
static void rotate(struct evaluation *e)
{
    const uintptr_t first = pop(e), second = pop(e), third = pop(e);
    push(e, first);
    push(e, third);
    push(e, second);
}

static void push_register(struct evaluation *e, uint64_t number)
{
    const int64_t offset = rp_cursor_sleb(&e->cursor);
    if (number >= RP_REGISTERS || !(e->registers->known & RP_REGISTER_BIT(number)))
        e->failed = true;
    else
        push(e, e->registers->value[number] + (uintptr_t)offset);
}

static void push_constant(struct evaluation *e, uint8_t code)
{
    const unsigned form = code - OP_CONST_FIRST;
    const size_t bytes = (size_t)1 << form / 2;
    push(e, form % 2 ? (uintptr_t)rp_cursor_signed(&e->cursor, bytes)
                     : (uintptr_t)rp_cursor_fixed(&e->cursor, bytes));
}

/* Reads the aligned word around the value, which must lie inside of it. */
static void dereference(struct evaluation *e, unsigned bytes)
{
    const uintptr_t address = pop(e);
    const unsigned inside = address % sizeof(uintptr_t);
    uintptr_t word = 0;
    if (bytes == 0 || inside + bytes > sizeof word ||
        !rp_memory_read(e->memory, address - inside, &word)) {
        e->failed = true;
        return;
    }
    word >>= 8 * inside;
    push(e, bytes == sizeof word ? word : word & ((UINT64_C(1) << 8 * bytes) - 1));
}

static void jump(struct evaluation *e, bool is_taken)
{
    const int64_t distance = rp_cursor_signed(&e->cursor, 2);
    if (!is_taken || e->cursor.failed)
        return;
    if (distance < e->begin - e->cursor.at || distance > e->cursor.end - e->cursor.at)
        e->failed = true;
    else
        e->cursor.at += distance;
}

/* Signed, and without the two cases C leaves undefined. */
static uintptr_t divide(struct evaluation *e, intptr_t left, intptr_t right)
{
    if (right == 0 || (left == INTPTR_MIN && right == -1)) {
        e->failed = true;
        return 0;
    }
    return (uintptr_t)(left / right);
}

static uintptr_t modulo(struct evaluation *e, uintptr_t left, uintptr_t right)
{
    if (right == 0) {
        e->failed = true;
        return 0;
    }
    return left % right;
}

static uintptr_t shift(uint8_t code, uintptr_t value, uintptr_t bits)
{
    const bool negative = code == OP_SHRA && (intptr_t)value < 0;
    if (bits >= 64)
        return negative ? ~(uintptr_t)0 : 0;
    if (code == OP_SHL)
        return value << bits;
    return code == OP_SHRA ? (uintptr_t)((intptr_t)value >> bits) : value >> bits;
}

static uintptr_t combine(struct evaluation *e, uint8_t code, uintptr_t left, uintptr_t right)
{
    const intptr_t signed_left = (intptr_t)left, signed_right = (intptr_t)right;
    switch (code) {
    case OP_AND:
        return left & right;
    case OP_DIV:
        return divide(e, signed_left, signed_right);
    case OP_MINUS:
        return left - right;
    case OP_MOD:
        return modulo(e, left, right);
    case OP_MUL:
        return left * right;
    case OP_OR:
        return left | right;
    case OP_PLUS:
        return left + right;
    case OP_SHL:
    case OP_SHR:
    case OP_SHRA:
        return shift(code, left, right);
    case OP_XOR:
        return left ^ right;
    case OP_EQ:
        return left == right;
    case OP_GE:
        return signed_left >= signed_right;
    case OP_GT:
        return signed_left > signed_right;
    case OP_LE:
        return signed_left <= signed_right;
    case OP_LT:
        return signed_left < signed_right;
    case OP_NE:
        return left != right;
    default:
        e->failed = true;
        return 0;
    }
}

static void binary(struct evaluation *e, uint8_t code)
{
    const uintptr_t right = pop(e), left = pop(e);
    push(e, combine(e, code, left, right));
}

static void unary(struct evaluation *e, uint8_t code)
{
    const uintptr_t value = pop(e);
    if (code == OP_ABS)
        push(e, (intptr_t)value < 0 ? -value : value);
    else
        push(e, code == OP_NEG ? -value : ~value);
}

static void swap(struct evaluation *e)
{
    const uintptr_t first = pop(e), second = pop(e);
    push(e, first);
    push(e, second);
}

/* Operations that only move the stack's values; false when it is another one. */
static bool run_move(struct evaluation *e, uint8_t code)
{
    switch (code) {
    case OP_DUP:
        pick(e, 0);
        return true;
    case OP_DROP:
        (void)pop(e);
        return true;
    case OP_OVER:
        pick(e, 1);
        return true;
    case OP_PICK:
        pick(e, rp_cursor_byte(&e->cursor));
        return true;
    case OP_SWAP:
        swap(e);
        return true;
    case OP_ROTATE:
        rotate(e);
        return true;
    default:
        return false;
    }
}

/* Operations that read an operand or memory, or go elsewhere; false when it is another one. */
static bool run_read(struct evaluation *e, uint8_t code)
{
    switch (code) {
    case OP_ADDRESS:
        push(e, rp_cursor_fixed(&e->cursor, sizeof(uintptr_t)));
        return true;
    case OP_DEREFERENCE:
        dereference(e, sizeof(uintptr_t));
        return true;
    case OP_DEREFERENCE_SIZE:
        dereference(e, rp_cursor_byte(&e->cursor));
        return true;
    case OP_CONST_ULEB:
        push(e, rp_cursor_uleb(&e->cursor));
        return true;
    case OP_CONST_SLEB:
        push(e, (uintptr_t)rp_cursor_sleb(&e->cursor));
        return true;
    case OP_PLUS_CONST:
        push(e, pop(e) + rp_cursor_uleb(&e->cursor));
        return true;
    case OP_BRANCH:
        jump(e, pop(e) != 0);
        return true;
    case OP_SKIP:
        jump(e, true);
        return true;
    case OP_REGISTER_ANY:
        push_register(e, rp_cursor_uleb(&e->cursor));
        return true;
    default:
        return false;
    }
}

static void run_arithmetic(struct evaluation *e, uint8_t code)
{
    if (code == OP_ABS || code == OP_NEG || code == OP_NOT)
        unary(e, code);
    else if (code != OP_NOP)
        binary(e, code);
}

/* The three ranges of operations whose number carries their operand. */
static bool run_range(struct evaluation *e, uint8_t code)
{
    if (code >= OP_CONST_FIRST && code <= OP_CONST_LAST)
        push_constant(e, code);
    else if (code >= OP_LITERAL_FIRST && code <= OP_LITERAL_LAST)
        push(e, code - OP_LITERAL_FIRST);
    else if (code >= OP_REGISTER_FIRST && code <= OP_REGISTER_LAST)
        push_register(e, code - OP_REGISTER_FIRST);
    else
        return false;
    return true;
}

bool rp_expression_evaluate(struct rp_cursor expression, struct rp_expression_start start,
                            const struct rp_registers *registers, struct rp_memory *memory,
                            uintptr_t *out)
{
    struct evaluation e;
    e.cursor = expression;
    e.begin = expression.at;
    e.registers = registers;
    e.memory = memory;
    e.depth = 0;
    e.failed = false;
    if (start.has_cfa)
        push(&e, start.cfa);
    for (unsigned i = 0; rp_cursor_left(&e.cursor) > 0 && !e.failed; i++) {
        const uint8_t code = rp_cursor_byte(&e.cursor);
        if (i == OPERATIONS_MAX)
            return false;
        if (!run_range(&e, code) && !run_move(&e, code) && !run_read(&e, code))
            run_arithmetic(&e, code);
    }
    const uintptr_t result = pop(&e);
    if (e.failed || e.cursor.failed)
        return false;
    *out = result;
    return true;
}

/* test_cfi.c: rows of call frame information against libdw, on the libraries of this machine.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <libelf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/agent/modules/module.h"
#include "collector/agent/unwind/cfi_expression.h"
#include "collector/agent/unwind/unwind_apply.h"
#include "collector/agent/unwind/unwind_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DW_CALL_FRAME_CFA = 0x9c, DW_PLUS_CONST = 0x23, DW_BREGX = 0x92, DW_REGX = 0x90 };

static struct rp_modules *modules;
static unsigned long rows, rules[RP_CFI_VALUE_EXPRESSION + 1];

/* The operations of an expression of ours, by libdw's list of the same. */
static bool is_same_block(const struct rp_module *module, int32_t offset,
                          const Dwarf_Op *operations, size_t count)
{
    const struct rp_cursor block = rp_cfi_expression(&module->cfi, offset);
    for (size_t i = 0; i < count; i++) {
        if (operations[i].offset >= rp_cursor_left(&block) ||
            block.at[operations[i].offset] != operations[i].atom)
            return false;
    }
    return count > 0;
}

static bool is_same_cfa(const struct rp_module *module, Dwarf_Frame *frame,
                        const struct rp_cfi_row *row)
{
    Dwarf_Op *operations;
    size_t count;
    if (dwarf_frame_cfa(frame, &operations, &count) != 0)
        return false;
    if (row->cfa_how == RP_CFI_VALUE_EXPRESSION)
        return is_same_block(module, row->cfa_value, operations, count);
    return count == 1 && operations[0].atom == DW_BREGX &&
           operations[0].number == row->cfa_register &&
           (int64_t)operations[0].number2 == row->cfa_value;
}

/* Is it "the CFA plus a constant", as libdw writes it? */
static bool is_cfa_plus(const Dwarf_Op *operations, size_t count, int64_t value)
{
    if (count == 0 || operations[0].atom != DW_CALL_FRAME_CFA)
        return false;
    return value == 0 ? count == 1
                      : count == 2 && operations[1].atom == DW_PLUS_CONST &&
                            (int64_t)operations[1].number == value;
}

static bool is_same_rule(const struct rp_module *module, Dwarf_Frame *frame, unsigned number,
                         const struct rp_cfi_row *row)
{
    const int32_t value = row->value[number];
    uint8_t how = row->how[number];
    Dwarf_Op space[3], *operations;
    size_t count;
    rules[how]++;
    if (how == RP_CFI_UNSPECIFIED && number == RP_REGISTER_SP)
        how = RP_CFI_VALUE_OFFSET;
    if (dwarf_frame_register(frame, (int)number, space, &operations, &count) != 0)
        return false;
    const bool is_value = count > 0 && operations[count - 1].atom == 0x9f; /* stack_value */
    count -= is_value;
    switch (how) {
    case RP_CFI_UNSPECIFIED: /* libdw applies the calling convention; ours is left to the walker */
        return count == 0;
    case RP_CFI_UNDEFINED:
        return count == 0 && operations == space;
    case RP_CFI_SAME:
        return count == 0 && operations == NULL;
    case RP_CFI_OFFSET:
        return !is_value && is_cfa_plus(operations, count, value);
    case RP_CFI_VALUE_OFFSET:
        return is_value && is_cfa_plus(operations, count, value);
    case RP_CFI_REGISTER:
        return count == 1 && operations[0].atom == DW_REGX &&
               operations[0].number == (uint64_t)value;
    default: /* libdw puts the CFA in front; the block's own operations follow */
        return is_value == (how == RP_CFI_VALUE_EXPRESSION) && count > 0 &&
               is_same_block(module, value, operations + 1, count - 1);
    }
}

static bool is_same_row(const struct rp_module *module, Dwarf_Frame *frame,
                        const struct rp_cfi_row *row)
{
    bool is_signal;
    const int column = dwarf_frame_info(frame, NULL, NULL, &is_signal);
    if (column != row->return_register || is_signal != row->is_signal_frame ||
        !is_same_cfa(module, frame, row))
        return false;
    for (unsigned i = 0; i < RP_REGISTERS; i++) {
        if (!is_same_rule(module, frame, i, row)) {
            print_message("register %u differs: %u %d\n", i, row->how[i], row->value[i]);
            return false;
        }
    }
    return true;
}

static void compare_at(const struct rp_module *module, Dwarf_CFI *cfi, uintptr_t address)
{
    Dwarf_Frame *frame = NULL;
    struct rp_cfi_row row;
    const bool theirs = dwarf_cfi_addrframe(cfi, address - module->bias, &frame) == 0;
    const bool ours = rp_cfi_lookup(&module->cfi, address, &row) == RP_OK;
    const bool is_same = theirs == ours && (!ours || is_same_row(module, frame, &row));
    rows += ours;
    free(frame);
    if (!is_same)
        fail_msg("%s+%#lx differs (ours %d, libdw's %d)", module->path, address - module->bias,
                 ours, theirs);
}

/* Random places, and the instructions that follow each: rows change at the ends of functions. */
static void compare_module(const struct rp_module *module, Dwarf_CFI *cfi)
{
    const uintptr_t text_bytes = module->text_high - module->text_low;
    for (int i = 0; i < 3000; i++) {
        const uintptr_t start =
            module->text_low + ((uintptr_t)random() << 20 ^ (uintptr_t)random()) % text_bytes;
        for (uintptr_t address = start; address < start + 12 && address < module->text_high;
             address++)
            compare_at(module, cfi, address);
    }
}

static void every_row_equals_libdws(void **state)
{
    (void)state;
    srandom(1);
    elf_version(EV_CURRENT);
    for (uint32_t i = 0; i < rp_module_count(modules); i++) {
        const struct rp_module *module = rp_module_at(modules, i);
        const int file = open(module->path[0] ? module->path : "/proc/self/exe", O_RDONLY);
        if (file < 0 || module->cfi.frames == NULL)
            continue;
        Elf *elf = elf_begin(file, ELF_C_READ_MMAP, NULL);
        Dwarf_CFI *cfi = dwarf_getcfi_elf(elf);
        assert_non_null(cfi);
        const unsigned long before = rows;
        compare_module(module, cfi);
        print_message("%6lu rows of %s\n", rows - before, module->path);
        dwarf_cfi_end(cfi);
        elf_end(elf);
        close(file);
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        print_message("rule %zu: %lu times\n", i, rules[i]);
    assert_true(rows > 50000);
}

/* A stack of numbered words, with sp and frame pointer in the midst of it. */
static void expect_same_application(const struct rp_module *module, const struct rp_cfi_row *row,
                                    uint64_t packed)
{
    uintptr_t stack[512];
    struct rp_registers callee = {.known = ~UINT64_C(0)}, by_row = {0}, by_word = {0};
    struct rp_memory memory;
    for (uintptr_t i = 0; i < 512; i++)
        stack[i] = 7000 + i;
    for (uintptr_t i = 0; i < RP_REGISTERS; i++)
        callee.value[i] = i;
    callee.value[RP_REGISTER_SP] = (uintptr_t)&stack[64];
    callee.value[RP_REGISTER_FP] = (uintptr_t)&stack[128];
    rp_memory_init(&memory, &(struct rp_stack_bounds){(uintptr_t)stack, (uintptr_t)(stack + 512)},
                   (uintptr_t)stack);
    const enum rp_status status = rp_row_apply(row, &module->cfi, &callee, &memory, &by_row);
    assert_int_equal(rp_row_apply_packed(packed, &callee, &memory, &by_word), status);
    if (status != RP_OK)
        return; /* the outermost, or a frame larger than the stack */
    assert_int_equal(by_word.pc, by_row.pc);
    assert_int_equal(by_word.known, by_row.known & (RP_REGISTER_BIT(RP_REGISTER_FP) |
                                                    RP_REGISTER_BIT(RP_REGISTER_SP)));
    for (unsigned i = 0; i < RP_REGISTERS; i++) {
        if (by_word.known & RP_REGISTER_BIT(i))
            assert_int_equal(by_word.value[i], by_row.value[i]);
    }
}

static void a_packed_row_leads_to_the_same_caller(void **state)
{
    unsigned long looked_up = 0, packed_rows = 0;
    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        const struct rp_module *module = rp_module_at(modules, i % rp_module_count(modules));
        const uintptr_t text_bytes = module->text_high - module->text_low;
        struct rp_cfi_row row;
        const uintptr_t address = module->text_low + (uintptr_t)random() % text_bytes;
        if (rp_cfi_lookup(&module->cfi, address, &row) != RP_OK)
            continue;
        const uint64_t packed = rp_row_pack(&row);
        looked_up++;
        packed_rows += packed != 0;
        if (packed != 0)
            expect_same_application(module, &row, packed);
    }
    print_message("%lu of %lu rows are ordinary\n", packed_rows, looked_up);
    assert_true(packed_rows > looked_up / 10 * 9);
}

static struct rp_row_cache cache;

static void a_remembered_row_is_that_of_its_address(void **state)
{
    const uint64_t row = RP_ROW_USED | UINT64_C(77) << RP_ROW_CFA_SHIFT;
    (void)state;
    rp_row_cache_add(&cache, 0x1000, RP_ROW_MODULES_MAX - 1, row);
    assert_int_equal(rp_row_module(rp_row_cache_find(&cache, 0x1000)), RP_ROW_MODULES_MAX - 1);
    assert_int_equal(rp_row_words(rp_row_cache_find(&cache, 0x1000), RP_ROW_CFA_SHIFT), 77);
    for (uintptr_t address = 0x1001; address < 0x100000; address++)
        assert_int_equal(rp_row_cache_find(&cache, address), 0);
}

static const struct rp_module *loader(void)
{
    const struct rp_module *module = rp_module_at(modules, 0);
    for (uint32_t i = 0; i < rp_module_count(modules); i++) {
        if (strstr(rp_module_at(modules, i)->path, "ld-linux"))
            module = rp_module_at(modules, i);
    }
    assert_non_null(strstr(module->path, "ld-linux"));
    assert_non_null(module->cfi.table);
    return module;
}

static void a_scan_finds_what_the_table_finds(void **state)
{
    const struct rp_module *module = loader();
    struct rp_cfi_section scanned = module->cfi;
    (void)state;
    scanned.table = NULL;
    for (uintptr_t address = module->text_low; address < module->text_high; address += 251) {
        struct rp_cfi_entry by_table = {0}, by_scan = {0};
        const enum rp_status status = rp_cfi_find(&module->cfi, address, &by_table);
        assert_int_equal(rp_cfi_find(&scanned, address, &by_scan), status);
        assert_int_equal(by_scan.begin, by_table.begin);
        assert_ptr_equal(by_scan.program.at, by_table.program.at);
    }
}

/* An input of the fuzzer that holds the loader's own information. */
static uint8_t *loaders_input(const struct rp_module *module, size_t *bytes)
{
    const uint8_t *begin = module->cfi.header;
    const size_t section_bytes = (size_t)(module->cfi.frames_end - begin);
    const uint16_t header_bytes = (uint16_t)(module->cfi.frames - begin);
    uint8_t *input = malloc(section_bytes + 6);
    assert_true(module->cfi.frames > begin && module->cfi.frames - begin < UINT16_MAX);
    assert_non_null(input);
    memcpy(input, &header_bytes, sizeof header_bytes);
    memcpy(input + 6, begin, section_bytes);
    *bytes = section_bytes + 6;
    return input;
}

static void set_address(const struct rp_module *module, uint8_t *input)
{
    const uintptr_t address =
        module->text_low + (uintptr_t)random() % (module->text_high - module->text_low);
    const int32_t offset = (int32_t)(address - (uintptr_t)module->cfi.header);
    memcpy(input + 2, &offset, sizeof offset);
}

static void survives_truncation_at_any_byte(void **state)
{
    const struct rp_module *module = loader();
    size_t bytes;
    uint8_t *input = loaders_input(module, &bytes);
    (void)state;
    for (size_t length = 1; length < bytes; length += 1 + (length > 4096) * 13) {
        set_address(module, input);
        LLVMFuzzerTestOneInput(input, length);
    }
    free(input);
}

static void survives_damaged_bytes(void **state)
{
    const struct rp_module *module = loader();
    size_t bytes;
    uint8_t *input = loaders_input(module, &bytes);
    uint8_t *damaged = malloc(bytes);
    (void)state;
    assert_non_null(damaged);
    for (int i = 0; i < 3000; i++) {
        memcpy(damaged, input, bytes);
        set_address(module, damaged);
        for (int n = 0; n < 200; n++)
            damaged[(size_t)random() % bytes] = (uint8_t)random();
        LLVMFuzzerTestOneInput(damaged, bytes);
    }
    free(damaged);
    free(input);
}

static void survives_noise(void **state)
{
    uint8_t noise[400];
    (void)state;
    for (int i = 0; i < 20000; i++) {
        for (size_t n = 0; n < sizeof noise; n++)
            noise[n] = (uint8_t)(random() % 3 ? random() : random() % 8);
        noise[6] = 1; /* the header's version */
        LLVMFuzzerTestOneInput(noise, 7 + (size_t)random() % (sizeof noise - 7));
    }
}

/* Expressions, each with its result; registers hold their number times 1000. */
static const struct {
    const char *name;
    uint8_t code[16];
    uint8_t bytes;
    bool succeeds;
    intptr_t result;
} expressions[] = {
    {"literals and plus", {0x32, 0x33, 0x22}, 3, true, 5},
    {"register with offset", {0x73, 0x78}, 2, true, 2992},
    {"any register", {0x92, 0x06, 0x08}, 3, true, 6008},
    {"signed constant", {0x09, 0xff}, 2, true, -1},
    {"division of signed numbers", {0x09, 0xf8, 0x32, 0x1b}, 4, true, -4},
    {"division by zero", {0x32, 0x30, 0x1b}, 3, false, 0},
    {"comparison", {0x09, 0xff, 0x31, 0x2d}, 4, true, 1},
    {"rotation", {0x31, 0x32, 0x33, 0x17, 0x1c}, 5, true, -1},
    {"branch taken", {0x35, 0x31, 0x28, 0x01, 0x00, 0x1f, 0x96}, 7, true, 5},
    {"endless loop", {0x2f, 0xfd, 0xff}, 3, false, 0},
    {"jump out of the expression", {0x30, 0x2f, 0x7f, 0x00}, 4, false, 0},
    {"unreadable memory", {0x08, 0x08, 0x06}, 3, false, 0},
    {"empty stack", {0x22}, 1, false, 0},
    {"unknown operation", {0xe0}, 1, false, 0},
    {"operand cut off", {0x0e, 0x01, 0x02}, 3, false, 0},
    {"a register that is not known", {0x71, 0x00}, 2, false, 0},
};

static void evaluates_expressions(void **state)
{
    struct rp_registers registers = {.known = ~RP_REGISTER_BIT(1)};
    struct rp_memory memory;
    (void)state;
    for (uintptr_t i = 0; i < RP_REGISTERS; i++)
        registers.value[i] = 1000 * i;
    rp_memory_init(&memory, &(struct rp_stack_bounds){0, 0}, 0);
    for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++) {
        const uint8_t *code = expressions[i].code;
        const struct rp_cursor cursor = {code, code + expressions[i].bytes, false};
        uintptr_t result = 0;
        const bool succeeds = rp_expression_evaluate(cursor, (struct rp_expression_start){false, 0},
                                                     &registers, &memory, &result);
        if (succeeds != expressions[i].succeeds || (intptr_t)result != expressions[i].result)
            fail_msg("%s: %d, %ld", expressions[i].name, succeeds, (long)result);
    }
}

int main(void)
{
    static const char *const libraries[] = {"libstdc++.so.6", "libm.so.6", "libgfortran.so.5",
                                            "libcrypto.so.3", "libgomp.so.1"};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_equals_libdws),
        cmocka_unit_test(a_packed_row_leads_to_the_same_caller),
        cmocka_unit_test(a_remembered_row_is_that_of_its_address),
        cmocka_unit_test(a_scan_finds_what_the_table_finds),
        cmocka_unit_test(survives_truncation_at_any_byte),
        cmocka_unit_test(survives_damaged_bytes),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(evaluates_expressions),
    };
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
        (void)dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL); /* those that this machine has */
    if (rp_modules_init(&modules, NULL, NULL) != RP_OK)
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

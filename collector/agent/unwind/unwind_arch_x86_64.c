/* unwind_arch_x86_64.c: registers, signal frames and calls of x86_64.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_arch.h"

#if defined(__x86_64__)

/* From a DWARF register number to the kernel's place in gregs. */
static const uint8_t place_in_gregs[RP_REGISTERS] = {
    REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
    REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
};

static const uint64_t all_known = RP_REGISTER_BIT(RP_REGISTERS) - 1;

void rp_registers_from_context(struct rp_registers *out, const ucontext_t *context)
{
    for (size_t i = 0; i < RP_REGISTERS; i++)
        out->value[i] = (uintptr_t)context->uc_mcontext.gregs[place_in_gregs[i]];
    out->pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    out->known = all_known;
}

/* mov $15, %rax; syscall */
const uint8_t rp_arch_sigreturn_code[RP_SIGRETURN_BYTES] = {0x48, 0xc7, 0xc0, 0x0f, 0x00,
                                                            0x00, 0x00, 0x0f, 0x05};

/* The handler's `ret` has popped the trampoline's address: sp is at the ucontext. */
bool rp_arch_read_signal_frame(const struct rp_registers *trampoline, struct rp_memory *memory,
                               struct rp_registers *out)
{
    const uintptr_t gregs =
        trampoline->value[RP_REGISTER_SP] + offsetof(ucontext_t, uc_mcontext.gregs);
    for (size_t i = 0; i < RP_REGISTERS; i++) {
        const uintptr_t place = gregs + place_in_gregs[i] * sizeof(greg_t);
        if (!rp_memory_read(memory, place, &out->value[i]))
            return false;
    }
    out->pc = out->value[RP_REGISTERS - 1];
    out->known = all_known;
    return true;
}

/* call *r/m is ff /2; its operand takes 0 to 5 bytes after the opcode and the mod-r/m byte. */
static bool is_indirect_call(const uint8_t *code)
{
    return code[0] == 0xff && (code[1] & 0x38) == 0x10;
}

bool rp_arch_ends_with_call(const uint8_t *before)
{
    static const uint8_t lengths[] = {2, 3, 4, 6, 7};
    const uint8_t *end = before + RP_CALL_BYTES_MAX;
    if (end[-5] == 0xe8) /* call rel32 */
        return true;
    for (size_t i = 0; i < sizeof lengths; i++) {
        if (is_indirect_call(end - lengths[i]))
            return true;
    }
    return false;
}

bool rp_arch_return_from_leaf(const struct rp_registers *leaf, struct rp_memory *memory,
                              struct rp_registers *out)
{
    const uintptr_t sp = leaf->value[RP_REGISTER_SP];
    *out = *leaf;
    out->value[RP_REGISTER_SP] = sp + sizeof(uintptr_t);
    return rp_memory_read(memory, sp, &out->pc);
}

uintptr_t rp_arch_caller_sp(const struct rp_registers *callee, struct rp_memory *memory,
                            uintptr_t cfa, const uintptr_t *return_place)
{
    (void)callee;
    (void)memory;
    (void)return_place;
    return cfa;
}

#endif

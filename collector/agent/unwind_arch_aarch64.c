/* unwind_arch_aarch64.c: registers, signal frames and calls of aarch64.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind_arch.h"

#if defined(__aarch64__)

#include <signal.h>
#include <string.h>

enum { LINK_REGISTER = 30 };

static const uint64_t all_known = RP_REGISTER_BIT(RP_REGISTERS) - 1;

void rp_registers_from_context(struct rp_registers *out, const ucontext_t *context)
{
    for (size_t i = 0; i <= LINK_REGISTER; i++)
        out->value[i] = (uintptr_t)context->uc_mcontext.regs[i];
    out->value[RP_REGISTER_SP] = (uintptr_t)context->uc_mcontext.sp;
    out->pc = (uintptr_t)context->uc_mcontext.pc;
    out->known = all_known;
}

/* mov x8, #139; svc #0 */
const uint8_t rp_arch_sigreturn_code[RP_SIGRETURN_BYTES] = {0x68, 0x11, 0x80, 0xd2,
                                                            0x01, 0x00, 0x00, 0xd4};

/* The kernel puts the siginfo, then the ucontext, at the handler's sp. */
bool rp_arch_read_signal_frame(const struct rp_registers *trampoline, struct rp_memory *memory,
                               struct rp_registers *out)
{
    enum { SIGINFO_BYTES = 128 };
    const uintptr_t saved = trampoline->value[RP_REGISTER_SP] + SIGINFO_BYTES;
    const uintptr_t regs = saved + offsetof(ucontext_t, uc_mcontext.regs);
    for (size_t i = 0; i <= LINK_REGISTER; i++) {
        if (!rp_memory_read(memory, regs + i * sizeof(uint64_t), &out->value[i]))
            return false;
    }
    out->known = all_known;
    return rp_memory_read(memory, saved + offsetof(ucontext_t, uc_mcontext.sp),
                          &out->value[RP_REGISTER_SP]) &&
           rp_memory_read(memory, saved + offsetof(ucontext_t, uc_mcontext.pc), &out->pc);
}

bool rp_arch_ends_with_call(const uint8_t *before)
{
    uint32_t code;
    memcpy(&code, before, sizeof code);
    return (code & 0xfc000000) == 0x94000000 || /* bl */
           (code & 0xfffffc1f) == 0xd63f0000 || /* blr */
           (code & 0xfefff800) == 0xd63f0800;   /* blra*: authenticated */
}

bool rp_arch_return_from_leaf(const struct rp_registers *leaf, struct rp_memory *memory,
                              struct rp_registers *out)
{
    (void)memory;
    *out = *leaf;
    out->pc = rp_arch_strip(leaf->value[LINK_REGISTER]);
    out->known &= ~RP_REGISTER_BIT(LINK_REGISTER);
    return true;
}

/* xpaclri, as a hint: nothing happens on processors without pointer authentication. */
uintptr_t rp_arch_strip(uintptr_t address)
{
    register uintptr_t link __asm__("x30") = address;
    __asm__("hint #7" : "+r"(link));
    return link;
}

#endif

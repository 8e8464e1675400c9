/* unwind_arch_aarch64.c: registers, signal frames and calls of aarch64.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_arch.h"

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

/* An entry of the procedure linkage table; linkers describe none of them. */
static const struct {
    uint32_t mask, code;
} linkage_code[] = {
    {0x9f00001f, 0x90000010}, /* adrp x16, page */
    {0xffc003ff, 0xf9400211}, /* ldr x17, [x16, #offset] */
    {0xffc003ff, 0x91000210}, /* add x16, x16, #offset; then `br x17` */
};
enum { LINKAGE_WORDS = sizeof linkage_code / sizeof linkage_code[0] };

static const uint32_t linkage_push = 0xa9bf7bf0; /* stp x16, x30, [sp, #-16]!: the first entry */

/* Is `place` where the three instructions are? Sets *before to the one above them. */
static bool is_linkage_code(struct rp_memory *memory, uintptr_t place, uint32_t *before)
{
    uint32_t code[1 + LINKAGE_WORDS];
    if (!rp_memory_copy(memory, place - sizeof code[0], code, sizeof code))
        return false;
    *before = code[0];
    for (size_t i = 0; i < LINKAGE_WORDS; i++) {
        if ((code[1 + i] & linkage_code[i].mask) != linkage_code[i].code)
            return false;
    }
    return true;
}

/* Sets *pushed to how far the entry that the pc is in has moved sp; false when it is in none. */
static bool is_in_linkage_table(struct rp_memory *memory, uintptr_t pc, uintptr_t *pushed)
{
    enum { BEFORE_MAX = 1, AFTER_MAX = 4, WORD = sizeof(uint32_t), PUSHED_BYTES = 16 };
    uint32_t before;
    for (int words = -BEFORE_MAX; words <= AFTER_MAX; words++) {
        if (is_linkage_code(memory, pc - (uintptr_t)(intptr_t)(words * WORD), &before)) {
            *pushed = words >= 0 && before == linkage_push ? PUSHED_BYTES : 0;
            return true;
        }
    }
    return false;
}

bool rp_arch_return_from_leaf(const struct rp_registers *leaf, struct rp_memory *memory,
                              struct rp_registers *out)
{
    uintptr_t pushed = 0;
    *out = *leaf;
    out->pc = rp_arch_strip(leaf->value[LINK_REGISTER]);
    out->known &= ~RP_REGISTER_BIT(LINK_REGISTER);
    if (!is_in_linkage_table(memory, leaf->pc, &pushed))
        out->known &= ~RP_REGISTER_BIT(RP_REGISTER_SP);
    out->value[RP_REGISTER_SP] += pushed;
    return true;
}

/* Does a slot of the linkage table still lead to the first entry, which pushes x16 and x30? */
static bool is_unbound_slot(struct rp_memory *memory, uintptr_t slot)
{
    uintptr_t first_entry;
    uint32_t code[2]; /* perhaps a landing pad before it */
    return rp_memory_read(memory, slot, &first_entry) &&
           rp_memory_copy(memory, first_entry, code, sizeof code) &&
           (code[0] == linkage_push || code[1] == linkage_push);
}

/*
 * The first entry of the procedure linkage table pushes x16, where the slot of the called function
 * is, and x30, and goes to the loader's resolver, whose information does not know of the push
 * (glibc 2.36): that shows by the stack alone at its start, then by a return address that is saved
 * outside of the frame.
 */
uintptr_t rp_arch_caller_sp(const struct rp_registers *callee, struct rp_memory *memory,
                            uintptr_t cfa, const uintptr_t *return_place)
{
    enum { WORD = sizeof(uintptr_t), TARGET = 17 }; /* x17: where that entry branches to */
    uintptr_t slot, link;
    if (return_place != NULL)
        return *return_place >= cfa ? *return_place + WORD : cfa;
    if (callee->value[RP_REGISTER_SP] != cfa || !(callee->known & RP_REGISTER_BIT(TARGET)) ||
        callee->value[TARGET] != callee->pc)
        return cfa;
    const bool is_pushed = rp_memory_read(memory, cfa + WORD, &link) &&
                           link == callee->value[LINK_REGISTER] &&
                           rp_memory_read(memory, cfa, &slot) && is_unbound_slot(memory, slot);
    return is_pushed ? cfa + 2 * WORD : cfa;
}

#endif

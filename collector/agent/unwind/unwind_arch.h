/* unwind_arch.h: what the unwinder must know about a processor.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Registers carry their DWARF numbers. A new architecture is one block of constants here and one
 * unwind_arch_<name>.c; every such file is always compiled and is empty on the other processors.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_ARCH_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_UNWIND_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "collector/agent/unwind/unwind_memory.h"

#define RP_REGISTER_BIT(number) (UINT64_C(1) << (number))

#if defined(__x86_64__)
enum {
    RP_REGISTERS = 17, /* rax rdx rcx rbx rsi rdi rbp rsp r8-r15 and the return address */
    RP_REGISTER_FP = 6,
    RP_REGISTER_SP = 7,
    RP_REGISTER_RETURN = 16, /* the column of the return address */
    RP_RED_ZONE_BYTES = 128, /* below sp, and still the function's own */
    RP_CALL_BYTES_MAX = 7,   /* of the longest call instruction */
    RP_SIGRETURN_BYTES = 9,  /* of the trampoline's code */
    RP_SIGRETURN_SECOND = 7, /* bytes before its second and last instruction */
    RP_SIGRETURN_ROW_IS_RIGHT = true,
    RP_HAS_LINK_REGISTER = false, /* the return address is on the stack; its column is the pc */
};
/* rbx, rbp, r12-r15 */
#define RP_CALLEE_SAVED                                                                            \
    (RP_REGISTER_BIT(3) | RP_REGISTER_BIT(6) | RP_REGISTER_BIT(12) | RP_REGISTER_BIT(13) |         \
     RP_REGISTER_BIT(14) | RP_REGISTER_BIT(15))
#elif defined(__aarch64__)
enum {
    RP_REGISTERS = 32, /* x0-x30 and sp */
    RP_REGISTER_FP = 29,
    RP_REGISTER_SP = 31,
    RP_REGISTER_RETURN = 30, /* the link register */
    RP_RED_ZONE_BYTES = 0,
    RP_CALL_BYTES_MAX = 4,
    RP_SIGRETURN_BYTES = 8,
    RP_SIGRETURN_SECOND = 4,
    RP_SIGRETURN_ROW_IS_RIGHT = false, /* the kernel's own gives the link register for the pc */
    RP_HAS_LINK_REGISTER = true,       /* a leaf need not move sp */
};
/* x19-x29; the link register is the callee's to change */
#define RP_CALLEE_SAVED (RP_REGISTER_BIT(30) - RP_REGISTER_BIT(19))
#else
#error "rankprof unwinds x86_64 and aarch64 only: add a block of constants and an unwind_arch_*.c"
#endif

struct rp_registers {
    uintptr_t value[RP_REGISTERS];
    uintptr_t pc;
    uint64_t known; /* one bit a register: value[] holds what the frame had */
};

/* What ordinary frames are told by. */
struct rp_frame_registers {
    uintptr_t pc, sp, fp;
};

/* Those of an interrupted thread. */
static inline struct rp_frame_registers rp_frame_registers_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    const greg_t *const registers = context->uc_mcontext.gregs;
    return (struct rp_frame_registers){(uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSP],
                                       (uintptr_t)registers[REG_RBP]};
#else
    return (struct rp_frame_registers){context->uc_mcontext.pc, context->uc_mcontext.sp,
                                       context->uc_mcontext.regs[RP_REGISTER_FP]};
#endif
}

/* All registers of an interrupted thread; every one is known. */
void rp_registers_from_context(struct rp_registers *out, const ucontext_t *context);

/*
 * Those of the function that calls this, at this place: pc, sp and what a callee must save, which
 * is all that the steps to its callers need.
 */
__attribute__((always_inline)) static inline void rp_registers_here(struct rp_registers *out);

/* The machine code of the C library's or the kernel's return from a signal handler. */
extern const uint8_t rp_arch_sigreturn_code[RP_SIGRETURN_BYTES];

/*
 * The registers that the signal frame above a sigreturn trampoline holds. False when the stack
 * cannot be read; *out is then undefined.
 */
bool rp_arch_read_signal_frame(const struct rp_registers *trampoline, struct rp_memory *memory,
                               struct rp_registers *out);

/* Do the RP_CALL_BYTES_MAX bytes of code at `before` end with a call instruction? */
bool rp_arch_ends_with_call(const uint8_t *before);

/*
 * Registers after the return of a function that has no call frame information, has called nothing
 * yet and has changed no callee-saved register. sp is among the known ones of *out only when its
 * change is certain. False when the stack cannot be read.
 */
bool rp_arch_return_from_leaf(const struct rp_registers *leaf, struct rp_memory *memory,
                              struct rp_registers *out);

/*
 * The caller's sp, which is the CFA wherever the call frame information is right. `return_place` is
 * where it says that the return address is saved; NULL: it is in the link register.
 */
uintptr_t rp_arch_caller_sp(const struct rp_registers *callee, struct rp_memory *memory,
                            uintptr_t cfa, const uintptr_t *return_place);

#if defined(__x86_64__)
static inline void rp_registers_here(struct rp_registers *out)
{
    uintptr_t *const value = out->value;

    __asm__ volatile("movq %%rbx, 24(%1)\n\tmovq %%rbp, 48(%1)\n\tmovq %%rsp, 56(%1)\n\t"
                     "movq %%r12, 96(%1)\n\tmovq %%r13, 104(%1)\n\tmovq %%r14, 112(%1)\n\t"
                     "movq %%r15, 120(%1)\n\tleaq 0(%%rip), %0"
                     : "=&r"(out->pc)
                     : "r"(value)
                     : "memory");
    out->known = RP_CALLEE_SAVED | RP_REGISTER_BIT(RP_REGISTER_SP);
}
#else
static inline void rp_registers_here(struct rp_registers *out)
{
    uintptr_t *const value = out->value;

    __asm__ volatile("stp x19, x20, [%1, #152]\n\tstp x21, x22, [%1, #168]\n\t"
                     "stp x23, x24, [%1, #184]\n\tstp x25, x26, [%1, #200]\n\t"
                     "stp x27, x28, [%1, #216]\n\tstp x29, x30, [%1, #232]\n\t"
                     "mov x9, sp\n\tstr x9, [%1, #248]\n\tadr %0, ."
                     : "=&r"(out->pc)
                     : "r"(value)
                     : "x9", "memory");
    out->known = RP_CALLEE_SAVED | RP_REGISTER_BIT(30) | RP_REGISTER_BIT(RP_REGISTER_SP);
}
#endif

/* A return address without the signature that pointer authentication adds. */
static inline uintptr_t rp_arch_strip(uintptr_t address)
{
#if defined(__aarch64__)
    /* xpaclri, as a hint: nothing happens on processors without pointer authentication. */
    register uintptr_t link __asm__("x30") = address;
    __asm__("hint #7" : "+r"(link));
    return link;
#else
    return address;
#endif
}

#endif

/* unwind_stepping_aarch64.c: stops a function before each of its instructions, by breakpoints.
 * SPDX-License-Identifier: Apache-2.0
 *
 * User mode has no trap flag here, so each stop plants a breakpoint where the next instruction will
 * be. Nothing that runs between planting and stopping may be code that is stepped through: only
 * the return from the signal handler is.
 */
#include "tests/unit/unwind_stepping.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096, LINK_REGISTER = 30 };

static const uint32_t breakpoint = 0xd4200000; /* brk #0 */
static void (*visitor)(const ucontext_t *context);
static volatile unsigned long stops_left;
static uint32_t *planted, original;

static int64_t sign_extend(uint64_t value, unsigned bits)
{
    return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

/* Branches with a distance in the code: which bits tell the kind, and where the distance is. */
static const struct branch {
    uint32_t mask, code;
    unsigned shift, bits;
    bool (*is_taken)(uint32_t code, const mcontext_t *registers);
} branches[];

static uint64_t read_register(const mcontext_t *registers, unsigned number)
{
    return number <= LINK_REGISTER ? registers->regs[number] : 0; /* xzr */
}

static bool always(uint32_t code, const mcontext_t *registers)
{
    (void)code;
    (void)registers;
    return true;
}

/* b.cond: three bits choose a test of the flags, the lowest one turns it around. */
static bool by_flags(uint32_t code, const mcontext_t *registers)
{
    const bool n = registers->pstate >> 31 & 1, z = registers->pstate >> 30 & 1;
    const bool c = registers->pstate >> 29 & 1, v = registers->pstate >> 28 & 1;
    const bool tests[] = {z, c, n, v, c && !z, n == v, n == v && !z, true};
    const unsigned condition = code & 15;
    return tests[condition >> 1] != (condition % 2 == 1 && condition != 15);
}

static bool by_zero(uint32_t code, const mcontext_t *registers)
{
    const uint64_t value = read_register(registers, code & 31);
    const bool is_zero = (code >> 31 ? value : (uint32_t)value) == 0;
    return is_zero != (code >> 24 & 1);
}

static bool by_bit(uint32_t code, const mcontext_t *registers)
{
    const unsigned bit = (code >> 31) << 5 | (code >> 19 & 31);
    return (read_register(registers, code & 31) >> bit & 1) == (code >> 24 & 1);
}

static const struct branch branches[] = {
    {0x7c000000, 0x14000000, 0, 26, always},   /* b, bl */
    {0xff000000, 0x54000000, 5, 19, by_flags}, /* b.cond */
    {0x7e000000, 0x34000000, 5, 19, by_zero},  /* cbz, cbnz */
    {0x7e000000, 0x36000000, 5, 14, by_bit},   /* tbz, tbnz */
};

static uint64_t next_pc(const mcontext_t *registers)
{
    const uint64_t pc = registers->pc;
    const uint32_t code = *(const uint32_t *)pc;
    if ((code & 0xff9ffc1f) == 0xd61f0000) /* br, blr, ret; programs here do not authenticate */
        return read_register(registers, code >> 5 & 31);
    for (size_t i = 0; i < sizeof branches / sizeof branches[0]; i++) {
        const struct branch *branch = &branches[i];
        if ((code & branch->mask) == branch->code && branch->is_taken(code, registers)) {
            const uint64_t distance = code >> branch->shift & ((1U << branch->bits) - 1);
            return pc + (uint64_t)sign_extend(distance, branch->bits) * sizeof code;
        }
    }
    return pc + sizeof code;
}

static void write_code(uint32_t *place, uint32_t code)
{
    *(volatile uint32_t *)place = code;
    __builtin___clear_cache((char *)place, (char *)(place + 1));
}

static void plant(uint64_t pc)
{
    void *page = (void *)(pc & ~(uint64_t)(PAGE_BYTES - 1));
    planted = NULL;
    if (mprotect(page, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
        return;
    planted = (uint32_t *)pc;
    original = *planted;
    write_code(planted, breakpoint);
}

static void on_start(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    plant(((ucontext_t *)context)->uc_mcontext.pc);
}

static void on_trap(int number, siginfo_t *info, void *context)
{
    const mcontext_t *registers = &((ucontext_t *)context)->uc_mcontext;
    (void)number;
    (void)info;
    write_code(planted, original);
    if (stops_left == 0)
        return;
    stops_left--;
    visitor(context);
    plant(next_pc(registers));
}

void stepping_install(void (*visit)(const ucontext_t *context))
{
    struct sigaction action = {.sa_sigaction = on_start, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    visitor = visit;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    action.sa_sigaction = on_trap;
    sigaction(SIGTRAP, &action, NULL);
}

void stepping_start(unsigned long stops)
{
    stops_left = stops;
    raise(SIGUSR1);
}

void stepping_stop(void)
{
    stops_left = 0;
}

struct stepping_registers stepping_registers(ucontext_t *context)
{
    mcontext_t *m = &context->uc_mcontext;
    return (struct stepping_registers){(uint64_t *)m->regs, LINK_REGISTER + 1, (uint64_t *)&m->sp,
                                       (uint64_t *)&m->pc};
}

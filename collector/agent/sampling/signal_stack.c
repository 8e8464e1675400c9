/* signal_stack.c: the alternate stack on which a thread's signal handlers run.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Our handler runs on an alternate stack, because the application's may be as small as a few KiB
 * (user-level threads). The kernel knows one alternate stack a thread. When the program sets its
 * own, for the handler of a stack overflow for example, our signals come to that one too: a
 * program whose stack has the historic 2 or 8 KiB, which it may never use, would be ended by our
 * first signal. So ours stays in the place of a small one, as a larger stack for the program's
 * handlers.
 */
#include "collector/agent/sampling/signal_stack.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

#define STACK_BYTES ((size_t)64 * 1024)
#define GUARD_BYTES ((size_t)64 * 1024) /* a page of any processor */

/* Two handlers, ours on top of the program's: 2 KiB for the one, 6 KiB for the other. */
#define FRAMES        2u
#define HANDLER_BYTES ((size_t)8 * 1024)

#define FRAME_BYTES_UNKNOWN ((size_t)3 * 1024) /* where the kernel does not say: before AVX-512 */

#define DISARMED (1 << 31) /* SS_AUTODISARM of linux/signal.h */

static const stack_t none = {.ss_flags = SS_DISABLE};

static stack_t ours(const struct rp_signal_stack *stack)
{
    return (stack_t){.ss_sp = stack->memory, .ss_size = STACK_BYTES};
}

/* Not the function of that name, in front of which we stand. */
static int set_stack(const stack_t *wanted, stack_t *old)
{
    return (int)syscall(SYS_sigaltstack, wanted, old);
}

/* With pages below it that cannot be written: a handler that needs more must not write elsewhere.
 */
static char *map_stack(void)
{
    char *const memory = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    if (mprotect(memory, GUARD_BYTES, PROT_NONE) != 0) {
        munmap(memory, GUARD_BYTES + STACK_BYTES);
        return NULL;
    }
    return memory + GUARD_BYTES;
}

void rp_signal_stack_give(struct rp_signal_stack *stack)
{
    stack_t present, wanted;

    if (set_stack(NULL, &present) != 0)
        return;
    if (stack->given && stack->memory && present.ss_sp == stack->memory)
        return; /* forked */
    stack->given = false;
    stack->wish = none;
    if (!(present.ss_flags & SS_DISABLE))
        return;
    if (!stack->memory)
        stack->memory = map_stack();
    wanted = ours(stack);
    stack->given = stack->memory && set_stack(&wanted, NULL) == 0;
}

void rp_signal_stack_take(struct rp_signal_stack *stack)
{
    stack_t present;

    if (stack->given && set_stack(NULL, &present) == 0 && present.ss_sp == stack->memory &&
        set_stack(&stack->wish, NULL) != 0)
        stack->memory = NULL; /* in use at this moment: better lost than given to another thread */
    stack->given = false;
}

static bool is_large(const stack_t *wanted)
{
    const unsigned long told = getauxval(AT_MINSIGSTKSZ);
    const size_t frame_bytes = told > FRAME_BYTES_UNKNOWN ? told : FRAME_BYTES_UNKNOWN;

    return wanted->ss_size >= FRAMES * frame_bytes + HANDLER_BYTES;
}

/* Does the kernel keep it? One that a handler's entry disarms is not for replacement. */
static bool is_passed_on(const stack_t *wanted)
{
    return !(wanted->ss_flags & SS_DISABLE) && (is_large(wanted) || wanted->ss_flags & DISARMED);
}

/* What the program would read where `present` is the kernel's. */
static stack_t as_set(const struct rp_signal_stack *stack, const stack_t *present)
{
    stack_t told = stack->wish;

    if (present->ss_sp != stack->memory)
        return *present;
    if (!(told.ss_flags & SS_DISABLE))
        told.ss_flags |= present->ss_flags & SS_ONSTACK;
    return told;
}

/* The kernel judges the wish first: it may be refused. */
static int change(struct rp_signal_stack *stack, rp_signal_stack_call *call, const stack_t *wanted,
                  stack_t *told)
{
    const stack_t kept = ours(stack);
    stack_t present;

    if (call(NULL, &present) != 0)
        return -1;
    *told = as_set(stack, &present);
    if (!wanted)
        return 0;
    /* A handler of the program's that runs on our stack does not know that it does. */
    if (call(wanted, NULL) != 0 && !(errno == EPERM && told->ss_flags & SS_DISABLE))
        return -1;
    stack->wish = wanted->ss_flags & SS_DISABLE ? none : *wanted;
    stack->wish.ss_flags &= ~SS_ONSTACK; /* taken as 0 by the kernel */
    if (!is_passed_on(wanted))
        set_stack(&kept, NULL);
    return 0;
}

static unsigned long change_mask(int how, unsigned long mask)
{
    const int saved_errno = errno;
    unsigned long before = 0;

    syscall(SYS_rt_sigprocmask, how, &mask, &before, NSIG / 8);
    errno = saved_errno;
    return before;
}

int rp_signal_stack_change(struct rp_signal_stack *stack, unsigned long signals,
                           rp_signal_stack_call *call, const stack_t *wanted, stack_t *old)
{
    stack_t told;
    unsigned long before;
    int rc;

    if (!stack->given)
        return call(wanted, old);
    /* Our signals must not meet the small stack while it is set. */
    before = change_mask(SIG_BLOCK, signals);
    rc = change(stack, call, wanted, &told);
    if (rc == 0 && old)
        *old = told;
    change_mask(SIG_SETMASK, before);
    return rc;
}

/* signals.c: handlers, their stacks, and signals that threads send each other.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "life.h"

#define BYTES 8192

static volatile sig_atomic_t wrong, seen;
static char *volatile here; /* an address on the stack of the handler that ran last */
static sigjmp_buf back;

static void check_value(int number, siginfo_t *info, void *unused)
{
    (void)unused;
    if (info->si_signo == number && info->si_value.sival_int == number * 10 &&
        info->si_code == SI_QUEUE)
        seen++;
    else
        wrong++;
}

/* Our own signal is among them, wherever it is. */
static void every_realtime_signal(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};
    struct sigaction old;
    int changed = 0;

    action.sa_sigaction = check_value;
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        changed += sigaction(number, &action, &old) == 0 && old.sa_handler == SIG_DFL;
    life_work();
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) {
        pthread_sigqueue(pthread_self(), number, (union sigval){.sival_int = number * 10});
        sigqueue(getpid(), number, (union sigval){.sival_int = number * 10});
    }
    life_work();
    life_say("%d changed, %d seen, %d wrong", changed, (int)seen, (int)wrong);
}

static void note_place(int number)
{
    char local = (char)number;

    here = &local;
    life_work();
}

static bool within(const char *low, size_t bytes)
{
    return here >= low && here < low + bytes;
}

static void say_stack(const char *when)
{
    stack_t present;

    if (sigaltstack(NULL, &present) == 0)
        life_say("%s: flags %x, %zu bytes", when, (unsigned)present.ss_flags,
                 present.ss_flags & SS_DISABLE ? 0 : present.ss_size);
}

static void set_stack(const char *what, char *memory, size_t bytes, int flags)
{
    stack_t stack = {.ss_sp = memory, .ss_size = bytes, .ss_flags = flags};
    stack_t old;

    if (sigaltstack(&stack, &old) == 0)
        life_say("%s: was %x, %s", what, (unsigned)old.ss_flags,
                 old.ss_flags & SS_DISABLE ? "none" : "one");
    else
        life_say("%s: %s", what, strerror(errno));
}

/* The smallest that the kernel takes; most processors' signal frames do not fit. */
static size_t smallest_stack(void)
{
    static char memory[16 * BYTES];
    size_t bytes = 1024;
    stack_t stack = {.ss_sp = memory};

    do {
        stack.ss_size = bytes *= 2;
    } while (sigaltstack(&stack, NULL) != 0 && bytes < sizeof(memory));
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
    return bytes;
}

/* So small that no handler can run there; the program's never does. */
static void tiny_stack(void)
{
    static _Thread_local char memory[BYTES];
    const size_t bytes = smallest_stack();

    say_stack("at first");
    set_stack("too small", memory, 100, 0);
    set_stack("unknown flags", memory, sizeof(memory), 0x4000);
    set_stack("smallest", memory, bytes, 0);
    say_stack("then");
    life_work();
    set_stack("off", NULL, 0, SS_DISABLE);
    say_stack("at last");
    life_work();
}

static void large_stack(void)
{
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    char *const memory = malloc(16 * BYTES);

    action.sa_handler = note_place;
    set_stack("large", memory, 16 * BYTES, 0);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    life_say("on it: %d", within(memory, 16 * BYTES));
    set_stack("off", NULL, 0, SS_DISABLE);
    raise(SIGUSR1);
    life_say("on it: %d", within(memory, 16 * BYTES));
    free(memory);
    life_work();
}

static void *tiny_in_thread(void *unused)
{
    (void)unused;
    tiny_stack();
    return NULL;
}

static void thread_stacks(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, tiny_in_thread, NULL);
    pthread_join(thread, NULL);
    large_stack();
    life_in_child(tiny_stack);
}

static void jump_out(int number)
{
    siglongjmp(back, number);
}

static void fault(void)
{
    char *volatile nowhere = (char *)16;

    *nowhere = 0;
}

/* As interpreters do that handle faults of the machine as exceptions of the language. */
static void jumps(void)
{
    static volatile int count;
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    char *const memory = malloc(4 * BYTES);

    action.sa_handler = jump_out;
    sigaction(SIGSEGV, &action, NULL);
    set_stack("stack", memory, 4 * BYTES, 0);
    while (count < 50) {
        if (sigsetjmp(back, 1) == 0)
            fault();
        count++;
        if (count % 10 == 0)
            life_work();
    }
    life_say("%d faults survived", count);
}

__attribute__((noinline)) static int recurse(volatile char *above)
{
    volatile char frame[BYTES];

    frame[0] = above[0];
    return above[0] ? recurse(frame) + frame[0] : 0;
}

/* A stack overflow is caught on an alternate stack. */
static void overflow(void)
{
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    char bottom = 1;

    action.sa_handler = jump_out;
    sigaction(SIGSEGV, &action, NULL);
    set_stack("stack", malloc(4 * BYTES), 4 * BYTES, 0);
    life_work();
    if (sigsetjmp(back, 1) == 0)
        recurse(&bottom);
    life_say("overflow survived");
    life_work();
}

/* All signals blocked without the C library. */
static void blocked(void)
{
    const uint64_t all = ~UINT64_C(0), none = 0;
    sigset_t pending, mask;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof(all));
    life_work();
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof(none));
    life_work();
    sigfillset(&mask);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    raise(SIGUSR1);
    life_work();
    sigpending(&pending);
    life_say("USR1 pending: %d, USR2: %d", sigismember(&pending, SIGUSR1),
             sigismember(&pending, SIGUSR2));
    signal(SIGUSR1, SIG_IGN);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    life_work();
}

static ucontext_t contexts[2];

static void on_fiber(void)
{
    life_work();
    swapcontext(&contexts[1], &contexts[0]);
    life_work();
}

/* Stacks that the program makes for itself, as small as they get. */
static void fibers(void)
{
    const size_t bytes = 16384;

    getcontext(&contexts[1]);
    contexts[1].uc_stack.ss_sp =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    contexts[1].uc_stack.ss_size = bytes;
    contexts[1].uc_link = &contexts[0];
    makecontext(&contexts[1], on_fiber, 0);
    swapcontext(&contexts[0], &contexts[1]);
    life_say("between");
    life_work();
    swapcontext(&contexts[0], &contexts[1]);
    life_say("after");
}

const struct life_case life_signal_cases[] = {
    {"signal-realtime", every_realtime_signal, 1, 1, LIFE_ANYONE},
    {"signal-tiny-stack", tiny_stack, 1, 1, LIFE_ANYONE},
    {"signal-large-stack", large_stack, 1, 1, LIFE_ANYONE},
    {"signal-thread-stacks", thread_stacks, 2, 3, LIFE_ANYONE},
    {"signal-jumps", jumps, 1, 1, LIFE_ANYONE},
    {"signal-overflow", overflow, 1, 1, LIFE_ANYONE},
    {"signal-blocked", blocked, 1, 1, LIFE_ANYONE},
    {"signal-fibers", fibers, 1, 1, LIFE_ANYONE},
    {0},
};

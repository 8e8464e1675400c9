/* fibers.c: works on stacks of its own making, by ucontext and, where it is there, Boost.Context.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: fibers [LIBRARY], that of Boost.Context
 * Four fibers of each kind work in turn with the thread itself, each at a depth of its own; the
 * stacks of some are next to unmapped memory. Fibers of even number do 70 % of the fibers' work.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define FIBERS 4
#define ROUNDS 60
#define TURNS  200000 /* of a unit of work */
#define BYTES  (64 * 1024)

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint64_t sink;

NOINLINE static void work(int units)
{
    uint64_t value = sink;

    for (long i = 0; i < (long)units * TURNS; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    sink = value;
}

NOINLINE static int work_deep(int depth, int units)
{
    volatile int own = depth;

    if (depth > 0)
        return work_deep(depth - 1, units) + own;
    work(units);
    return own;
}

static void work_as(int number)
{
    work_deep(number * 3, number % 2 == 0 ? 7 : 3);
}

/* A stack whose neighbours cannot be read. */
static char *new_stack(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *const memory =
        mmap(NULL, BYTES + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED || mprotect(memory + page, BYTES, PROT_READ | PROT_WRITE) != 0)
        exit(2);
    return memory + page;
}

/* ---- ucontext ---- */

static ucontext_t thread_context, contexts[FIBERS];

static void run_context(int number)
{
    for (;;) {
        work_as(number);
        swapcontext(&contexts[number], &thread_context);
    }
}

static void make_contexts(void)
{
    for (int i = 0; i < FIBERS; i++) {
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = new_stack();
        contexts[i].uc_stack.ss_size = BYTES;
        contexts[i].uc_link = &thread_context;
        makecontext(&contexts[i], (void (*)(void))run_context, 1, i);
    }
}

/* ---- Boost.Context ---- */

struct transfer {
    void *fiber, *data;
};

typedef void *make_function(void *sp, size_t bytes, void (*function)(struct transfer));
typedef struct transfer jump_function(void *fiber, void *data);

static jump_function *jump;
static void *boost_fibers[FIBERS];

static void run_boost(struct transfer from)
{
    for (;;) {
        work_as((int)(intptr_t)from.data);
        from = jump(from.fiber, NULL);
    }
}

static int make_boost_fibers(const char *path)
{
    void *const library = path ? dlopen(path, RTLD_NOW) : NULL;
    make_function *make = NULL;

    if (!library)
        return 0;
    *(void **)&make = dlsym(library, "make_fcontext");
    *(void **)&jump = dlsym(library, "jump_fcontext");
    for (int i = 0; make && jump && i < FIBERS; i++)
        boost_fibers[i] = make(new_stack() + BYTES, BYTES, run_boost);
    return make && jump;
}

int main(int argc, char **argv)
{
    const int has_boost = make_boost_fibers(argc > 1 ? argv[1] : NULL);

    make_contexts();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < FIBERS; i++) {
            swapcontext(&thread_context, &contexts[i]);
            if (has_boost)
                boost_fibers[i] = jump(boost_fibers[i], (void *)(intptr_t)i).fiber;
            work_deep(round % 5, 2);
        }
    }
    printf("%llu\n", (unsigned long long)sink);
    return 0;
}

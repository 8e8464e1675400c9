/* bench_unwind.c: what unwinding one stack takes, by rankprof and by others, in one process.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: bench_unwind [STACKS a case]
 * The stack is walked in a signal handler. At each signal one method, chosen at random, is
 * measured; the memo walks every stack, as it does in a profile, but those of others unmeasured and
 * after them. Before, the caches are left as they are (and the method has run once: warm), or so
 * many megabytes are read: 4 for cold first and second levels, 96 for cold memory. Prints one line
 * a case: method, condition, frames, median and 99th percentile in ns.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "collector/agent/unwind/stack_memo.h"
#include "common/clock.h"
#include "tests/bench/chain.h"
#include "tests/bench/timing.h"

enum { FRAMES = 512, MEASURED = 1 << 16, STREAM_BYTES = 96 << 20 };

static struct rp_modules *modules;
static struct rp_stack_bounds stack;
static struct rp_memo memo, empty_memo;
static void *found[FRAMES];
static int (*glibc_backtrace)(void **, int);

/* ---- methods: each returns the number of frames ---- */

static size_t by_memo(const ucontext_t *context)
{
    struct rp_memo_walk walk;
    rp_memo_walk(&memo, modules, context, &stack, &walk);
    for (size_t i = walk.fresh; i > 0; i--)
        rp_memo_push(&memo, i - 1, (struct rp_memo_note){1, 0});
    return walk.fresh + walk.common;
}

static size_t by_rows(const ucontext_t *context)
{
    struct rp_memo_walk walk;
    rp_memo_drop(&empty_memo);
    rp_memo_walk(&empty_memo, modules, context, &stack, &walk);
    return walk.fresh + walk.common;
}

static size_t by_libunwind(const ucontext_t *context)
{
    (void)context;
    return (size_t)unw_backtrace(found, FRAMES);
}

static size_t by_libunwind_steps(const ucontext_t *context)
{
    unw_cursor_t cursor;
    size_t count = 0;
    unw_init_local2(&cursor, (unw_context_t *)(uintptr_t)context, UNW_INIT_SIGNAL_FRAME);
    do
        unw_get_reg(&cursor, UNW_REG_IP, (unw_word_t *)&found[count++]);
    while (count < FRAMES && unw_step(&cursor) > 0);
    return count;
}

static size_t by_glibc(const ucontext_t *context)
{
    (void)context;
    return (size_t)glibc_backtrace(found, FRAMES);
}

static struct method {
    const char *name;
    size_t (*walk)(const ucontext_t *context);
    uint32_t ticks[MEASURED];
    size_t count;
    size_t frames;
} methods[] = {
    {"rankprof", by_memo, {0}, 0, 0},
    {"rankprof, nothing remembered", by_rows, {0}, 0, 0},
    {"libunwind unw_backtrace", by_libunwind, {0}, 0, 0},
    {"libunwind unw_step", by_libunwind_steps, {0}, 0, 0},
    {"glibc backtrace", by_glibc, {0}, 0, 0},
};
enum { METHODS = sizeof methods / sizeof methods[0] };

/* ---- conditions ---- */

static const struct condition {
    const char *name;
    size_t stream_bytes;
    unsigned runs; /* unmeasured ones before */
    double share;  /* of the stacks asked for */
} conditions[] = {
    {"warm", 0, 1, 1},
    {"first run", 0, 0, 1},
    {"cold L1 and L2", 4 << 20, 0, 1},
    {"cold memory", STREAM_BYTES, 0, 0.05},
};

static const struct condition *condition;
static volatile char *stream;
static uint64_t nothing;

static void chill(size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 64)
        stream[i]++;
}

static void measure(struct method *method, const ucontext_t *context)
{
    size_t frames;
    chill(condition->stream_bytes);
    for (unsigned i = 0; i < condition->runs; i++)
        method->walk(context);
    const uint64_t start = ticks();
    frames = method->walk(context);
    const uint64_t spent = ticks() - start;
    if (method->count == MEASURED)
        return;
    method->ticks[method->count++] = (uint32_t)(spent > nothing ? spent - nothing : 0);
    method->frames += frames;
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    struct method *const method = &methods[(size_t)random() % METHODS];
    (void)number;
    (void)info;
    measure(method, context);
    if (method->walk != by_memo)
        by_memo(context);
}

static void visit(void)
{
    raise(SIGUSR1);
}

static void report(double ns)
{
    for (size_t i = 0; i < METHODS; i++) {
        struct method *const method = &methods[i];
        if (method->count == 0)
            continue;
        const size_t frames = method->frames / method->count;
        const double median = quantile(method->ticks, method->count, 0.5) * ns;
        const double late = quantile(method->ticks, method->count, 0.99) * ns;
        printf("%s;%s;%zu;%.0f;%.0f\n", method->name, condition->name, frames, median, late);
        method->count = method->frames = 0;
    }
    fflush(stdout);
}

static void find_stack(void)
{
    pthread_attr_t attributes;
    void *low;
    size_t bytes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &low, &bytes);
    pthread_attr_destroy(&attributes);
    stack = (struct rp_stack_bounds){(uintptr_t)low, (uintptr_t)low + bytes};
}

static void prepare(void)
{
    const struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    void *const libc = dlopen("libc.so.6", RTLD_NOW); /* libunwind has a backtrace() of its own */
    stream = calloc(1, STREAM_BYTES);
    *(void **)&glibc_backtrace = dlsym(libc, "backtrace");
    unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_PER_THREAD);
    rp_memo_place(&memo, calloc(1, rp_memo_bytes(FRAMES)), FRAMES);
    rp_memo_place(&empty_memo, calloc(1, rp_memo_bytes(FRAMES)), FRAMES);
    if (!stream || !glibc_backtrace || rp_modules_init(&modules, NULL, NULL) != RP_OK ||
        sigaction(SIGUSR1, &action, NULL) != 0)
        exit(2);
    find_stack();
    nothing = ticks_of_nothing();
}

int main(int argc, char **argv)
{
    static const int depths[] = {8, 32, 64};
    const long stacks = argc > 1 ? atol(argv[1]) : 20000;
    prepare();
    const double ns = ns_per_tick();
    for (size_t d = 0; d < sizeof depths / sizeof depths[0]; d++) {
        for (size_t c = 0; c < sizeof conditions / sizeof conditions[0]; c++) {
            condition = &conditions[c];
            chain_run(depths[d] - 4, (long)((double)stacks * condition->share) + 10, visit);
            report(ns);
        }
    }
    return 0;
}

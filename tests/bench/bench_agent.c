/* bench_agent.c: an agent that measures its unwinding, and libunwind's, in real programs.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Linked with --wrap around the very objects of the agent. At each sample one of the two is the
 * first to touch the stack, in turn, and only the first is measured. libunwind is opened privately,
 * for merely linked it stands in front of functions of the C library; and its first samples are
 * left out: it takes a lock that dlopen() holds too, and a program that starts loads libraries.
 * At its end the process appends a line for each method to the file RANKPROF_BENCH_OUT names:
 * method, stacks, mean of frames, median ns.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "collector/agent/agent.h"
#include "collector/agent/unwind/call_path.h"
#include "tests/bench/timing.h"

enum { MEASURED = 1 << 15, LEFT_OUT = 300, FRAMES = 512 };

typedef void walk_function(struct rp_memo *memo, struct rp_modules *modules,
                           const ucontext_t *context, const struct rp_stack_bounds *stack,
                           struct rp_memo_walk *out);
typedef uint32_t path_function(struct rp_thread *thread, const ucontext_t *context,
                               enum rp_unwind_end *end);

typedef void python_function(struct rp_python *python, struct rp_python_memory *memory,
                             struct rp_segment_header *segment, struct rp_interpreted *out);

python_function python_plain __asm__("__real_rp_python_stack");
python_function python_measured __asm__("__wrap_rp_python_stack");
walk_function walk_plain __asm__("__real_rp_memo_walk");
walk_function walk_measured __asm__("__wrap_rp_memo_walk");
path_function path_plain __asm__("__real_rp_call_path_of");
path_function path_measured __asm__("__wrap_rp_call_path_of");

static struct method {
    const char *name;
    uint32_t ticks[MEASURED];
    _Atomic size_t count;
    _Atomic size_t frames;
} walk_method = {.name = "rankprof unwinding"}, path_method = {.name = "rankprof call path"},
  python_method = {.name = "rankprof Python frames"},
  other_method = {.name = "libunwind unw_backtrace"};

static int (*other_backtrace)(void **, int);
static _Atomic size_t samples;
static _Thread_local bool measures __attribute__((tls_model("initial-exec")));

__attribute__((constructor)) static void open_other(void)
{
    void *const library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL);

    if (library && getenv("RANKPROF_BENCH_OUT"))
        *(void **)&other_backtrace = dlsym(library, "unw_backtrace");
}

static void note(struct method *method, uint64_t spent, size_t frames)
{
    const size_t number = atomic_fetch_add(&method->count, 1);

    if (number < MEASURED) {
        method->ticks[number] = (uint32_t)spent;
        atomic_fetch_add(&method->frames, frames);
    }
}

static void measure_other(void)
{
    static _Thread_local void *found[FRAMES] __attribute__((tls_model("initial-exec")));
    const uint64_t start = ticks();
    const int frames = other_backtrace(found, FRAMES);

    note(&other_method, ticks() - start, (size_t)frames);
}

void walk_measured(struct rp_memo *memo, struct rp_modules *modules, const ucontext_t *context,
                   const struct rp_stack_bounds *stack, struct rp_memo_walk *out)
{
    const uint64_t start = ticks();

    walk_plain(memo, modules, context, stack, out);
    if (measures)
        note(&walk_method, ticks() - start, out->fresh + out->common);
}

void python_measured(struct rp_python *python, struct rp_python_memory *memory,
                     struct rp_segment_header *segment, struct rp_interpreted *out)
{
    const uint64_t start = ticks();

    python_plain(python, memory, segment, out);
    if (measures)
        note(&python_method, ticks() - start, out->count);
}

uint32_t path_measured(struct rp_thread *thread, const ucontext_t *context, enum rp_unwind_end *end)
{
    const size_t number = atomic_fetch_add(&samples, 1);
    const bool others_turn = number % 2 == 0;
    uint64_t start;
    uint32_t node;

    measures = number >= LEFT_OUT && !others_turn;
    /* libunwind changes the mask of signals, and ours is never in it: no sample meanwhile. */
    thread->inside = true;
    if (number >= LEFT_OUT && others_turn && other_backtrace)
        measure_other();
    thread->inside = false;
    start = ticks();
    node = path_plain(thread, context, end);
    if (measures)
        note(&path_method, ticks() - start, 0);
    measures = false;
    return node;
}

typedef enum rp_status lookup_function(const struct rp_cfi_section *section, uintptr_t address,
                                       struct rp_cfi_row *out);
lookup_function lookup_plain __asm__("__real_rp_cfi_lookup");
lookup_function lookup_counted __asm__("__wrap_rp_cfi_lookup");

static _Atomic size_t lookups;

enum rp_status lookup_counted(const struct rp_cfi_section *section, uintptr_t address,
                              struct rp_cfi_row *out)
{
    atomic_fetch_add(&lookups, 1);
    return lookup_plain(section, address, out);
}

static void tell(int file, struct method *method, double ns, uint64_t nothing)
{
    const size_t count = method->count < MEASURED ? method->count : MEASURED;
    const double median = quantile(method->ticks, count, 0.5) - (double)nothing;

    if (count > 0)
        dprintf(file, "%s;%zu;%.1f;%.0f\n", method->name, count,
                (double)method->frames / (double)count, median * ns);
}

__attribute__((destructor)) static void report(void)
{
    const char *const path = getenv("RANKPROF_BENCH_OUT");
    const int file =
        path && samples > LEFT_OUT ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0666) : -1;
    const double ns = file >= 0 ? ns_per_tick() : 0;
    const uint64_t nothing = ticks_of_nothing();

    if (file < 0)
        return;
    dprintf(file, "rows interpreted a stack;%zu;%.2f\n", samples,
            (double)lookups / (double)samples);
    tell(file, &walk_method, ns, nothing);
    tell(file, &python_method, ns, nothing);
    tell(file, &path_method, ns, nothing);
    tell(file, &other_method, ns, nothing);
    close(file);
}

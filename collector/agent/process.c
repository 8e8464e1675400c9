/* process.c: attaches at the start of a program and in forked children, detaches at exit().
 * SPDX-License-Identifier: Apache-2.0
 *
 * Everything here fails open: without a collector the program runs as if we were not there.
 */
#include "collector/agent/process.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/agent/attach.h"
#include "collector/agent/counters/off_cpu.h"
#include "collector/agent/heap.h"
#include "collector/agent/interpose/cancellation.h"
#include "collector/agent/interpose/disposition.h"
#include "collector/agent/sampling/handler.h"
#include "collector/agent/slot.h"
#include "collector/agent/space.h"
#include "common/clock.h"
#include "common/proc_usage.h"

/* The one agent of the process: the functions we stand in front of have no other way to it. */
static struct rp_agent agent;

struct rp_agent *rp_process_agent(void)
{
    return rp_agent_alive(&agent) ? &agent : NULL;
}

struct rp_modules *rp_process_modules(void)
{
    return agent.is_withdrawn ? NULL : agent.modules;
}

/* A real-time signal that nobody has a handler for; the highest ones are the least used. */
static int free_signal(void)
{
    for (int signal = SIGRTMAX - 1; signal > SIGRTMIN; signal--) {
        struct sigaction present;

        if (sigaction(signal, NULL, &present) == 0 && present.sa_handler == SIG_DFL)
            return signal;
    }
    return 0;
}

/*
 * All signals wait while the handler runs, so that no handler of the application meets our
 * signal stack or leaves it by longjmp, and pthread_cancel(3) does not end the thread in there.
 */
static bool handle(int signal)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    struct sigaction before;

    action.sa_sigaction = rp_handler;
    /* Those that the C library keeps for itself too: sigfillset() leaves them out. */
    memset(&action.sa_mask, 0xff, sizeof(action.sa_mask));
    if (signal == 0 || sigaction(signal, &action, &before) != 0)
        return false;
    rp_disposition_keep(signal, &before);
    agent.signals |= 1ul << (signal - 1);
    return true;
}

/* Those besides ours that only some sources need. */
static bool handle_all(void)
{
    static const int others[] = {SIGTRAP, SIGIO};

    agent.signal = free_signal();
    if (!handle(agent.signal))
        return false;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if ((rp_trigger_needs(&agent.triggers, others[i]) ||
             rp_overflow_needs(&agent.counters.overflows, others[i])) &&
            !handle(others[i]))
            return false;
    return true;
}

static void meet_module(const struct rp_module *module, void *argument)
{
    struct rp_agent *const owner = argument;

    rp_python_meet(owner->python, module);
    if (owner->header && rp_agent_alive(owner))
        rp_heap_add_module(owner->header, module, owner->executable);
}

static void *map_private(size_t bytes)
{
    void *const memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

static bool prepare(void)
{
    const size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    void *const page = map_private(page_bytes);

    agent.threads = map_private(RP_SEGMENT_THREADS * sizeof(struct rp_thread));
    agent.python = map_private(sizeof(struct rp_python));
    agent.alive = page;
    if (!agent.threads || !agent.python || !agent.alive)
        return false;
    /* Without this (Linux before 4.14) a child made by a bare clone() could not be told apart. */
    if (madvise(page, page_bytes, MADV_WIPEONFORK) != 0)
        return false;
    return rp_modules_init(&agent.modules, meet_module, &agent) == RP_OK;
}

static void come_alive(struct rp_thread *parent)
{
    struct rp_thread *const thread = rp_thread_claim(&agent);

    *agent.alive = true;
    if (thread)
        rp_thread_start(thread, parent);
}

/* Triggers and what other threads were doing are the parent's: a child has one thread. */
static void forget_threads(void)
{
    const uint32_t count = agent.header ? rp_slot_count(&agent) : 0;

    for (uint32_t slot = 0; slot < count; slot++)
        rp_thread_forget(&agent.threads[slot]);
}

/* Another segment for the child; its stack is that of the thread that called fork. */
static void after_fork(void)
{
    static struct rp_thread unknown;
    struct rp_thread *const parent = rp_thread_self();
    const int saved_errno = errno;
    int cancellation;

    if (agent.is_withdrawn)
        return;
    cancellation = rp_cancellation_forbid();
    rp_thread_set_self(NULL);
    forget_threads();
    rp_space_leave(&agent);
    rp_counters_forked(&agent.counters);
    rp_python_forked(agent.python);
    rp_regions_forked(&agent.regions);
    if (rp_attach(&agent, agent.socket_name))
        come_alive(parent ? parent : &unknown);
    rp_cancellation_allow(cancellation);
    errno = saved_errno;
}

/* Switches from what the kernel keeps of threads that ended, too. */
static void tell_usage(void)
{
    struct rp_proc_usage usage;
    struct rusage all;

    if (!rp_proc_usage_read(0, &usage))
        return;
    if (getrusage(RUSAGE_SELF, &all) == 0) {
        usage.sums[RP_PROC_switches] = (uint64_t)all.ru_nvcsw;
        usage.sums[RP_PROC_preemptions] = (uint64_t)all.ru_nivcsw;
    }
    for (size_t i = 0; i < RP_PROC_USAGE_COUNT; i++)
        atomic_store_explicit(&agent.header->end_usage[i], usage.sums[i], memory_order_relaxed);
}

/* Registered before anything of the program, so it runs after the program's own exit handlers. */
static void at_exit(int status, void *unused)
{
    struct rp_thread *const thread = rp_thread_self();

    (void)unused;
    if (!rp_agent_alive(&agent))
        return;
    if (thread)
        rp_thread_stop(thread);
    rp_off_cpu_end_all(&agent);
    *agent.alive = false;
    tell_usage();
    atomic_store_explicit(&agent.header->end_cpu_ns, rp_clock_read(CLOCK_PROCESS_CPUTIME_ID),
                          memory_order_relaxed);
    atomic_store_explicit(&agent.header->exit_status, status & 0xff, memory_order_relaxed);
    atomic_store_explicit(&agent.header->state, RP_PROCESS_DETACHED, memory_order_release);
}

/*
 * ThreadSanitizer hands signals to a thread when it likes. Its run time, where it is part of the
 * program, also stands in front of what we call at the start of a thread, which it does not know.
 */
static bool is_samplable(void)
{
    return !dlsym(RTLD_DEFAULT, "__tsan_init");
}

__attribute__((constructor)) static void start(void)
{
    const char *const socket_name = getenv(RP_ENV_SOCKET);
    const int saved_errno = errno;

    if (socket_name && strlen(socket_name) < sizeof(agent.socket_name) && is_samplable() &&
        prepare()) {
        /* The program may clear its environment before it forks. */
        memcpy(agent.socket_name, socket_name, strlen(socket_name) + 1);
        rp_agent_settings_read(&agent.settings, getenv(RP_ENV_SETTINGS));
        agent.clock = agent.settings.wall_clock ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
        rp_trigger_choose(&agent.triggers, &agent.settings);
        agent.own_modules[0] = rp_module_find(agent.modules, (uintptr_t)start);
        rp_counters_open(&agent.counters, &agent.settings);
        if (handle_all() && on_exit(at_exit, NULL) == 0 &&
            pthread_atfork(NULL, NULL, after_fork) == 0 && rp_attach(&agent, socket_name))
            come_alive(NULL);
    }
    errno = saved_errno;
}

/* python.c: the CPython interpreter of the process: met as a module, and found in each thread.
 * SPDX-License-Identifier: Apache-2.0
 *
 * CPython keeps the state of a thread under a key of pthread_getspecific(3). Where the key is
 * stored differs from release to release; so it is looked for among all keys, and recognised by
 * what only the state of this thread can say.
 */
#include "collector/agent/python/python.h"

#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collector/agent/modules/module_symbol.h"

enum {
    KEYS_SEARCHED = 64, /* of PTHREAD_KEYS_MAX: libraries make theirs early */
    SEARCHES_AT_ONCE = 64,
    SEARCH_EVERY = 16, /* walk, after so many in vain */
};

void rp_python_meet(struct rp_python *python, const struct rp_module *module)
{
    if (rp_module_symbol(module, "_PyRuntime") == 0)
        return;
    const uintptr_t version = rp_module_symbol(module, "Py_Version"); /* since 3.11 */
    const struct rp_python_layout *const layout =
        version != 0 ? rp_python_layout(*(const unsigned long *)version) : NULL;
    atomic_store_explicit(&python->key, 0, memory_order_relaxed);
    atomic_store_explicit(&python->searches, 0, memory_order_relaxed);
    atomic_store_explicit(&python->is_unknown, layout == NULL, memory_order_relaxed);
    atomic_store_explicit(&python->is_proved, false, memory_order_relaxed);
    atomic_store_explicit(&python->layout, layout, memory_order_release);
}

void rp_python_forked(struct rp_python *python)
{
    if (rp_python_is_there(python))
        rp_python_codes_drop(&python->codes);
}

static bool has_thread_id(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                          uintptr_t state)
{
    uintptr_t id;
    return state != 0 && rp_python_copy(memory, state + layout->thread_id, &id, sizeof id) &&
           id == (uintptr_t)pthread_self();
}

static bool has_native_id(const struct rp_python_layout *layout, struct rp_python_memory *memory,
                          uintptr_t state)
{
    uintptr_t id;
    return rp_python_copy(memory, state + layout->thread_native_id, &id, sizeof id) &&
           id == (uintptr_t)syscall(SYS_gettid);
}

static uintptr_t search(struct rp_python *python, const struct rp_python_layout *layout,
                        struct rp_python_memory *memory)
{
    const uint32_t searches = atomic_fetch_add_explicit(&python->searches, 1, memory_order_relaxed);
    if (searches >= SEARCHES_AT_ONCE && searches % SEARCH_EVERY != 0)
        return 0;
    for (pthread_key_t key = 0; key < KEYS_SEARCHED; key++) {
        const uintptr_t state = (uintptr_t)pthread_getspecific(key);
        if (has_thread_id(layout, memory, state) && has_native_id(layout, memory, state)) {
            atomic_store_explicit(&python->key, key + 1, memory_order_relaxed);
            return state;
        }
    }
    return 0;
}

uintptr_t rp_python_thread(struct rp_python *python, const struct rp_python_layout *layout,
                           struct rp_python_memory *memory)
{
    const uint32_t key = atomic_load_explicit(&python->key, memory_order_relaxed);
    const uintptr_t state = key != 0 ? (uintptr_t)pthread_getspecific(key - 1) : 0;
    if (memory->trusts_state && state != 0)
        rp_python_trust(&memory->state, state, layout->thread_bytes);
    return has_thread_id(layout, memory, state) ? state : search(python, layout, memory);
}

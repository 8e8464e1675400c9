/* nvtx.c: ranges that a program names through NVTX are regions.
 * SPDX-License-Identifier: Apache-2.0
 *
 * NVTX loads the library that NVTX_INJECTION64_PATH names, which is the agent itself: it is there
 * already, whether the program uses a GPU or not. Ranges that begin in one thread and end in
 * another are left out.
 */
#include "collector/agent/regions/nvtx_abi.h"

#include <stdatomic.h>
#include <string.h>
#include <wchar.h>

#include "collector/agent/regions/ranges.h"

#define NAME_BYTES  RP_RANGE_NAME_BYTES
#define STORE_BYTES 65536u

int InitializeInjectionNvtx2(rp_nvtx_export *export_table);

/* ---- texts that the program gives us once ---- */

static char store[STORE_BYTES];
static _Atomic uint32_t stored = 1;

/* NULL when there is no room. Such ranges have no name, and are no regions. */
static const char *keep(const char *text)
{
    const uint32_t bytes = (uint32_t)strnlen(text, NAME_BYTES - 1) + 1;
    uint32_t at = atomic_load_explicit(&stored, memory_order_relaxed);

    do {
        if (at + bytes > STORE_BYTES)
            return NULL;
    } while (!atomic_compare_exchange_weak_explicit(&stored, &at, at + bytes, memory_order_relaxed,
                                                    memory_order_relaxed));
    memcpy(store + at, text, bytes - 1);
    return store + at;
}

/* ---- ranges ---- */

static void narrow(char *out, const wchar_t *text)
{
    size_t at = 0;

    for (; text[at] && at < NAME_BYTES - 1; at++)
        out[at] = text[at] > 0 && text[at] < 128 ? (char)text[at] : '?';
    out[at] = '\0';
}

static int push_attributes(const char *domain, const struct rp_nvtx_attributes *attributes)
{
    char narrowed[NAME_BYTES];

    if (!attributes || attributes->size < sizeof(*attributes) || !attributes->message)
        return rp_range_push(domain, NULL);
    if (attributes->message_type == RP_NVTX_WIDE) {
        narrow(narrowed, attributes->message);
        return rp_range_push(domain, narrowed);
    }
    /* What is registered is a text that keep() gave. */
    return rp_range_push(domain, attributes->message);
}

/* ---- what NVTX calls ---- */

static int on_push(const struct rp_nvtx_attributes *attributes)
{
    return push_attributes(NULL, attributes);
}

static int on_push_text(const char *text)
{
    return rp_range_push(NULL, text);
}

static int on_push_wide(const wchar_t *text)
{
    char narrowed[NAME_BYTES] = "";

    if (text)
        narrow(narrowed, text);
    return rp_range_push(NULL, narrowed);
}

static int on_pop(void)
{
    return rp_range_pop(NULL);
}

static const void *on_register_text(const void *domain, const char *text)
{
    (void)domain;
    return text ? keep(text) : NULL;
}

static const void *on_domain_create(const char *name)
{
    return name ? keep(name) : NULL;
}

static const struct {
    int module;
    unsigned place;
    rp_nvtx_function function;
} handlers[] = {
    {RP_NVTX_CORE, RP_NVTX_PUSH, (rp_nvtx_function)on_push},
    {RP_NVTX_CORE, RP_NVTX_PUSH_TEXT, (rp_nvtx_function)on_push_text},
    {RP_NVTX_CORE, RP_NVTX_PUSH_WIDE, (rp_nvtx_function)on_push_wide},
    {RP_NVTX_CORE, RP_NVTX_POP, (rp_nvtx_function)on_pop},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_PUSH, (rp_nvtx_function)push_attributes},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_POP, (rp_nvtx_function)rp_range_pop},
    {RP_NVTX_DOMAINS, RP_NVTX_REGISTER_TEXT, (rp_nvtx_function)on_register_text},
    {RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_CREATE, (rp_nvtx_function)on_domain_create},
};

/* 1: go on; NVTX takes 0 for a failure. A handler that the program's NVTX lacks is left out. */
__attribute__((visibility("default"))) int InitializeInjectionNvtx2(rp_nvtx_export *export_table)
{
    const struct rp_nvtx_callbacks *const callbacks = export_table(RP_NVTX_CALLBACKS);

    if (!callbacks || callbacks->bytes < sizeof(*callbacks))
        return 0;
    for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
        rp_nvtx_function **table = NULL;
        unsigned size = 0;

        if (callbacks->table(handlers[i].module, &table, &size) && table &&
            handlers[i].place < size && table[handlers[i].place])
            *table[handlers[i].place] = handlers[i].function;
    }
    return 1;
}

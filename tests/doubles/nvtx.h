/* nvtx.h: what NVTX's header does in a program, as far as the tests call it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_NVTX_H
#define RANKPROF_TESTS_NVTX_H

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

#include "collector/agent/regions/nvtx_abi.h"

#define NVTX_VERSION                 3
#define NVTX_MESSAGE_TYPE_REGISTERED 3

typedef const void *nvtxDomainHandle_t;
typedef const void *nvtxStringHandle_t;
typedef struct {
    uint16_t version, size;
    uint32_t category;
    int32_t colorType;
    uint32_t color;
    int32_t payloadType, reserved0;
    uint64_t payload;
    int32_t messageType;
    union {
        const char *ascii;
        nvtxStringHandle_t registered;
    } message;
} nvtxEventAttributes_t;

#define NVTX_PLACES 16
static rp_nvtx_function nvtx_functions[6][NVTX_PLACES];

static int nvtx_table(int module, rp_nvtx_function ***out, unsigned *size)
{
    static rp_nvtx_function *places[6][NVTX_PLACES];

    for (unsigned i = 1; i < NVTX_PLACES; i++)
        places[module][i] = &nvtx_functions[module][i];
    *out = places[module];
    *size = NVTX_PLACES;
    return 1;
}

static const void *nvtx_export(uint32_t number)
{
    static const struct rp_nvtx_callbacks callbacks = {sizeof(callbacks), nvtx_table};

    return number == RP_NVTX_CALLBACKS ? &callbacks : NULL;
}

/* NULL: no tool wants to know. */
static rp_nvtx_function nvtx_find(int module, unsigned place)
{
    static int is_ready;
    const char *const path = getenv("NVTX_INJECTION64_PATH");
    void *const library = path && !is_ready ? dlopen(path, RTLD_LAZY) : NULL;
    int (*start)(rp_nvtx_export *) = NULL;

    if (library)
        *(void **)&start = dlsym(library, "InitializeInjectionNvtx2");
    if (start)
        start(nvtx_export);
    is_ready = 1;
    return nvtx_functions[module][place];
}

#define NVTX_CALL(type, module, place, ...)                                                        \
    const rp_nvtx_function found = nvtx_find(module, place);                                       \
    return found ? ((type)found)(__VA_ARGS__) : 0

static inline nvtxDomainHandle_t nvtxDomainCreateA(const char *name)
{
    NVTX_CALL(const void *(*)(const char *), RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_CREATE, name);
}

static inline nvtxStringHandle_t nvtxDomainRegisterStringA(nvtxDomainHandle_t domain,
                                                           const char *text)
{
    NVTX_CALL(const void *(*)(const void *, const char *), RP_NVTX_DOMAINS, RP_NVTX_REGISTER_TEXT,
              domain, text);
}

static inline int nvtxDomainRangePushEx(nvtxDomainHandle_t domain, const nvtxEventAttributes_t *it)
{
    NVTX_CALL(int (*)(const void *, const void *), RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_PUSH, domain,
              it);
}

static inline int nvtxDomainRangePop(nvtxDomainHandle_t domain)
{
    NVTX_CALL(int (*)(const void *), RP_NVTX_DOMAINS, RP_NVTX_DOMAIN_POP, domain);
}

static inline int nvtxRangePushA(const char *text)
{
    NVTX_CALL(int (*)(const char *), RP_NVTX_CORE, RP_NVTX_PUSH_TEXT, text);
}

static inline int nvtxRangePushW(const wchar_t *text)
{
    NVTX_CALL(int (*)(const wchar_t *), RP_NVTX_CORE, RP_NVTX_PUSH_WIDE, text);
}

static inline int nvtxRangePop(void)
{
    NVTX_CALL(int (*)(void), RP_NVTX_CORE, RP_NVTX_POP);
}

#endif

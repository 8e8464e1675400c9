/* cuda.c: a libcuda whose GPUs are a model: start, devices, contexts, modules, memory.
 * SPDX-License-Identifier: Apache-2.0
 *
 * cuInit() loads what CUDA_INJECTION64_PATH names, as the real one does. RANKPROF_DOUBLE_GPUS is
 * the number of GPUs (1), CUDA_VISIBLE_DEVICES chooses of them, RANKPROF_DOUBLE_DRIVER is the
 * version (13000).
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/doubles/cuda_model.h"

#define CUDA_CALL(name, arguments) __attribute__((visibility("default"))) int name arguments;
#include "tests/gpu/cuda_calls.def"
#undef CUDA_CALL

struct cuda_module_s {
    struct cuda_function_s *functions;
};

static int number_of(const char *variable, int usual)
{
    const char *const text = getenv(variable);

    return text ? atoi(text) : usual;
}

/* ---- start ---- */

static void inject(void)
{
    const char *const path = getenv("CUDA_INJECTION64_PATH");
    void *const library = path && strcmp(path, "none") != 0 ? dlopen(path, RTLD_NOW) : NULL;
    int (*start)(void) = NULL;

    if (path && !library)
        fprintf(stderr, "double of libcuda: %s\n", dlerror());
    if (library)
        *(void **)&start = dlsym(library, "InitializeInjection");
    if (start && start() != 1)
        fprintf(stderr, "double of libcuda: InitializeInjection() failed\n");
}

int cuInit(unsigned flags)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)flags;
    pthread_once(&once, inject);
    return number_of("RANKPROF_DOUBLE_GPUS", 1) > 0 ? CUDA_OK : CUDA_NO_DEVICE;
}

int cuDriverGetVersion(int *version)
{
    *version = number_of("RANKPROF_DOUBLE_DRIVER", 13000);
    return CUDA_OK;
}

/* ---- devices ---- */

static int physical(int device)
{
    const char *visible = getenv("CUDA_VISIBLE_DEVICES");

    for (int i = 0; visible && i < device; i++) {
        visible = strchr(visible, ',');
        visible = visible ? visible + 1 : NULL;
    }
    return visible ? atoi(visible) : device;
}

int cuDeviceGetCount(int *count)
{
    const char *const visible = getenv("CUDA_VISIBLE_DEVICES");

    *count = number_of("RANKPROF_DOUBLE_GPUS", 1);
    if (visible) {
        *count = 1;
        for (const char *at = visible; (at = strchr(at, ',')); at++)
            ++*count;
    }
    return CUDA_OK;
}

int cuDeviceGet(int *device, int ordinal)
{
    *device = ordinal;
    return CUDA_OK;
}

int cuDeviceGetName(char *name, int length, int device)
{
    (void)device;
    snprintf(name, (size_t)length, "Model GPU");
    return CUDA_OK;
}

int cuDeviceGetUuid_v2(unsigned char *uuid, int device)
{
    static const char text[16] = {'m', 'o', 'd', 'e', 'l', ' ', 'o', 'f',
                                  ' ', 'a', ' ', 'G', 'P', 'U', ' ', '#'};

    memcpy(uuid, text, sizeof(text));
    uuid[15] = (unsigned char)('0' + physical(device));
    return CUDA_OK;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    (void)device;
    *bytes = (size_t)16 << 30;
    return CUDA_OK;
}

int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    static const struct {
        int attribute, value;
    } known[] = {{13, 1980000}, {16, 132}, {75, 9}, {76, 0}};

    (void)device;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].attribute != attribute)
            continue;
        *value = known[i].value;
        return CUDA_OK;
    }
    return CUDA_INVALID_VALUE;
}

int cuDeviceGetPCIBusId(char *bus, int length, int device)
{
    snprintf(bus, (size_t)length, "0000:%02x:00.0", 0x10 + physical(device));
    return CUDA_OK;
}

/* ---- contexts ---- */

int cuCtxCreate_v2(cuda_context *context, unsigned flags, int device)
{
    (void)flags;
    *context = calloc(1, sizeof(**context));
    if (!*context)
        return CUDA_OUT_OF_MEMORY;
    (*context)->device = device;
    model_set_current(*context);
    model_context(true, *context);
    return CUDA_OK;
}

int cuDevicePrimaryCtxRetain(cuda_context *context, int device)
{
    static struct cuda_context_s primary[MODEL_DEVICES];
    static bool made[MODEL_DEVICES];

    *context = &primary[device % MODEL_DEVICES];
    if (made[device % MODEL_DEVICES])
        return CUDA_OK;
    made[device % MODEL_DEVICES] = true;
    (*context)->device = device;
    model_context(true, *context);
    return CUDA_OK;
}

int cuCtxSetCurrent(cuda_context context)
{
    model_set_current(context);
    return CUDA_OK;
}

int cuCtxDestroy_v2(cuda_context context)
{
    model_context(false, context);
    return CUDA_OK;
}

/* ---- modules ---- */

/* The image is PTX with lines "// model NAME NS" or "// model NAME argument". */
int cuModuleLoadData(cuda_module *module, const void *image)
{
    *module = calloc(1, sizeof(**module));
    if (!*module)
        return CUDA_OUT_OF_MEMORY;
    for (const char *at = image; (at = strstr(at, "// model ")); at++) {
        struct cuda_function_s *const function = calloc(1, sizeof(*function));
        char time[32];

        if (!function || sscanf(at, "// model %63s %31s", function->name, time) != 2) {
            free(function);
            continue;
        }
        function->by_argument = strcmp(time, "argument") == 0;
        function->time_ns = strtoull(time, NULL, 10);
        function->next = (*module)->functions;
        (*module)->functions = function;
    }
    return CUDA_OK;
}

int cuModuleUnload(cuda_module module)
{
    (void)module; /* its names live on: records may still name them */
    return CUDA_OK;
}

int cuModuleGetFunction(cuda_function *out, cuda_module module, const char *name)
{
    for (struct cuda_function_s *it = module->functions; it; it = it->next) {
        if (strcmp(it->name, name) != 0)
            continue;
        *out = it;
        return CUDA_OK;
    }
    return CUDA_NOT_FOUND;
}

/* ---- memory ---- */

int cuMemAlloc_v2(cuda_memory *memory, size_t bytes)
{
    static _Atomic uint64_t next = UINT64_C(0x700000000000);

    *memory = __atomic_fetch_add((uint64_t *)&next, (bytes + 511) & ~(size_t)511, __ATOMIC_RELAXED);
    return CUDA_OK;
}

int cuMemFree_v2(cuda_memory memory)
{
    (void)memory;
    return CUDA_OK;
}

/* Pinned memory begins at a page, other memory does not: see cuda_work.c. */
int cuMemAllocHost_v2(void **memory, size_t bytes)
{
    return posix_memalign(memory, 4096, bytes) == 0 ? CUDA_OK : CUDA_OUT_OF_MEMORY;
}

int cuMemFreeHost(void *memory)
{
    free(memory);
    return CUDA_OK;
}

/* nvml.c: the functions of NVML, found at run time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/nvml.h"

#include <dlfcn.h>
#include <stdio.h>

#define LIBRARY "libnvidia-ml.so.1"

static const char *find_all(struct rp_nvml *nvml)
{
    const struct {
        void **place;
        const char *name;
        bool needed;
    } calls[] = {
#define NEEDED(name, arguments) {(void **)&nvml->name, #name, true},
#define WANTED(name, arguments) {(void **)&nvml->name, #name, false},
#include "collector/gpu/nvml_calls.def"
#undef NEEDED
#undef WANTED
        {(void **)&nvml->error_text, "nvmlErrorString", true},
    };

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        *calls[i].place = dlsym(nvml->library, calls[i].name);
        if (!*calls[i].place && calls[i].needed)
            return calls[i].name;
    }
    return NULL;
}

static bool start(struct rp_nvml *nvml, char *reason, size_t bytes)
{
    const char *const missing = find_all(nvml);
    rp_nvml_result result;

    if (missing) {
        snprintf(reason, bytes, LIBRARY " lacks %s", missing);
        return false;
    }
    result = nvml->nvmlInit_v2();
    if (result != RP_NVML_OK)
        snprintf(reason, bytes, "NVML cannot start: %s (%d)", rp_nvml_text(nvml, result), result);
    return result == RP_NVML_OK;
}

bool rp_nvml_open(struct rp_nvml *out, char *reason, size_t bytes)
{
    *out = (struct rp_nvml){.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL)};
    if (!out->library) {
        snprintf(reason, bytes, LIBRARY " was not found");
        return false;
    }
    if (start(out, reason, bytes))
        return true;
    dlclose(out->library);
    out->library = NULL;
    return false;
}

void rp_nvml_close(struct rp_nvml *nvml)
{
    if (!nvml->library)
        return;
    nvml->nvmlShutdown();
    dlclose(nvml->library);
    nvml->library = NULL;
}

const char *rp_nvml_text(const struct rp_nvml *nvml, rp_nvml_result result)
{
    const char *const text = nvml->error_text(result);

    return text ? text : "unknown error";
}

/* gpu_profile_place.c: where in the program a GPU is given work.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "analysis/profile/gpu_profile.h"
#include "common/context_kind.h"

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool begins_with_any(const char *text, const char *const *beginnings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (begins_with(text, beginnings[i]))
            return true;
    return false;
}

/* Libraries that stand between a program and its GPU; or the runtime within the program itself. */
static bool is_foreign(const struct rp_profile_function *function)
{
    static const char *const libraries[] = {
        "libcuda",     "libcublas",   "libcudnn",     "libcufft", "libcufile",
        "libcurand",   "libcusolver", "libcusparse",  "libcupti", "libnccl",
        "libcutensor", "libnpp",      "libnvJitLink", "libnvrtc", "libnvshmem"};
    static const char *const functions[] = {"__cuda", "libcudart_static", "cudart::"};
    const char *const slash = strrchr(function->module, '/');
    const char *const library = slash ? slash + 1 : function->module;

    return begins_with_any(library, libraries, sizeof(libraries) / sizeof(libraries[0])) ||
           begins_with_any(function->name, functions, sizeof(functions) / sizeof(functions[0])) ||
           (begins_with(function->name, "cuda") && isupper((unsigned char)function->name[4]));
}

static bool is_interpreted(const struct rp_profile *profile, uint32_t context)
{
    return profile->file->context_rows[context].kind == RP_CONTEXT_INTERPRETED;
}

void rp_gpu_profile_place(const struct rp_profile *profile, uint32_t context, uint32_t *function,
                          uint32_t *caller)
{
    const struct rp_profile_context *const contexts = profile->contexts;

    *function = *caller = RP_NO_ROW;
    while (context != 0 && is_foreign(&profile->functions[contexts[context].function]))
        context = contexts[context].parent;
    if (context == 0)
        return;
    *function = contexts[context].function;
    for (uint32_t at = contexts[context].parent; at != 0; at = contexts[at].parent) {
        if (*caller == RP_NO_ROW)
            *caller = contexts[at].function;
        if (!is_interpreted(profile, context) && is_interpreted(profile, at)) {
            *caller = contexts[at].function;
            return;
        }
    }
}

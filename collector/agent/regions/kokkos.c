/* kokkos.c: what a program names through Kokkos is a region: its regions, kernels, copies, fences.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Kokkos loads the library that KOKKOS_TOOLS_LIBS names, and calls those of its functions that it
 * knows (Kokkos Tools, Kokkos_Profiling_C_Interface.h). The user sets it to librankprof-agent.so:
 * Kokkos ends a program whose arguments name another library, so we do not set it unasked.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/agent/regions/ranges.h"

/* What a tool may ask of Kokkos; the rest is for what is to come. */
struct kokkos_settings {
    bool requires_global_fencing;
    bool padding[255];
};

struct kokkos_space {
    char name[64];
};

static const char domain[] = "Kokkos";

#define EXPORT __attribute__((visibility("default")))

/* By default Kokkos waits for the device around each kernel, for the tool to time it. */
EXPORT void kokkosp_request_tool_settings(uint32_t count, struct kokkos_settings *settings);
void kokkosp_request_tool_settings(uint32_t count, struct kokkos_settings *settings)
{
    if (count > 0)
        settings->requires_global_fencing = false;
}

EXPORT void kokkosp_push_profile_region(const char *name);
void kokkosp_push_profile_region(const char *name)
{
    rp_range_push(domain, name);
}

EXPORT void kokkosp_pop_profile_region(void);
void kokkosp_pop_profile_region(void)
{
    rp_range_pop(domain);
}

/* `id` comes back at the end: we need none. */
#define DEFINE_KERNEL(kind)                                                                        \
    EXPORT void kokkosp_begin_##kind(const char *name, uint32_t device, uint64_t *id);             \
    void kokkosp_begin_##kind(const char *name, uint32_t device, uint64_t *id)                     \
    {                                                                                              \
        (void)device;                                                                              \
        *id = 0;                                                                                   \
        rp_range_push(domain, name);                                                               \
    }                                                                                              \
    EXPORT void kokkosp_end_##kind(uint64_t id);                                                   \
    void kokkosp_end_##kind(uint64_t id)                                                           \
    {                                                                                              \
        (void)id;                                                                                  \
        rp_range_pop(domain);                                                                      \
    }

DEFINE_KERNEL(parallel_for)
DEFINE_KERNEL(parallel_reduce)
DEFINE_KERNEL(parallel_scan)
DEFINE_KERNEL(fence)

/* NOLINTNEXTLINE(readability-function-size): Kokkos's parameters */
EXPORT void kokkosp_begin_deep_copy(struct kokkos_space to, const char *to_name, const void *out,
                                    struct kokkos_space from, const char *from_name, const void *in,
                                    uint64_t bytes);
/* NOLINTNEXTLINE(readability-function-size) */
void kokkosp_begin_deep_copy(struct kokkos_space to, const char *to_name, const void *out,
                             struct kokkos_space from, const char *from_name, const void *in,
                             uint64_t bytes)
{
    (void)to;
    (void)to_name;
    (void)out;
    (void)from;
    (void)from_name;
    (void)in;
    (void)bytes;
    rp_range_push(domain, "deep_copy");
}

EXPORT void kokkosp_end_deep_copy(void);
void kokkosp_end_deep_copy(void)
{
    rp_range_pop(domain);
}

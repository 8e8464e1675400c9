/* regions_marked.c: marks regions as programs do that were made for other profilers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: regions_marked PLUGIN
 * Plays Kokkos, as far as tools see it: loads what KOKKOS_TOOLS_LIBS names, and tells it what
 * begins and ends. Then has a plugin, linked with other profilers, mark its regions.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct settings {
    bool requires_global_fencing;
    bool padding[255];
};

static void *tool;

static void *of_tool(const char *name)
{
    return tool ? dlsym(tool, name) : NULL;
}

static void ask_settings(void)
{
    struct settings settings = {.requires_global_fencing = true};
    void (*request)(uint32_t, struct settings *);

    *(void **)&request = of_tool("kokkosp_request_tool_settings");
    if (request)
        request(1, &settings);
    if (tool && settings.requires_global_fencing)
        printf("the tool makes Kokkos wait for the device\n");
}

static void begin_kernel(const char *kind, const char *name)
{
    void (*begin)(const char *, uint32_t, uint64_t *);
    uint64_t id;

    *(void **)&begin = of_tool(kind);
    if (begin)
        begin(name, 0, &id);
}

static void end_kernel(const char *kind)
{
    void (*end)(uint64_t);

    *(void **)&end = of_tool(kind);
    if (end)
        end(0);
}

static void kokkos(void)
{
    void (*push)(const char *);
    void (*pop)(void);

    ask_settings();
    *(void **)&push = of_tool("kokkosp_push_profile_region");
    *(void **)&pop = of_tool("kokkosp_pop_profile_region");
    if (push)
        push("assemble");
    for (int i = 0; i < 3; i++) {
        begin_kernel("kokkosp_begin_parallel_for", "axpy");
        end_kernel("kokkosp_end_parallel_for");
        begin_kernel("kokkosp_begin_parallel_reduce", "norm");
        end_kernel("kokkosp_end_parallel_reduce");
    }
    if (pop)
        pop();
}

int main(int argc, char **argv)
{
    const char *const tools = getenv("KOKKOS_TOOLS_LIBS");
    void *const plugin = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    void (*run)(void);

    if (tools)
        tool = dlopen(tools, RTLD_NOW | RTLD_GLOBAL);
    kokkos();
    if (!plugin) {
        fprintf(stderr, "regions_marked: no plugin: %s\n", dlerror());
        return 1;
    }
    *(void **)&run = dlsym(plugin, "run");
    run();
    return 0;
}

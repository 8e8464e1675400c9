/* plugin.c: loads a library while it runs, works in it, unloads it, and works on without it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: plugin LIBRARY
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>

#define TURNS 500000000L

typedef uint64_t plugin_function(uint64_t value, long turns);

__attribute__((noinline)) static uint64_t work_alone(uint64_t value, long turns)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

int main(int argc, char **argv)
{
    void *const library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
    plugin_function *function;
    uint64_t value;

    if (!library) {
        fprintf(stderr, "plugin: %s\n", argc > 1 ? dlerror() : "no library given");
        return 1;
    }
    *(void **)&function = dlsym(library, "plugin_work");
    if (!function)
        return 1;
    value = function(1, TURNS);
    if (dlclose(library) != 0)
        return 1;
    printf("%llu\n", (unsigned long long)work_alone(value, TURNS));
    return 0;
}

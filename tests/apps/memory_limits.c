/* memory_limits.c: lives within 512 MiB of addresses, locks all its memory, and works.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define MIB ((size_t)1 << 20)

/* A field of /proc/self/status, in MiB. */
static long status_mib(const char *field)
{
    FILE *const file = fopen("/proc/self/status", "r");
    char line[256];
    long kib = 0;

    while (file && fgets(line, sizeof(line), file))
        if (strncmp(line, field, strlen(field)) == 0)
            kib = atol(line + strlen(field));
    if (file)
        fclose(file);
    return kib / 1024;
}

/* Whether an ordinary program finds room to lock its memory: not under the usual 8 MiB of a user.
 */
static bool can_lock(size_t bytes)
{
    void *const memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const bool locked = memory != MAP_FAILED && mlock(memory, bytes) == 0;

    if (memory != MAP_FAILED)
        munmap(memory, bytes);
    return locked;
}

int main(void)
{
    const struct rlimit limit = {512 * MIB, 512 * MIB};
    const long millions = 300;
    uint64_t value = 1;
    void *memory;

    setrlimit(RLIMIT_AS, &limit);
    memory = malloc(400 * MIB);
    printf("400 MiB of 512: %s\n", memory ? "given" : "refused");
    free(memory);
    if (can_lock(64 * MIB))
        printf("mlockall() returns %d\n", mlockall(MCL_CURRENT | MCL_FUTURE));
    else
        printf("mlockall() not tried: 64 MiB cannot be locked\n");
    printf("locked, 64 MiB: %s\n", status_mib("VmLck:") > 64 ? "more" : "not more");
    for (long i = 0; i < millions * 1000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    printf("%llu\n", (unsigned long long)value);
    return 0;
}

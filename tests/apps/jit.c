/* jit.c: makes code at run time, works 70 % in one of its functions and 30 % in another.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Writes /tmp/perf-PID.map as programs with a compiler in them do: what it made first at the start,
 * the rest at its end, when another function than at first is told to be where made_seldom() is.
 * Prints its process id.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNKS 1000
#define TURNS  500000
#define MOSTLY 700 /* chunks that go to made_mostly() */

/* Return addresses into it, as they lie on the stack, read as a call instruction of x86-64. */
#define PLACE ((void *)UINT64_C(0x2ae8000000))

/* Each keeps a frame pointer. A loop of so many turns; and a function that calls another. */
#if defined(__x86_64__)
static const uint8_t loop_code[] = {0x55, 0x48, 0x89, 0xe5, 0x31, 0xc0, 0x48, 0x6b, 0xc0, 0x1f,
                                    0x48, 0x01, 0xf8, 0x48, 0xff, 0xcf, 0x75, 0xf4, 0x5d, 0xc3};
static const uint8_t call_code[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd6, 0x5d, 0xc3};
#else
static const uint32_t loop_code[] = {0xa9bf7bfd, 0x910003fd, 0xd2800001, 0xd28003e2, 0x9b020021,
                                     0xf1000400, 0x54ffffa1, 0xaa0103e0, 0xa8c17bfd, 0xd65f03c0};
static const uint32_t call_code[] = {0xa9bf7bfd, 0x910003fd, 0xd63f0020, 0xa8c17bfd, 0xd65f03c0};
#endif

typedef uint64_t loop_function(uint64_t turns);
typedef uint64_t call_function(uint64_t turns, loop_function *function);

static char *next;

static void *make(const void *code, size_t bytes)
{
    char *const place = next;

    memcpy(place, code, bytes);
    next += (bytes + 63) / 64 * 64;
    __builtin___clear_cache(place, next);
    return place;
}

static void tell(FILE *map, const void *place, size_t bytes, const char *name)
{
    fprintf(map, "%lx %zx %s\n", (unsigned long)(uintptr_t)place, bytes, name);
    fflush(map);
}

int main(void)
{
    char path[64];
    uint64_t sum = 0;
    FILE *map;

    next =
        mmap(PLACE, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    snprintf(path, sizeof(path), "/tmp/perf-%d.map", getpid());
    map = fopen(path, "w");
    if (next == MAP_FAILED || !map)
        return 77;
    loop_function *const mostly = make(loop_code, sizeof(loop_code));
    loop_function *const seldom = make(loop_code, sizeof(loop_code));
    call_function *const caller = make(call_code, sizeof(call_code));
    tell(map, (void *)mostly, sizeof(loop_code), "made_mostly");
    tell(map, (void *)seldom, sizeof(loop_code), "made_before");
    for (int i = 0; i < CHUNKS; i++)
        sum += caller(TURNS, i * 7 % 10 * CHUNKS / 10 < MOSTLY ? mostly : seldom);
    tell(map, (void *)seldom, sizeof(loop_code), "made_seldom");
    tell(map, (void *)caller, sizeof(call_code), "made_caller with a long name(int, int)");
    fclose(map);
    printf("%d\n", getpid());
    return sum == 1;
}

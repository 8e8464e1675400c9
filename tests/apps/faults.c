/* faults.c: touches a known number of pages and gives up the CPU a known number of times.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: faults [PAGES, default 20000] [SWITCHES, default 500]
 * Prints what the kernel accounted to it at the end, as NAME VALUE lines.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static uint64_t spin(uint64_t value)
{
    for (long i = 0; i < 1000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

__attribute__((noinline)) static uint64_t touch_pages(long pages)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t bytes = page * (size_t)pages;
    char *const memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint64_t value = 1;

    if (memory == MAP_FAILED)
        return 0;
    madvise(memory, bytes, MADV_NOHUGEPAGE);
    for (long i = 0; i < pages; i++) {
        memory[page * (size_t)i] = 1;
        if (i % 100 == 0)
            value = spin(value);
    }
    munmap(memory, bytes);
    return value;
}

__attribute__((noinline)) static uint64_t give_way(long switches)
{
    const struct timespec moment = {0, 1000};
    uint64_t value = 1;

    for (long i = 0; i < switches; i++) {
        nanosleep(&moment, NULL);
        value = spin(value);
    }
    return value;
}

int main(int argc, char **argv)
{
    const uint64_t value =
        touch_pages(argc > 1 ? atol(argv[1]) : 20000) ^ give_way(argc > 2 ? atol(argv[2]) : 500);
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("check %llu\n", (unsigned long long)value);
    printf("faults %ld\n", usage.ru_minflt + usage.ru_majflt);
    printf("switches %ld\n", usage.ru_nvcsw + usage.ru_nivcsw);
    printf("cpu_ns %lld\n", (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
                                (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL);
    return 0;
}

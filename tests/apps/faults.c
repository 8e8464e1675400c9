/* faults.c: touches a known number of pages and gives up the CPU a known number of times.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: faults [PAGES, default 20000] [SWITCHES, default 500]
 * Prints what the kernel accounted to it since main() began, as NAME VALUE lines: what ran in this
 * process before, as a profiler that became it, is none of it.
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

static long long cpu_ns(const struct rusage *usage)
{
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000LL +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000LL;
}

int main(int argc, char **argv)
{
    struct rusage start, end;
    uint64_t value;

    getrusage(RUSAGE_SELF, &start);
    value = touch_pages(argc > 1 ? atol(argv[1]) : 20000);
    value ^= give_way(argc > 2 ? atol(argv[2]) : 500);
    getrusage(RUSAGE_SELF, &end);
    printf("check %llu\n", (unsigned long long)value);
    printf("faults %ld\n", end.ru_minflt + end.ru_majflt - start.ru_minflt - start.ru_majflt);
    printf("switches %ld\n", end.ru_nvcsw + end.ru_nivcsw - start.ru_nvcsw - start.ru_nivcsw);
    printf("cpu_ns %lld\n", cpu_ns(&end) - cpu_ns(&start));
    return 0;
}

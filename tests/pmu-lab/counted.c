/* counted.c: runs another main function, and writes what the processor's counters say of it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: counted FILE [ARGUMENT of the other main ...]
 * Linked with a program of tests/apps whose main was renamed. Writes lines "NAME VALUE": the truth
 * to compare a profile with, from the kernel's own interface and no library.
 */
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int other_main(int argc, char **argv);

static const struct {
    const char *name;
    uint64_t config;
} events[] = {
    {"PAPI_TOT_CYC", PERF_COUNT_HW_CPU_CYCLES},
    {"PAPI_TOT_INS", PERF_COUNT_HW_INSTRUCTIONS},
};
enum { EVENTS = sizeof events / sizeof events[0] };

/* This thread and those it starts, in user and kernel mode, from now on. */
static int open_counter(uint64_t config)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attributes,
        .config = config,
        .inherit = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

int main(int argc, char **argv)
{
    int counters[EVENTS];
    uint64_t values[EVENTS] = {0};
    if (argc < 2)
        return 2;
    for (int i = 0; i < EVENTS; i++)
        counters[i] = open_counter(events[i].config);
    const int status = other_main(argc - 1, argv + 1);
    for (int i = 0; i < EVENTS; i++) {
        if (read(counters[i], &values[i], sizeof values[i]) != sizeof values[i])
            perror(events[i].name);
    }
    FILE *file = fopen(argv[1], "w");
    for (int i = 0; i < EVENTS && file; i++)
        fprintf(file, "%s %llu\n", events[i].name, (unsigned long long)values[i]);
    return file && fclose(file) == 0 ? status : 1;
}

/* test_proc_usage.c: what the kernel accounts to this process, after things that it accounts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/proc_usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGES 2000u

static struct rp_proc_usage usage_of(pid_t pid)
{
    struct rp_proc_usage usage;

    assert_true(rp_proc_usage_read(pid, &usage));
    return usage;
}

static void touched_pages_are_faults_and_memory(void **state)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const struct rp_proc_usage before = usage_of(0);
    char *memory =
        mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct rp_proc_usage after;

    (void)state;
    assert_ptr_not_equal(memory, MAP_FAILED);
    madvise(memory, PAGES * page, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < PAGES; i++)
        memory[i * page] = 1;
    after = usage_of(0);
    assert_true(after.sums[RP_PROC_minor_faults] >= before.sums[RP_PROC_minor_faults] + PAGES);
    /* The kernel counts memory in batches of each CPU. */
    assert_true(after.resident_bytes >= before.resident_bytes + PAGES * page * 9 / 10);
    munmap(memory, PAGES * page);
}

static void written_bytes_are_counted(void **state)
{
    static const char text[1000];
    const struct rp_proc_usage before = usage_of(0);
    const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(write(file, text, sizeof(text)), sizeof(text));
    close(file);
    if (before.sums[RP_PROC_read_bytes] == 0) /* a kernel that does not account them */
        skip();
    assert_int_equal(usage_of(0).sums[RP_PROC_written_bytes],
                     before.sums[RP_PROC_written_bytes] + sizeof(text));
}

static void *block(void *argument)
{
    const int *const pipe_ends = argument;
    char byte = 0;

    return read(pipe_ends[0], &byte, 1) == 1 ? argument : NULL;
}

static void waits_of_all_threads_are_switches(void **state)
{
    const struct rp_proc_usage before = usage_of(getpid());
    int ends[2];
    pthread_t thread;
    struct rp_proc_usage after;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pthread_create(&thread, NULL, block, ends), 0);
    do {
        after = usage_of(getpid());
    } while (after.sums[RP_PROC_switches] <= before.sums[RP_PROC_switches]);
    assert_int_equal(write(ends[1], "x", 1), 1);
    pthread_join(thread, NULL);
    close(ends[0]);
    close(ends[1]);
}

static void a_process_that_is_gone_has_none(void **state)
{
    struct rp_proc_usage usage;
    pid_t child = fork();

    (void)state;
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    assert_false(rp_proc_usage_read(child, &usage));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(touched_pages_are_faults_and_memory),
        cmocka_unit_test(written_bytes_are_counted),
        cmocka_unit_test(waits_of_all_threads_are_switches),
        cmocka_unit_test(a_process_that_is_gone_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

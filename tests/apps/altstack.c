/* altstack.c: works in a signal handler that stands on a small stack of its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define SMALL 8192

static volatile uint64_t result;

__attribute__((noinline)) static uint64_t work_in_handler(uint64_t value)
{
    for (long i = 0; i < 800000000; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

static void handle(int signal_number)
{
    result = work_in_handler((uint64_t)signal_number);
}

int main(void)
{
    /* The kernel refuses stacks that cannot hold one signal frame; a second one must fit too. */
    const unsigned long frame = getauxval(AT_MINSIGSTKSZ);
    const size_t bytes = 2 * frame + 2048 > SMALL ? 2 * frame + 2048 : SMALL;
    struct sigaction action;
    stack_t stack;

    memset(&stack, 0, sizeof(stack));
    stack.ss_sp = malloc(bytes);
    stack.ss_size = bytes;
    if (!stack.ss_sp || sigaltstack(&stack, NULL) != 0)
        return 1;
    memset(&action, 0, sizeof(action));
    action.sa_handler = handle;
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    printf("survived %llu\n", (unsigned long long)result);
    return 0;
}

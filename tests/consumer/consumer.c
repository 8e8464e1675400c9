/* consumer.c: a program of a user, with one region.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <rankprof/rankprof.h>

int main(void)
{
    volatile double sum = 0;

    rankprof_phase_begin("consumed");
    for (int i = 1; i < 30000000; i++)
        sum += 1.0 / i;
    rankprof_phase_end("consumed");
    return sum < 1;
}

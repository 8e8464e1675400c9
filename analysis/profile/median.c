/* median.c: the middle of some numbers, and how far they lie around it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/median.h"

#include <math.h>
#include <stdlib.h>

static int by_number(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

double rp_median(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof(*numbers), by_number);
    return (numbers[(count - 1) / 2] + numbers[count / 2]) / 2;
}

double rp_median_distance(double *numbers, size_t count, double middle)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = fabs(numbers[i] - middle);
    return rp_median(numbers, count);
}

/* equality_test.c: which of values that should be equal are not, at a stated chance of error.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/equality_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/expression.h"
#include "analysis/findings/student.h"
#include "analysis/profile/median.h"

#define FEW           16u /* of fewer values, the noise within them is the better estimate */
#define OTHERS_AGREE  4.0 /* multiples of 1.4826 MAD */
#define TAILS         4u
#define SMALLEST_TAIL 1e-5

/* Printed by scripts/robust-quantiles, for chances of 1e-2, 1e-3, 1e-4, 1e-5. */
static const struct row {
    size_t count;
    double multiples[TAILS];
} table[] = {
    {4, {7.784, 25.52, 81.69, 259.8}},  {5, {8.938, 29.48, 94.93, 297.9}},
    {6, {5.497, 12.69, 28.01, 60.86}},  {7, {5.726, 13.28, 29.5, 63.55}},
    {8, {4.548, 8.922, 16.52, 29.8}},   {9, {4.635, 9.124, 16.98, 30.81}},
    {10, {4.057, 7.242, 12.16, 19.94}}, {12, {3.756, 6.306, 9.924, 15.15}},
    {14, {3.556, 5.725, 8.615, 12.63}}, {16, {3.415, 5.332, 7.764, 10.95}},
    {20, {3.224, 4.827, 6.728, 9.099}}, {24, {3.103, 4.521, 6.117, 7.976}},
    {32, {2.961, 4.165, 5.444, 6.854}}, {48, {2.825, 3.847, 4.853, 5.868}},
    {64, {2.761, 3.699, 4.587, 5.458}}, {128, {2.666, 3.487, 4.222, 4.903}},
    {256, {2.621, 3.387, 4.05, 4.659}}, {512, {2.599, 3.339, 3.972, 4.537}},
};

/* Between two rows of the table, and beyond its last column, along straight lines of logarithms. */
static double in_row(const struct row *row, double tail)
{
    const double at = -log10(tail) - 2;
    const size_t column = at < 0 ? 0 : at >= TAILS - 1 ? TAILS - 2 : (size_t)at;
    const double low = log(row->multiples[column]);
    const double high = log(row->multiples[column + 1]);

    return exp(low + (high - low) * (at - (double)column));
}

double rp_equality_multiple(size_t count, double tail)
{
    const size_t rows = sizeof(table) / sizeof(table[0]);
    size_t at = 0;
    double below = 0;
    double above = 0;
    double part = 0;

    while (at < rows && table[at].count < count)
        at++;
    if (at == 0)
        return in_row(&table[0], tail);
    if (at == rows)
        return fmin(in_row(&table[rows - 1], tail), 1.1 * rp_student_quantile(tail, 1e9));
    below = in_row(&table[at - 1], tail);
    above = in_row(&table[at], tail);
    part = (log((double)count) - log((double)table[at - 1].count)) /
           (log((double)table[at].count) - log((double)table[at - 1].count));
    return below + (above - below) * part;
}

enum rp_status rp_equality_test(const double *values, size_t count,
                                const struct rp_noise_within *within, double tail, double least,
                                struct rp_equality *out)
{
    double *sorted = calloc(count + 1, sizeof(*sorted));
    double deviation = 0;

    if (!sorted)
        return RP_E_NOMEM;
    *out = (struct rp_equality){.middle = RP_UNKNOWN, .distance = INFINITY};
    if (count >= RP_EQUALITY_LEAST) {
        memcpy(sorted, values, count * sizeof(*sorted));
        out->middle = rp_median(sorted, count);
        deviation = RP_DEVIATION_BY_MAD * rp_median_distance(sorted, count, out->middle);
        if (count < FEW && rp_is_known(within->deviation))
            out->distance = fmax(OTHERS_AGREE * deviation,
                                 within->deviation * rp_student_quantile(tail, within->freedom));
        else
            out->distance = deviation * rp_equality_multiple(count, tail);
        out->distance = fmax(out->distance, least);
    }
    free(sorted);
    return RP_OK;
}

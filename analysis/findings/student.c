/* student.c: Student's t distribution; with many degrees of freedom the normal one.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The tail is the regularised incomplete beta function I_x(f/2, 1/2) at x = f / (f + t^2), worked
 * out by its continued fraction (Abramowitz and Stegun, 26.5.8 and 26.7.1) with Lentz's method.
 */
#include "analysis/findings/student.h"

#include <math.h>

#define STEPS     500
#define TINY      1e-300
#define PRECISION 1e-14
#define LARGEST   1e8

static double not_zero(double value)
{
    return fabs(value) < TINY ? TINY : value;
}

/* The continued fraction of I_x(a, b). */
static double beta_fraction(double x, double a, double b)
{
    double c = 1;
    double d = 1 / not_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;

    for (int m = 1; m <= STEPS; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change = 0;

        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        fraction *= d * c;
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        change = d * c;
        fraction *= change;
        if (fabs(change - 1) < PRECISION)
            break;
    }
    return fraction;
}

/* I_x(a, b); `y` is 1 - x, given apart because x may be very near to 1. */
static double beta_part(double x, double y, double a, double b)
{
    double front = 0;

    if (x <= 0)
        return 0;
    if (y <= 0)
        return 1;
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(y, b, a) / b;
}

double rp_student_tail(double t, double freedom)
{
    const double square = t * t;

    if (freedom > LARGEST)
        return erfc(fabs(t) / sqrt(2));
    return beta_part(freedom / (freedom + square), square / (freedom + square), freedom / 2, 0.5);
}

double rp_student_quantile(double tail, double freedom)
{
    double low = 0;
    double high = 1;

    if (tail >= 1)
        return 0;
    while (rp_student_tail(high, freedom) > tail && high < 1e150)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-12 * high; i++) {
        const double middle = (low + high) / 2;

        if (rp_student_tail(middle, freedom) > tail)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

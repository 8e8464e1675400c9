/* gate.c: whether a run is slower than others of the same program, given how much runs differ.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/gate.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/findings/expression.h"
#include "analysis/findings/student.h"

#define CERTAIN 1e9 /* degrees of freedom of a noise that is known */

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : 0;
}

static double deviation_of(const double *values, size_t count, double mean)
{
    double squares = 0;

    for (size_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return count > 1 ? sqrt(squares / (double)(count - 1)) : 0;
}

/* How far runs of the same program lie apart, and how well that is known. */
struct spread {
    double deviation;
    double freedom;
};

static struct spread spread_of(const struct rp_gate_item *item,
                               const struct rp_gate_settings *settings)
{
    const bool learned = item->base_count >= RP_GATE_LEAST_BASES;
    const double deviation = deviation_of(item->bases, item->base_count, item->mean);
    const double floor = rp_is_known(settings->floor) ? settings->floor * item->mean : 0;

    return (struct spread){.deviation = fmax(deviation, floor),
                           .freedom = learned ? (double)item->base_count - 1 : CERTAIN};
}

/* The chance of a value so large or larger; of no spread at all only the mean itself has one. */
static double chance_of(double distance, double deviation, double freedom)
{
    double tail = 0;

    if (deviation <= 0)
        return distance > 0 ? 0 : 1;
    tail = rp_student_tail(distance / deviation, freedom) / 2;
    return distance > 0 ? tail : 1 - tail;
}

/* Both must be exceeded: what runs differ by, and what counting samples alone differs by. */
static void measure(struct rp_gate_item *item, const struct rp_gate_settings *settings,
                    size_t count)
{
    const double predicted = sqrt(1 + 1 / (double)item->base_count);
    const double tail = fmin(1, 2 * settings->risk / (double)count);
    struct spread spread;
    double by_runs = 0;
    double by_samples = 0;

    item->mean = mean_of(item->bases, item->base_count);
    spread = spread_of(item, settings);
    item->noise = item->mean > 0 ? spread.deviation / item->mean : RP_UNKNOWN;
    by_runs = chance_of(item->value - item->mean, spread.deviation * predicted, spread.freedom);
    by_samples = chance_of(item->value - item->mean, item->counting * predicted, CERTAIN);
    item->chance = fmax(by_runs, by_samples);
    by_runs = rp_student_quantile(tail, spread.freedom) * spread.deviation * predicted;
    by_samples = rp_student_quantile(tail, CERTAIN) * item->counting * predicted;
    item->limit = item->mean + fmax(settings->least * item->mean, fmax(by_runs, by_samples));
}

static int by_chance(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return a < b ? -1 : a > b;
}

enum rp_status rp_gate_judge(struct rp_gate_item *items, size_t count,
                             const struct rp_gate_settings *settings)
{
    double *chances = calloc(count + 1, sizeof(*chances));
    double bound = -1;

    if (!chances)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        measure(&items[i], settings, count);
        chances[i] = items[i].chance;
    }
    if (count > 0)
        qsort(chances, count, sizeof(*chances), by_chance);
    for (size_t i = 0; i < count; i++) {
        if (chances[i] <= settings->risk * (double)(i + 1) / (double)count)
            bound = chances[i];
    }
    for (size_t i = 0; i < count; i++)
        items[i].slower =
            items[i].chance <= bound && items[i].value > items[i].mean * (1 + settings->least);
    free(chances);
    return RP_OK;
}

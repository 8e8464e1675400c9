/* outliers.c: the ranks whose value is far from that of most others.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/outliers.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/profile/median.h"

#define LEAST_RANKS  4u
#define LEAST_SPREAD 0.01   /* of the mean */
#define NORMAL       0.6745 /* MAD of a normal distribution, in standard deviations */

/* What a distance is multiplied with to become a score; 0 when there is nothing to compare. */
static double score_factor(const struct rp_profile *profile, double *distances)
{
    const size_t count = profile->rank_count;
    const double spread = rp_median(distances, count);
    const double least = LEAST_SPREAD * (double)profile->value / (double)count;

    if (count < LEAST_RANKS || profile->value == 0)
        return 0;
    return NORMAL / (spread > least ? spread : least);
}

/* Keeps the farthest, in their order; of equally far ones the lowest rank is first. */
static void offer(struct rp_outliers *out, const struct rp_outlier *outlier)
{
    size_t at = out->count < RP_OUTLIERS_MOST ? out->count : RP_OUTLIERS_MOST - 1;

    out->found++;
    if (out->count == RP_OUTLIERS_MOST && fabs(outlier->score) <= fabs(out->kept[at].score))
        return;
    while (at > 0 && fabs(out->kept[at - 1].score) < fabs(outlier->score)) {
        out->kept[at] = out->kept[at - 1];
        at--;
    }
    out->kept[at] = *outlier;
    out->count += out->count < RP_OUTLIERS_MOST;
}

enum rp_status rp_outliers_of(const struct rp_profile *profile, struct rp_outliers *out)
{
    const size_t count = profile->rank_count;
    struct rp_outliers found = {0};
    double *values = calloc(count + 1, sizeof(*values));
    double factor = 0;

    if (!values)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        values[i] = (double)profile->ranks[i].value;
    found.median = count > 0 ? rp_median(values, count) : 0;
    for (size_t i = 0; i < count; i++)
        values[i] = fabs((double)profile->ranks[i].value - found.median);
    factor = count > 0 ? score_factor(profile, values) : 0;
    for (size_t i = 0; i < count; i++) {
        const double distance = (double)profile->ranks[i].value - found.median;
        const struct rp_outlier outlier = {&profile->ranks[i], distance * factor};

        if (fabs(outlier.score) >= RP_OUTLIER_SCORE)
            offer(&found, &outlier);
    }
    free(values);
    *out = found;
    return RP_OK;
}

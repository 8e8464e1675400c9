/* waterfall.c: where the time of a job went, as parts that add up to all of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/profile/waterfall.h"

#define MILLE   1000.0
#define NOTHING 1e-9

static const struct {
    const char *name;
    const char *meaning;
} parts[] = {
    [RP_WATERFALL_USEFUL] = {"useful", "outside MPI, mean of the ranks"},
    [RP_WATERFALL_AMONG_NODES] = {"imbalance, nodes", "waited for the node that does most"},
    [RP_WATERFALL_IN_NODES] = {"imbalance, ranks", "waited for the slowest rank of that node"},
    [RP_WATERFALL_SERIALISATION] = {"serialisation", "ranks that work in turn, slice by slice"},
    [RP_WATERFALL_TRANSFER] = {"transfer", "moving data, and turns within slices"},
    [RP_WATERFALL_COMMUNICATION] = {"communication", "the slowest rank in MPI"},
    [RP_WATERFALL_OUTSIDE] = {"start and end", "before MPI_Init and after MPI_Finalize"},
};

const char *rp_waterfall_name(enum rp_waterfall_part part)
{
    return parts[part].name;
}

const char *rp_waterfall_meaning(enum rp_waterfall_part part)
{
    return parts[part].meaning;
}

/* The largest remainders are rounded up, so that what is read adds up. */
static void round_shares(struct rp_waterfall *out)
{
    double remainder[RP_WATERFALL_PARTS];
    unsigned left = (unsigned)MILLE;

    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++) {
        out->mille[i] = (unsigned)(out->share[i] * MILLE);
        remainder[i] = out->share[i] * MILLE - out->mille[i];
        left -= out->mille[i];
    }
    for (; left > 0; left--) {
        size_t most = 0;

        for (size_t i = 1; i < RP_WATERFALL_PARTS; i++)
            most = remainder[i] > remainder[most] ? i : most;
        out->mille[most]++;
        remainder[most] = -1;
    }
}

/* No part is negative, nor what rounding leaves of two equal times. */
static double above(double value, double below)
{
    return value > below * (1 + NOTHING) ? value - below : 0;
}

void rp_waterfall_of(const struct rp_efficiency *run, double wall_s, bool by_slices,
                     struct rp_waterfall *out)
{
    const double of_nodes = run->among_nodes > 0 ? run->useful_mean_s / run->among_nodes : 0;
    const double without_data = run->time_s * (by_slices ? run->transfer : 1);
    double seconds[RP_WATERFALL_PARTS] = {
        [RP_WATERFALL_USEFUL] = run->useful_mean_s,
        [RP_WATERFALL_AMONG_NODES] = above(of_nodes, run->useful_mean_s),
        [RP_WATERFALL_IN_NODES] = above(run->useful_max_s, of_nodes),
        [RP_WATERFALL_OUTSIDE] = above(wall_s, run->time_s),
    };
    double sum = 0;

    if (by_slices) {
        seconds[RP_WATERFALL_SERIALISATION] = above(without_data, run->useful_max_s);
        seconds[RP_WATERFALL_TRANSFER] = above(run->time_s, without_data);
    } else {
        seconds[RP_WATERFALL_COMMUNICATION] = above(run->time_s, run->useful_max_s);
    }
    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++)
        sum += seconds[i];
    *out = (struct rp_waterfall){.wall_s = wall_s};
    if (sum <= 0)
        return;
    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++)
        out->share[i] = seconds[i] / sum;
    round_shares(out);
}

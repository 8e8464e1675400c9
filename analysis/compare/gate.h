/* gate.h: whether a run is slower than others of the same program, given how much runs differ.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The run is the replicate: what varies from run to run (placement of memory, temperature, other
 * jobs) moves all samples and ranks of a run together, so no number of samples or ranks tells how
 * large it is. From n baselines with mean m and standard deviation s the next run lies within
 * m + t s sqrt(1 + 1/n), t of Student's distribution with n - 1 degrees of freedom (the prediction
 * interval for one more observation: G. Hahn, W. Meeker, Statistical Intervals, 1991, 4.7). What is
 * called slower is bounded by Y. Benjamini and Y. Hochberg (J. R. Stat. Soc. B 57, 1995): of all
 * that is named, the expected share that is not so is at most the risk.
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_GATE_H
#define RANKPROF_ANALYSIS_COMPARE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/status.h"

#define RP_GATE_LEAST_BASES 3u /* of fewer runs the noise is not known */

struct rp_gate_settings {
    double risk;  /* of naming what is not slower */
    double least; /* relative: what is slower by less is not named */
    double floor; /* relative noise of a run, at least so much; unknown: as learned */
};

/* One thing that is judged; the first part is given. */
struct rp_gate_item {
    const double *bases; /* of each baseline */
    size_t base_count;
    double value;    /* of the new run */
    double counting; /* standard error of a value by the number of its samples; 0: it is exact */

    double mean;   /* of the baselines */
    double noise;  /* standard deviation of a run, relative to the mean; unknown: mean 0 */
    double chance; /* that a run of the same program is as slow as the new one */
    double limit;  /* what is above it would have been named, whatever the others are */
    bool slower;
};

/* RP_E_NOMEM. */
enum rp_status rp_gate_judge(struct rp_gate_item *items, size_t count,
                             const struct rp_gate_settings *settings);

#endif

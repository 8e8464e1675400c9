/* differing.h: which ranks have another text than most.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_DIFFERING_H
#define RANKPROF_ANALYSIS_FINDINGS_DIFFERING_H

#include "analysis/findings/discrepancies.h"

/* One thing that ranks say, and that should be the same. */
struct rp_same_text {
    enum rp_discrepancy_kind kind;
    const char *what;
    const char **values; /* by row of the sheet of ranks; NULL: it says nothing, and is left out */
    const char **shown;  /* how the same are shown, or NULL: as they are */
    double near;         /* numbers that differ by less, relative, are the same; 0: none */
};

/*
 * Adds a discrepancy for each group of ranks with the same text but the largest one. When most
 * ranks have none in common, and there are more than two texts, they are meant to differ.
 * RP_E_NOMEM.
 */
enum rp_status rp_differing_add(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                const struct rp_same_text *same);

#endif

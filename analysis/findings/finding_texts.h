/* finding_texts.h: the names of what a finding is about, as its sentences show them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_FINDING_TEXTS_H
#define RANKPROF_ANALYSIS_FINDINGS_FINDING_TEXTS_H

#include "analysis/findings/findings.h"

struct rp_finding_texts {
    const char *of[RP_TEXT_COUNT]; /* by enum rp_template_text */
    char *owned[RP_TEXT_COUNT];
};

/* `finding` has its ranks and nodes already. RP_E_NOMEM. */
enum rp_status rp_finding_texts_make(struct rp_finding_texts *out, const struct rp_scope *scope,
                                     size_t row, const struct rp_job_finding *finding);
void rp_finding_texts_release(struct rp_finding_texts *texts);

#endif

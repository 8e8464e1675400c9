/* discrepancy_modules.h: ranks with another build, or another file, of a program or library.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_DISCREPANCY_MODULES_H
#define RANKPROF_ANALYSIS_FINDINGS_DISCREPANCY_MODULES_H

#include "analysis/findings/discrepancies.h"

/* `rows`: of the sheet of ranks, by row of /ranks; RP_NO_ROW: not chosen. RP_E_NOMEM. */
enum rp_status rp_discrepancies_add_modules(struct rp_discrepancies *out,
                                            const struct rp_sheets *sheets, const uint32_t *rows);

#endif

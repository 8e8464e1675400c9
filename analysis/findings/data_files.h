/* data_files.h: reads the texts of data/: those that rankprof comes with, and the user's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_DATA_FILES_H
#define RANKPROF_ANALYSIS_FINDINGS_DATA_FILES_H

#include "analysis/findings/metric_groups.h"
#include "analysis/findings/rules.h"

/* Both may be zeroed. */
struct rp_data_files {
    struct rp_rules rules;
    struct rp_metric_groups groups;
    struct rp_problems problems;
};

/*
 * Reads what rankprof comes with, and then the files in `directories`, separated by colons; NULL
 * stands for the variable RANKPROF_RULES. RP_E_NOMEM.
 */
enum rp_status rp_data_files_read(struct rp_data_files *out, const char *directories,
                                  struct rp_error *error);

/* The same of one text, which is changed; `file` names it in problems. RP_E_NOMEM. */
enum rp_status rp_data_text_read(struct rp_data_files *out, char *text, const char *file);
void rp_data_files_release(struct rp_data_files *files); /* zeroed ones are allowed */

#endif

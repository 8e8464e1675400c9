/* own_identity.h: what each rank, node or run has of its own, and is therefore not compared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_OWN_IDENTITY_H
#define RANKPROF_ANALYSIS_FINDINGS_OWN_IDENTITY_H

#include <stdbool.h>

/* `key`: of an identity. May ranks of one job differ in it? */
bool rp_is_own_of_rank(const char *key);

/* May runs of the same program differ in it? */
bool rp_is_own_of_run(const char *key);

#endif

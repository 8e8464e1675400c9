/* output.h: chooses the output directory, the same on all ranks without communication.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_OUTPUT_H
#define RANKPROF_COLLECTOR_START_OUTPUT_H

#include <limits.h>

#include "common/error.h"
#include "common/launcher.h"

struct rp_output {
    char directory[PATH_MAX];
    char file[PATH_MAX]; /* DIRECTORY/rank-000417.h5 */
};

/*
 * Writes `template` with %h (host), %p (process id), %j (job), %r (rank), %q{VARIABLE} and %%
 * replaced. RP_E_USAGE when the template is wrong or names an unset variable.
 */
enum rp_status rp_output_expand(const char *template, const struct rp_launcher *launcher,
                                char out[PATH_MAX], struct rp_error *error);

/*
 * Makes the directory and its parents, whoever of the ranks comes first. `template` may be NULL:
 * then it is rankprof-<application>-<job>.
 *
 * A file "job" in the directory holds the key of the job that owns it. A directory that is owned
 * by another job is left alone; then all ranks of this one try DIR.2, DIR.3, ... and agree,
 * because each of them finds the same owners. RP_E_EXISTS when this rank's file is there already,
 * though the job is the same: two runs of one job cannot be told apart, so the user must name them.
 */
enum rp_status rp_output_choose(struct rp_output *out, const char *template,
                                const char *application, const struct rp_launcher *launcher,
                                struct rp_error *error);

#endif

/* inputs.h: the rank files that are to be merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_INPUT_INPUTS_H
#define RANKPROF_ANALYSIS_INPUT_INPUTS_H

#include "analysis/team/mail.h"

/* A file: `name` is a place in the names, relative to the directory. */
struct rp_input {
    uint64_t bytes;
    uint64_t name;
    uint64_t changed_ns; /* its last change, since 1970 */
};
_Static_assert(sizeof(struct rp_input) == 24, "sent between processes");

/* The same on all members; sorted by name. */
struct rp_inputs {
    char *directory;
    struct rp_rows files; /* of struct rp_input */
    struct rp_rows names; /* bytes, NUL-ended */
};

/*
 * Collective. What the first process sees at `path`: rank-*.h5 and rank-*.h5.part in that
 * directory and in its subdirectories, or the one file. None at all is RP_E_NOT_FOUND.
 */
enum rp_status rp_inputs_list(struct rp_inputs *out, struct rp_team *team, const char *path,
                              struct rp_error *error);
void rp_inputs_release(struct rp_inputs *inputs); /* a zeroed one is allowed */

const char *rp_inputs_name(const struct rp_inputs *inputs, size_t file);

/* The path of the file, to be freed; NULL without memory. */
char *rp_inputs_path(const struct rp_inputs *inputs, size_t file);

/*
 * Shares things out by weight: the things [*first, *end) are this member's. Shares are consecutive
 * in member order, and together they are all things.
 */
void rp_share_out(const struct rp_team *team, const uint64_t *weights, size_t count, size_t *first,
                  size_t *end);

#endif

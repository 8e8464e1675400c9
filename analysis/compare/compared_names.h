/* compared_names.h: functions and call paths, numbered alike in all runs that are compared.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A function is known by its name and that of its module without version and place ("libm.so"), so
 * that it is the same in another build, on another machine, after an update.
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_COMPARED_NAMES_H
#define RANKPROF_ANALYSIS_COMPARE_COMPARED_NAMES_H

#include "analysis/profile/call_tree.h"
#include "analysis/profile/profile.h"
#include "common/text_map.h"

struct rp_compared_name {
    char *name;      /* of the function */
    char *module;    /* "libm.so", "" for none */
    uint32_t parent; /* of a call path: the path that calls; RP_NO_ROW: it has none */
    bool is_mpi;
};

/* Zeroed, it is empty. */
struct rp_compared_names {
    struct rp_text_map numbers;
    struct rp_compared_name *list;
    size_t count;
    size_t capacity;
};

/*
 * Stores in *out the number of the function that is called from the path `parent`; RP_NO_ROW: of
 * the function wherever it is called. RP_E_NOMEM.
 */
enum rp_status rp_compared_names_add(struct rp_compared_names *names,
                                     const struct rp_profile_function *function, uint32_t parent,
                                     uint32_t *out);

/* Numbers all nodes of the tree: numbers[node], of the root RP_NO_ROW. RP_E_NOMEM. */
enum rp_status rp_compared_names_add_paths(struct rp_compared_names *names,
                                           const struct rp_profile *profile,
                                           const struct rp_call_tree *tree, uint32_t *numbers);
void rp_compared_names_release(struct rp_compared_names *names);

/* "main > solve > stencil", to be freed; NULL when out of memory. */
char *rp_compared_path(const struct rp_compared_names *names, uint32_t number);

#endif

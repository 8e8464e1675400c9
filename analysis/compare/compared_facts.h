/* compared_facts.h: machine, software and environment of a run, as one text for each key.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_COMPARE_COMPARED_FACTS_H
#define RANKPROF_ANALYSIS_COMPARE_COMPARED_FACTS_H

#include <stdbool.h>

#include "common/error.h"
#include "format/cluster_file.h"

struct rp_compared_fact {
    char *key;  /* of the identity, or the name of a module: "cpu.model", "libm.so" */
    char *text; /* what most ranks say; of modules: the build-id */
    bool is_module;
};

struct rp_compared_facts {
    struct rp_compared_fact *list; /* by key */
    size_t count;
};

/* Leaves out what each run has of its own, as its job id. RP_E_NOMEM. */
enum rp_status rp_compared_facts_of(struct rp_compared_facts *out,
                                    const struct rp_cluster_file *file);
void rp_compared_facts_release(struct rp_compared_facts *facts);

/* A fact that differs; NULL: the run does not have it. */
struct rp_differing_fact {
    const char *key;
    const char *old_text, *new_text;
    bool is_module;
};

/* By key; texts stay those of the facts. *out is to be freed. RP_E_NOMEM. */
enum rp_status rp_compared_facts_differ(const struct rp_compared_facts *old_facts,
                                        const struct rp_compared_facts *new_facts,
                                        struct rp_differing_fact **out, size_t *count);

#endif

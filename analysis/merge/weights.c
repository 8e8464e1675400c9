/* weights.c: how many values each subject may have, before they are known.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/weights.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Ranks times metrics: nothing has more. */
static uint64_t most_of(const struct rp_subjects *subjects, uint64_t subject)
{
    const enum rp_subject_kind kind = rp_subject_kind_of(subjects, subject);
    const bool class = kind == RP_SUBJECT_CLASS || kind == RP_SUBJECT_CLASS_TIME;

    return (uint64_t)rp_subject_ranks(subjects, kind, subject) * (class ? 1 : subjects->metrics);
}

/* A function has at most what its contexts have; with callees, what is below them. */
static void add_contexts(const struct rp_subjects *subjects, const struct rp_context_link *links,
                         uint64_t *below, uint64_t *weights)
{
    const uint64_t contexts = subjects->first[RP_SUBJECT_CONTEXT + 1];

    for (uint64_t i = contexts; i-- > 0;) {
        const uint32_t function = links[i].function;

        below[i] += weights[i];
        if (i > 0)
            below[links[i].parent] += below[i];
        if (function == RP_NO_ROW)
            continue;
        weights[rp_subject(subjects, RP_SUBJECT_FUNCTION, function)] += weights[i];
        weights[rp_subject(subjects, RP_SUBJECT_INCLUSIVE, function)] += below[i];
    }
}

enum rp_status rp_weights_of(uint64_t **out, const struct rp_subjects *subjects,
                             const struct rp_context_link *links, const uint64_t *context_values)
{
    const uint64_t all = subjects->first[RP_SUBJECT_KINDS];
    const uint64_t contexts = subjects->first[RP_SUBJECT_CONTEXT + 1];
    uint64_t *const weights = calloc(all + 1, sizeof(*weights));
    uint64_t *const below = calloc(contexts + 1, sizeof(*below));

    if (!weights || !below) {
        free(weights);
        free(below);
        return RP_E_NOMEM;
    }
    memcpy(weights, context_values, contexts * sizeof(*weights));
    add_contexts(subjects, links, below, weights);
    for (uint64_t i = contexts; i < all; i++) {
        const uint64_t most = most_of(subjects, i);
        const bool known = i < subjects->first[RP_SUBJECT_INCLUSIVE + 1];

        weights[i] = known && weights[i] < most ? weights[i] : most;
    }
    free(below);
    *out = weights;
    return RP_OK;
}

/* compared_facts.c: machine, software and environment of a run, as one text for each key.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/compared_facts.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/compare/votes.h"
#include "analysis/findings/own_identity.h"
#include "analysis/findings/same_functions.h"

/* What most ranks say becomes the facts, which take the texts over. */
static enum rp_status add_usual(struct rp_compared_facts *out, struct rp_votes *votes,
                                bool is_module)
{
    struct rp_compared_fact *list =
        realloc(out->list, (out->count + votes->count + 1) * sizeof(*list));

    if (!list)
        return RP_E_NOMEM;
    out->list = list;
    rp_votes_decide(votes);
    for (size_t i = 0; i < votes->count; i++)
        list[out->count++] =
            (struct rp_compared_fact){votes->list[i].key, votes->list[i].text, is_module};
    votes->count = 0;
    return RP_OK;
}

static enum rp_status add_identities(struct rp_compared_facts *out,
                                     const struct rp_cluster_file *file)
{
    struct rp_votes votes = {.count = 0};
    enum rp_status status = RP_OK;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_identity);
    for (const struct rp_cluster_identity *row;
         status == RP_OK && (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const char *key = rp_cluster_file_text(file, row->key);

        if (!rp_is_own_of_run(key))
            status = rp_votes_add(&votes, key, rp_cluster_file_text(file, row->value));
    }
    rp_cluster_scan_end(&scan);
    if (status == RP_OK)
        status = add_usual(out, &votes, false);
    rp_votes_release(&votes);
    return status;
}

/* Each rank that has a module speaks for its build-id; without one the module is not compared. */
static enum rp_status vote_for_module(struct rp_votes *votes, const struct rp_cluster_file *file,
                                      const struct rp_cluster_module *module)
{
    const char *build_id = rp_cluster_file_text(file, module->build_id);
    char *name = *build_id ? rp_module_name(rp_cluster_file_text(file, module->path)) : NULL;
    enum rp_status status = name ? rp_votes_add(votes, name, build_id) : RP_OK;

    if (*build_id && !name)
        status = RP_E_NOMEM;
    free(name);
    return status;
}

static enum rp_status add_modules(struct rp_compared_facts *out, const struct rp_cluster_file *file)
{
    struct rp_votes votes = {.count = 0};
    enum rp_status status = RP_OK;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_rank_module);
    for (const struct rp_cluster_rank_module *row;
         status == RP_OK && (row = rp_cluster_scan_next(&scan)) != NULL;)
        status = vote_for_module(&votes, file, &file->module_rows[row->module]);
    rp_cluster_scan_end(&scan);
    if (status == RP_OK)
        status = add_usual(out, &votes, true);
    rp_votes_release(&votes);
    return status;
}

enum rp_status rp_compared_facts_of(struct rp_compared_facts *out,
                                    const struct rp_cluster_file *file)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_compared_facts){.count = 0};
    status = add_identities(out, file);
    if (status == RP_OK)
        status = add_modules(out, file);
    if (status != RP_OK)
        rp_compared_facts_release(out);
    return status;
}

void rp_compared_facts_release(struct rp_compared_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->list[i].key);
        free(facts->list[i].text);
    }
    free(facts->list);
    *facts = (struct rp_compared_facts){.count = 0};
}

/* ---- two runs ---- */

/* Identities first, then modules, each by key: the order of the lists. */
static int compare(const struct rp_compared_fact *a, const struct rp_compared_fact *b)
{
    if (a->is_module != b->is_module)
        return a->is_module ? 1 : -1;
    return strcmp(a->key, b->key);
}

/* The next of two lists in the order of both, and how far each of them has got. */
struct walk {
    const struct rp_compared_facts *facts[2];
    size_t at[2];
};

static const struct rp_compared_fact *next_of(const struct walk *walk, int list)
{
    return walk->at[list] < walk->facts[list]->count ? &walk->facts[list]->list[walk->at[list]]
                                                     : NULL;
}

/* False at the end; true with what both or one of them has. */
static bool step(struct walk *walk, struct rp_differing_fact *out)
{
    const struct rp_compared_fact *a = next_of(walk, 0);
    const struct rp_compared_fact *b = next_of(walk, 1);
    const int order = a && b ? compare(a, b) : a ? -1 : 1;

    if (!a && !b)
        return false;
    *out = (struct rp_differing_fact){.key = NULL};
    if (a && order <= 0) {
        *out = (struct rp_differing_fact){a->key, a->text, NULL, a->is_module};
        walk->at[0]++;
    }
    if (b && order >= 0) {
        *out = (struct rp_differing_fact){b->key, out->old_text, b->text, b->is_module};
        walk->at[1]++;
    }
    return true;
}

enum rp_status rp_compared_facts_differ(const struct rp_compared_facts *old_facts,
                                        const struct rp_compared_facts *new_facts,
                                        struct rp_differing_fact **out, size_t *count)
{
    const size_t most = old_facts->count + new_facts->count;
    struct rp_differing_fact *made = calloc(most + 1, sizeof(*made));
    struct walk walk = {.facts = {old_facts, new_facts}};
    size_t found = 0;

    if (!made)
        return RP_E_NOMEM;
    while (step(&walk, &made[found])) {
        const struct rp_differing_fact *it = &made[found];

        found += !it->old_text || !it->new_text || strcmp(it->old_text, it->new_text) != 0;
    }
    *out = made;
    *count = found;
    return RP_OK;
}

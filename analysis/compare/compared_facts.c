/* compared_facts.c: machine, software and environment of a run, as one text for each key.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/compared_facts.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/findings/own_identity.h"
#include "analysis/findings/same_functions.h"

/* A key and a text of one rank; keys are owned when they are names of modules. */
struct said {
    const char *key;
    const char *text;
    char *name;
};

static int by_key_and_text(const void *left, const void *right)
{
    const struct said *a = left;
    const struct said *b = right;
    const int keys = strcmp(a->key, b->key);

    return keys ? keys : strcmp(a->text, b->text);
}

static enum rp_status add(struct rp_compared_facts *out, const struct said *said, bool is_module)
{
    struct rp_compared_fact *list = realloc(out->list, (out->count + 1) * sizeof(*list));
    struct rp_compared_fact made = {strdup(said->key), strdup(said->text), is_module};

    if (list)
        out->list = list;
    if (!list || !made.key || !made.text) {
        free(made.key);
        free(made.text);
        return RP_E_NOMEM;
    }
    list[out->count++] = made;
    return RP_OK;
}

/* One fact for each key: the text that is there most often, the first one of equals. */
static enum rp_status add_usual(struct rp_compared_facts *out, struct said *all, size_t count,
                                bool is_module)
{
    enum rp_status status = RP_OK;

    qsort(all, count, sizeof(*all), by_key_and_text);
    for (size_t first = 0, end = 0; status == RP_OK && first < count; first = end) {
        size_t best = first;
        size_t most = 0;

        for (size_t same = first; end < count && strcmp(all[end].key, all[first].key) == 0;) {
            end++;
            if (end < count && by_key_and_text(&all[end], &all[same]) == 0)
                continue;
            best = end - same > most ? same : best;
            most = end - same > most ? end - same : most;
            same = end;
        }
        status = add(out, &all[best], is_module);
    }
    return status;
}

static enum rp_status add_identities(struct rp_compared_facts *out,
                                     const struct rp_cluster_file *file)
{
    struct said *all = calloc(file->identity_count + 1, sizeof(*all));
    enum rp_status status = all ? RP_OK : RP_E_NOMEM;
    size_t count = 0;

    for (size_t i = 0; all && i < file->identity_count; i++) {
        const char *key = rp_cluster_file_text(file, file->identity_rows[i].key);

        if (!rp_is_own_of_run(key))
            all[count++] = (struct said){
                .key = key, .text = rp_cluster_file_text(file, file->identity_rows[i].value)};
    }
    if (count > 0)
        status = add_usual(out, all, count, false);
    free(all);
    return status;
}

/* Each rank that has a module speaks for its build-id; without one the module is not compared. */
static enum rp_status add_modules(struct rp_compared_facts *out, const struct rp_cluster_file *file)
{
    struct said *all = calloc(file->rank_module_count + 1, sizeof(*all));
    enum rp_status status = all ? RP_OK : RP_E_NOMEM;
    size_t count = 0;

    for (size_t i = 0; status == RP_OK && i < file->rank_module_count; i++) {
        const struct rp_cluster_module *module =
            &file->module_rows[file->rank_module_rows[i].module];
        const char *build_id = rp_cluster_file_text(file, module->build_id);
        char *name = *build_id ? rp_module_name(rp_cluster_file_text(file, module->path)) : NULL;

        if (name)
            all[count++] = (struct said){.key = name, .text = build_id, .name = name};
        else if (*build_id)
            status = RP_E_NOMEM;
    }
    if (status == RP_OK && count > 0)
        status = add_usual(out, all, count, true);
    for (size_t i = 0; i < count; i++)
        free(all[i].name);
    free(all);
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

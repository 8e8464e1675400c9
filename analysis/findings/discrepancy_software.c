/* discrepancy_software.c: ranks with another system, environment, limit or binding than most.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/differing.h"
#include "analysis/findings/discrepancy_modules.h"
#include "analysis/findings/own_identity.h"
#include "common/text_map.h"

#define NEARLY 0.02 /* of amounts of memory: the kernel keeps a little more here, less there */

/* ---- identities ---- */

/* The values of all keys, read in one pass. */
struct identities {
    struct rp_text_map numbers; /* of keys */
    const char **keys;
    const char ***values; /* [key][row of the sheet of ranks] */
    size_t count;
    size_t capacity;
};

static void release(struct identities *it)
{
    for (size_t i = 0; i < it->count; i++)
        free(it->values[i]);
    free(it->keys);
    free(it->values);
    rp_text_map_release(&it->numbers);
}

static enum rp_status add_key(struct identities *it, const char *key, size_t ranks)
{
    const char **row = calloc(ranks + 1, sizeof(*row));

    if (it->count == it->capacity) {
        const size_t capacity = it->capacity ? 2 * it->capacity : 128;
        const char **keys = realloc(it->keys, capacity * sizeof(*keys));
        const char ***values = realloc(it->values, capacity * sizeof(*values));

        it->keys = keys ? keys : it->keys;
        it->values = values ? values : it->values;
        if (!keys || !values) {
            free(row);
            return RP_E_NOMEM;
        }
        it->capacity = capacity;
    }
    if (!row || rp_text_map_add(&it->numbers, key, (uint32_t)it->count) != RP_OK) {
        free(row);
        return RP_E_NOMEM;
    }
    for (size_t i = 0; i < ranks; i++)
        row[i] = "";
    it->keys[it->count] = key;
    it->values[it->count++] = row;
    return RP_OK;
}

/* The texts of all ranks under `key`, by row of the sheet of ranks; NULL when out of memory. */
static const char **values_of(struct identities *it, const char *key, size_t ranks)
{
    uint32_t number = (uint32_t)it->count;

    if (!rp_text_map_find(&it->numbers, key, &number) && add_key(it, key, ranks) != RP_OK)
        return NULL;
    return number < it->count ? it->values[number] : NULL;
}

static enum rp_status read_identities(struct identities *it, const struct rp_sheets *sheets,
                                      const uint32_t *rows)
{
    const struct rp_cluster_file *file = sheets->from.profile->file;
    struct rp_cluster_scan scan;
    enum rp_status status = RP_OK;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_identity);
    for (const struct rp_cluster_identity *row;
         status == RP_OK && (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const char *key = rp_cluster_file_text(file, row->key);
        const char **values = NULL;

        if (rows[row->rank] == RP_NO_ROW || rp_is_own_of_rank(key))
            continue;
        values = values_of(it, key, sheets->of[RP_SORT_rank].rows);
        if (values)
            values[rows[row->rank]] = rp_cluster_file_text(file, row->value);
        else
            status = RP_E_NOMEM;
    }
    rp_cluster_scan_end(&scan);
    return status;
}

static enum rp_status add_identities(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                     const uint32_t *rows)
{
    struct identities it = {.count = 0};
    enum rp_status status = read_identities(&it, sheets, rows);

    for (size_t i = 0; status == RP_OK && i < it.count; i++) {
        const struct rp_same_text same = {
            .kind = RP_DISCREPANCY_SOFTWARE,
            .what = it.keys[i],
            .values = it.values[i],
            .near = strncmp(it.keys[i], "memory.", strlen("memory.")) == 0 ? NEARLY : 0};

        status = rp_differing_add(out, sheets, &same);
    }
    release(&it);
    return status;
}

/* ---- binding ---- */

#define NUMBER_BYTES 16u

static enum rp_status add_numbers(struct rp_discrepancies *out, const struct rp_sheets *sheets,
                                  const char *what, uint32_t (*of)(const struct rp_binding_rank *))
{
    const struct rp_profile *profile = sheets->from.profile;
    const size_t ranks = sheets->of[RP_SORT_rank].rows;
    char(*texts)[NUMBER_BYTES] = calloc(ranks + 1, sizeof(*texts));
    const char **values = calloc(ranks + 1, sizeof(*values));
    const struct rp_same_text same = {
        .kind = RP_DISCREPANCY_BINDING, .what = what, .values = values};
    enum rp_status status = texts && values ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < ranks; i++) {
        const struct rp_binding_rank *rank =
            &sheets->bindings.ranks[profile->ranks[i].row - profile->file->rank_rows];

        snprintf(texts[i], sizeof(texts[i]), "%u", of(rank));
        values[i] = rank->cpus > 0 ? texts[i] : NULL;
    }
    if (status == RP_OK)
        status = rp_differing_add(out, sheets, &same);
    free(texts);
    free(values);
    return status;
}

static uint32_t cpus_of(const struct rp_binding_rank *rank)
{
    return rank->cpus;
}

static uint32_t sharers_of(const struct rp_binding_rank *rank)
{
    return rank->sharers;
}

enum rp_status rp_discrepancies_add_software(struct rp_discrepancies *out,
                                             const struct rp_sheets *sheets)
{
    const struct rp_profile *profile = sheets->from.profile;
    uint32_t *rows = calloc(profile->file->rank_count + 1, sizeof(*rows));
    enum rp_status status = rows ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; rows && i < profile->file->rank_count; i++)
        rows[i] = RP_NO_ROW;
    for (size_t i = 0; rows && i < profile->rank_count; i++)
        rows[profile->ranks[i].row - profile->file->rank_rows] = (uint32_t)i;
    if (status == RP_OK)
        status = add_identities(out, sheets, rows);
    if (status == RP_OK)
        status = rp_discrepancies_add_modules(out, sheets, rows);
    if (status == RP_OK)
        status = add_numbers(out, sheets, "number of CPUs it may use", cpus_of);
    if (status == RP_OK)
        status = add_numbers(out, sheets, "number of ranks that share its CPUs", sharers_of);
    free(rows);
    return status;
}

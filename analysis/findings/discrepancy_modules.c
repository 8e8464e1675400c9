/* discrepancy_modules.c: ranks with another build, or another file, of a program or library.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Modules are the same by the name of their file, up to ".so": libmpi.so.40.30.4 is libmpi.so. A
 * rank that does not have one is not compared: what a program loads may depend on its rank.
 */
#include "analysis/findings/discrepancy_modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/differing.h"
#include "analysis/findings/same_functions.h"
#include "common/text_map.h"

#define SHORT_ID 12 /* digits of a build-id that are shown */

struct looking {
    const struct rp_sheets *sheets;
    const struct rp_cluster_file *file;
    const uint32_t *rows; /* of the sheet of ranks, by row of /ranks */
    struct rp_text_map numbers;
    uint32_t *name_of; /* by row of /modules */
    char **names;      /* "libmpi.so" */
    uint32_t *builds;  /* by name: modules that have it */
    bool *other_file;  /* by name: a rank has it from another file than most */
    size_t name_count;
    const char **values; /* by row of the sheet of ranks: build-ids */
    char **shown;
};

static enum rp_status number_name(struct looking *it, size_t module)
{
    char *name = rp_module_name(rp_cluster_file_text(it->file, it->file->module_rows[module].path));
    enum rp_status status = name ? RP_OK : RP_E_NOMEM;

    if (name && rp_text_map_find(&it->numbers, name, &it->name_of[module])) {
        free(name);
    } else if (name) {
        it->name_of[module] = (uint32_t)it->name_count;
        status = rp_text_map_add(&it->numbers, name, it->name_of[module]);
        it->names[it->name_count++] = name;
    }
    if (status == RP_OK)
        it->builds[it->name_of[module]]++;
    return status;
}

/* Names of which there is but one build, from one file, need not be looked at by rank. */
static void find_other_files(struct looking *it)
{
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, it->file, RP_CLUSTER_TABLE_rank_module);
    for (const struct rp_cluster_rank_module *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
        if (row->path != it->file->module_rows[row->module].path)
            it->other_file[it->name_of[row->module]] = true;
    }
    rp_cluster_scan_end(&scan);
}

/* ---- one name ---- */

static char *show(const struct looking *it, const struct rp_cluster_rank_module *row)
{
    const char *build_id =
        rp_cluster_file_text(it->file, it->file->module_rows[row->module].build_id);
    const char *path = rp_cluster_file_text(it->file, row->path);
    char *text = NULL;

    if (!*build_id)
        return strdup(path);
    return asprintf(&text, "%s (build-id %.*s)", path, SHORT_ID, build_id) < 0 ? NULL : text;
}

/* Ranks that have two modules of the name are left out: which one counts cannot be told. */
static enum rp_status fill(struct looking *it, uint32_t name, bool by_file)
{
    struct rp_cluster_scan scan;
    enum rp_status status = RP_OK;

    rp_cluster_scan_begin(&scan, it->file, RP_CLUSTER_TABLE_rank_module);
    for (const struct rp_cluster_rank_module *row;
         status == RP_OK && (row = rp_cluster_scan_next(&scan)) != NULL;) {
        const struct rp_cluster_module *module = &it->file->module_rows[row->module];
        const uint32_t rank = it->rows[row->rank];
        const char *build_id = rp_cluster_file_text(it->file, module->build_id);

        if (it->name_of[row->module] != name || rank == RP_NO_ROW)
            continue;
        if (it->shown[rank]) {
            it->values[rank] = NULL;
            continue;
        }
        it->shown[rank] = show(it, row);
        if (!it->shown[rank])
            status = RP_E_NOMEM;
        it->values[rank] =
            by_file || !*build_id ? rp_cluster_file_text(it->file, row->path) : build_id;
    }
    rp_cluster_scan_end(&scan);
    return status;
}

static void empty(struct looking *it)
{
    for (size_t i = 0; i < it->sheets->of[RP_SORT_rank].rows; i++) {
        free(it->shown[i]);
        it->shown[i] = NULL;
        it->values[i] = NULL;
    }
}

/* Other builds are told; other files only of the same build. */
static enum rp_status look_at(struct rp_discrepancies *out, struct looking *it, uint32_t name)
{
    const struct rp_same_text same = {.kind = RP_DISCREPANCY_SOFTWARE,
                                      .what = it->names[name],
                                      .values = it->values,
                                      .shown = (const char **)(void *)it->shown};
    const size_t before = out->count;
    enum rp_status status = RP_OK;

    for (int by_file = 0; status == RP_OK && by_file <= 1 && out->count == before; by_file++) {
        empty(it);
        status = fill(it, name, by_file);
        if (status == RP_OK)
            status = rp_differing_add(out, it->sheets, &same);
    }
    empty(it);
    return status;
}

/* ---- all names ---- */

static enum rp_status prepare(struct looking *it)
{
    const size_t modules = it->file->module_count;
    const size_t ranks = it->sheets->of[RP_SORT_rank].rows;
    enum rp_status status = RP_OK;

    it->name_of = calloc(modules + 1, sizeof(*it->name_of));
    it->names = calloc(modules + 1, sizeof(*it->names));
    it->builds = calloc(modules + 1, sizeof(*it->builds));
    it->other_file = calloc(modules + 1, sizeof(*it->other_file));
    it->values = calloc(ranks + 1, sizeof(*it->values));
    it->shown = calloc(ranks + 1, sizeof(*it->shown));
    if (!it->name_of || !it->names || !it->builds || !it->other_file || !it->values || !it->shown)
        return RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < modules; i++)
        status = number_name(it, i);
    return status;
}

static void release(struct looking *it)
{
    for (size_t i = 0; i < it->name_count; i++)
        free(it->names[i]);
    free(it->name_of);
    free(it->names);
    free(it->builds);
    free(it->other_file);
    free(it->values);
    free(it->shown);
    rp_text_map_release(&it->numbers);
}

enum rp_status rp_discrepancies_add_modules(struct rp_discrepancies *out,
                                            const struct rp_sheets *sheets, const uint32_t *rows)
{
    struct looking it = {.sheets = sheets, .file = sheets->from.profile->file, .rows = rows};
    enum rp_status status = prepare(&it);

    if (status == RP_OK)
        find_other_files(&it);
    for (uint32_t name = 0; status == RP_OK && name < it.name_count; name++) {
        if (it.builds[name] > 1 || it.other_file[name])
            status = look_at(out, &it, name);
    }
    release(&it);
    return status;
}

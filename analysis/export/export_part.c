/* export_part.c: what the formats of an export share: ranks together or apart, names, paths.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/export_part.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- parts ---- */

static void release_part(struct rp_export_part *part)
{
    for (size_t i = 0; part->trees && i < part->set.count; i++)
        rp_call_tree_release(&part->trees[i]);
    free(part->trees);
    rp_profile_set_release(&part->set);
}

/* One metric was asked for: the others are forgotten. */
static void keep_first(struct rp_profile_set *set)
{
    while (set->count > 1)
        rp_profile_free(set->profiles[--set->count]);
}

static enum rp_status init_part(struct rp_export_part *part, const struct rp_export *export,
                                const char *ranks, struct rp_error *error)
{
    const struct rp_profile_settings choice = {.metric = export->report->profile->metric,
                                               .ranks = ranks};
    enum rp_status status = rp_profile_set_init(&part->set, export->report->file, &choice, error);

    if (status != RP_OK)
        return status;
    if (export->settings->by)
        keep_first(&part->set);
    part->trees = calloc(part->set.count, sizeof(*part->trees));
    if (!part->trees)
        status = rp_error_set(error, RP_E_NOMEM, "cannot keep the call trees: out of memory");
    for (size_t i = 0; status == RP_OK && i < part->set.count; i++)
        status = rp_call_tree_init_paths(&part->trees[i], part->set.profiles[i], error);
    if (status != RP_OK)
        release_part(part);
    return status;
}

static enum rp_status write_part(const struct rp_export *export, struct rp_export_part *part,
                                 const char *ranks, rp_export_write *write, void *context,
                                 struct rp_error *error)
{
    enum rp_status status = init_part(part, export, ranks, error);

    if (status != RP_OK)
        return status;
    status = write(export, part, context, error);
    release_part(part);
    return status;
}

enum rp_status rp_export_each(const struct rp_export *export, rp_export_write *write, void *context,
                              struct rp_error *error)
{
    const struct rp_profile *profile = export->report->profile;
    struct rp_export_part part = {0};
    enum rp_status status = RP_OK;

    if (!export->settings->by_rank)
        return write_part(export, &part, export->settings->ranks, write, context, error);
    for (size_t i = 0; status == RP_OK && i < profile->rank_count; i++) {
        char ranks[16];

        part = (struct rp_export_part){.rank = &profile->ranks[i]};
        snprintf(ranks, sizeof(ranks), "%" PRIu32, profile->ranks[i].row->rank);
        status = write_part(export, &part, ranks, write, context, error);
    }
    return status;
}

/* ---- texts ---- */

void rp_export_name(FILE *out, const char *name, const char *unwanted, char instead)
{
    char *safe = rp_text_safe(name, true);

    for (const char *at = safe; at && *at; at++)
        fputc(strchr(unwanted, *at) ? instead : *at, out);
    free(safe);
}

void rp_export_json(FILE *out, const char *text)
{
    char *safe = rp_text_safe(text, true);

    fputc('"', out);
    for (const char *at = safe; at && *at; at++) {
        if (*at == '"' || *at == '\\')
            fputc('\\', out);
        fputc(*at, out);
    }
    fputc('"', out);
    free(safe);
}

const char *rp_export_label(const struct rp_export_part *part, char *text)
{
    *text = '\0';
    if (part->rank)
        snprintf(text, RP_EXPORT_LABEL_BYTES, "rank %" PRIu32, part->rank->row->rank);
    return text;
}

uint32_t *rp_export_path(const struct rp_call_tree *tree, uint32_t node, size_t *count)
{
    size_t depth = 0;
    uint32_t *path = NULL;

    for (uint32_t at = node; at != 0; at = tree->nodes[at].parent)
        depth++;
    path = calloc(depth + 1, sizeof(*path));
    *count = depth;
    for (uint32_t at = node; path && at != 0; at = tree->nodes[at].parent)
        path[--depth] = at;
    return path;
}

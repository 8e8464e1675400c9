/* export_speedscope.c: the file format of speedscope, a profile for each metric or rank.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Of https://www.speedscope.app/file-format-schema.json: profiles of the type "sampled", one sample
 * for each call path with a value, weighted by it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export/export_part.h"

/* The units that the format knows. */
static const char *unit_of(const char *unit)
{
    static const struct {
        const char *ours, *theirs;
    } units[] = {{"ns", "nanoseconds"}, {"bytes", "bytes"}};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(units[i].ours, unit) == 0)
            return units[i].theirs;
    }
    return "none";
}

static void write_frames(const struct rp_export *export)
{
    const struct rp_profile *profile = export->report->profile;

    for (size_t i = 0; i < profile->function_count; i++) {
        const struct rp_profile_function *function = &profile->functions[i];

        fputs(i ? ",\n{\"name\":" : "{\"name\":", export->out);
        rp_export_json(export->out, function->name);
        if (*function->file) {
            fputs(",\"file\":", export->out);
            rp_export_json(export->out, function->file);
        }
        if (function->line)
            fprintf(export->out, ",\"line\":%" PRIu32, function->line);
        fputc('}', export->out);
    }
}

/* Calls of frames, outermost first, for each node with a value. */
static bool write_samples(const struct rp_export *export, const struct rp_call_tree *tree)
{
    const char *separator = "";

    for (uint32_t i = 1; i < tree->count; i++) {
        size_t count = 0;
        uint32_t *path = tree->nodes[i].self > 0 ? rp_export_path(tree, i, &count) : NULL;

        if (tree->nodes[i].self == 0)
            continue;
        if (!path)
            return false;
        fprintf(export->out, "%s[", separator);
        for (size_t at = 0; at < count; at++)
            fprintf(export->out, at ? ",%" PRIu32 : "%" PRIu32, tree->nodes[path[at]].function);
        fputc(']', export->out);
        separator = ",";
        free(path);
    }
    return true;
}

static void write_weights(const struct rp_export *export, const struct rp_call_tree *tree)
{
    const char *separator = "";

    for (uint32_t i = 1; i < tree->count; i++) {
        if (tree->nodes[i].self == 0)
            continue;
        fprintf(export->out, "%s%" PRIu64, separator, tree->nodes[i].self);
        separator = ",";
    }
}

static bool write_profile(const struct rp_export *export, const struct rp_export_part *part,
                          size_t metric)
{
    const struct rp_profile *profile = part->set.profiles[metric];
    const struct rp_call_tree *tree = &part->trees[metric];
    char label[RP_EXPORT_LABEL_BYTES];
    char name[256];
    bool written = false;

    rp_export_label(part, label);
    snprintf(name, sizeof(name), "%s%s%s", label, *label ? " " : "", profile->metric);
    fputs("{\"type\":\"sampled\",\"name\":", export->out);
    rp_export_json(export->out, name);
    fprintf(export->out,
            ",\"unit\":\"%s\",\"startValue\":0,\"endValue\":%" PRIu64 ",\n\"samples\":[",
            unit_of(profile->unit), tree->nodes[0].total);
    written = write_samples(export, tree);
    fputs("],\n\"weights\":[", export->out);
    write_weights(export, tree);
    fputs("]}", export->out);
    return written;
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    bool *first = context;

    for (size_t metric = 0; metric < part->set.count; metric++) {
        if (part->set.profiles[metric]->value == 0)
            continue;
        fputs(*first ? "" : ",\n", export->out);
        *first = false;
        if (!write_profile(export, part, metric))
            return rp_error_set(error, RP_E_NOMEM, "cannot write for speedscope: out of memory");
    }
    return RP_OK;
}

enum rp_status rp_export_speedscope(const struct rp_export *export, struct rp_error *error)
{
    bool first = true;
    enum rp_status status = RP_OK;

    fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n\"name\":",
          export->out);
    rp_export_json(export->out, rp_report_text(export->report, "command"));
    fputs(",\"exporter\":\"rankprof " RANKPROF_VERSION "\",\n\"shared\":{\"frames\":[",
          export->out);
    write_frames(export);
    fputs("]},\n\"profiles\":[", export->out);
    status = rp_export_each(export, write_part, &first, error);
    fputs("]}\n", export->out);
    return status;
}

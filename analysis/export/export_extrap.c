/* export_extrap.c: the JSON lines of Extra-P: one value a line, with the size of the job.
 * SPDX-License-Identifier: Apache-2.0
 *
 * {"params":{"p":64},"callpath":"main->solve","metric":"cpu_time","value":1.2}: the exclusive mean
 * of a rank, or with ranks apart the value of each, which Extra-P takes as repetitions. Files of
 * jobs of different sizes, one after the other, are what a model is made of.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export/export_part.h"

/* "n=1000,size=4": names are quoted, values must be numbers. */
static bool write_parameters(FILE *out, const char *list)
{
    while (list && *list) {
        const size_t name = strcspn(list, "=,");
        char *end = NULL;
        const double value = list[name] == '=' ? strtod(list + name + 1, &end) : 0;

        if (name == 0 || !end || end == list + name + 1 || (*end && *end != ','))
            return false;
        fprintf(out, ",\"%.*s\":%.17g", (int)name, list, value);
        list = *end ? end + 1 : end;
    }
    return true;
}

static void write_path(const struct rp_export *export, const struct rp_export_part *part,
                       const uint32_t *path, size_t count)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *joined = open_memstream(&text, &bytes);

    for (size_t i = 0; joined && i < count; i++) {
        fputs(i ? "->" : "", joined);
        fputs(part->set.profiles[0]->functions[part->trees[0].nodes[path[i]].function].name,
              joined);
    }
    if (joined)
        fclose(joined);
    rp_export_json(export->out, text ? text : "");
    free(text);
}

static bool write_node(const struct rp_export *export, const struct rp_export_part *part,
                       uint32_t node, size_t metric)
{
    const struct rp_profile *profile = part->set.profiles[metric];
    const double ranks = (double)profile->rank_count;
    size_t count = 0;
    uint32_t *path = rp_export_path(&part->trees[metric], node, &count);

    if (!path)
        return false;
    fprintf(export->out, "{\"params\":{\"p\":%" PRIu32,
            export->report->file->session.ranks_expected);
    write_parameters(export->out, export->settings->parameters);
    fputs("},\"callpath\":", export->out);
    write_path(export, part, path, count);
    fputs(",\"metric\":", export->out);
    rp_export_json(export->out, profile->metric);
    fprintf(export->out, ",\"value\":%.17g}\n",
            (double)part->trees[metric].nodes[node].self * rp_report_unit(profile->unit).factor /
                ranks);
    free(path);
    return true;
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    (void)context;
    for (size_t metric = 0; metric < part->set.count; metric++) {
        for (uint32_t i = 1; i < part->trees[metric].count; i++) {
            if (part->trees[metric].nodes[i].self > 0 && !write_node(export, part, i, metric))
                return rp_error_set(error, RP_E_NOMEM, "cannot write for Extra-P: out of memory");
        }
    }
    return RP_OK;
}

static bool are_parameters(const char *list)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *nowhere = open_memstream(&text, &bytes);
    const bool fine = nowhere && !strpbrk(list, "\"\\\n") && write_parameters(nowhere, list);

    if (nowhere)
        fclose(nowhere);
    free(text);
    return fine;
}

enum rp_status rp_export_extrap(const struct rp_export *export, struct rp_error *error)
{
    const char *list = export->settings->parameters;

    if (list && !are_parameters(list))
        return rp_error_set(error, RP_E_USAGE, "'%s' is no list of parameters such as n=1000,m=4",
                            list);
    return rp_export_each(export, write_part, NULL, error);
}

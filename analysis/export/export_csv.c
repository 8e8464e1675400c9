/* export_csv.c: all call paths as one table, with every metric beside each other (RFC 4180).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <string.h>

#include "analysis/export/export_part.h"

#define END_OF_LINE "\r\n"

static void write_head(const struct rp_export *export, const struct rp_export_part *part)
{
    fputs(part->rank ? "rank,node," : "", export->out);
    fputs("context,parent,depth,function,module,file,line", export->out);
    for (size_t i = 0; i < part->set.count; i++) {
        const struct rp_profile *profile = part->set.profiles[i];
        const char *unit = rp_report_unit(profile->unit).name;

        fprintf(export->out, ",self_%s_%s,total_%s_%s", profile->metric, unit, profile->metric,
                unit);
    }
    fputs(END_OF_LINE, export->out);
}

static void write_value(FILE *out, uint64_t value, const char *unit)
{
    const struct rp_report_unit si = rp_report_unit(unit);

    if (si.factor == 1)
        fprintf(out, ",%" PRIu64, value);
    else
        fprintf(out, ",%.9f", (double)value * si.factor);
}

static void write_node(const struct rp_export *export, const struct rp_export_part *part,
                       uint32_t node, size_t depth)
{
    const struct rp_call_node *own = &part->trees[0].nodes[node];
    const struct rp_profile_function *function = &part->set.profiles[0]->functions[own->function];

    if (part->rank) {
        fprintf(export->out, "%" PRIu32 ",", part->rank->row->rank);
        rp_report_csv_text(export->out, part->rank->node);
        fputc(',', export->out);
    }
    fprintf(export->out, "%" PRIu32 ",%" PRIu32 ",%zu,", node, own->parent, depth);
    rp_report_csv_text(export->out, function->name);
    fputc(',', export->out);
    rp_report_csv_text(export->out, function->module);
    fputc(',', export->out);
    rp_report_csv_text(export->out, function->file);
    fputc(',', export->out);
    if (function->line)
        fprintf(export->out, "%" PRIu32, function->line);
    for (size_t i = 0; i < part->set.count; i++) {
        const char *unit = part->set.profiles[i]->unit;

        write_value(export->out, part->trees[i].nodes[node].self, unit);
        write_value(export->out, part->trees[i].nodes[node].total, unit);
    }
    fputs(END_OF_LINE, export->out);
}

static size_t depth_of(const struct rp_call_tree *tree, uint32_t node)
{
    size_t depth = 0;

    for (; node != 0; node = tree->nodes[node].parent)
        depth++;
    return depth;
}

static bool has_value(const struct rp_export_part *part, uint32_t node)
{
    for (size_t i = 0; i < part->set.count; i++) {
        if (part->trees[i].nodes[node].total > 0)
            return true;
    }
    return false;
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    bool *first = context;

    (void)error;
    if (*first)
        write_head(export, part);
    *first = false;
    for (uint32_t i = 0; i < part->trees[0].count; i++) {
        if (has_value(part, i))
            write_node(export, part, i, depth_of(&part->trees[0], i));
    }
    return RP_OK;
}

enum rp_status rp_export_csv(const struct rp_export *export, struct rp_error *error)
{
    bool first = true;

    return rp_export_each(export, write_part, &first, error);
}

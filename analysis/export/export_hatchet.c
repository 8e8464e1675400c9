/* export_hatchet.c: a literal of Hatchet: GraphFrame.from_literal(json.load(file)).
 * SPDX-License-Identifier: Apache-2.0
 *
 * Nested nodes {frame, metrics, children}; "time" and "time (inc)" are the sampled time in seconds,
 * the names that Hatchet's own readers use; other metrics have their own names.
 */
#include "analysis/export/export_part.h"

static void write_metrics(const struct rp_export *export, const struct rp_export_part *part,
                          uint32_t node)
{
    for (size_t i = 0; i < part->set.count; i++) {
        const struct rp_profile *profile = part->set.profiles[i];
        const struct rp_report_unit si = rp_report_unit(profile->unit);
        const char *name = i == 0 && si.factor != 1 ? "time" : profile->metric;
        char inclusive[256];

        snprintf(inclusive, sizeof(inclusive), "%s (inc)", name);
        fputs(i ? "," : "", export->out);
        rp_export_json(export->out, name);
        fprintf(export->out, ":%.17g,", (double)part->trees[i].nodes[node].self * si.factor);
        rp_export_json(export->out, inclusive);
        fprintf(export->out, ":%.17g", (double)part->trees[i].nodes[node].total * si.factor);
    }
}

static void open_node(const struct rp_export *export, const struct rp_export_part *part,
                      uint32_t node)
{
    const struct rp_profile *profile = part->set.profiles[0];
    const struct rp_profile_function *function =
        &profile->functions[part->trees[0].nodes[node].function];
    char label[RP_EXPORT_LABEL_BYTES];

    fputs("{\"frame\":{\"name\":", export->out);
    rp_export_json(export->out,
                   node == 0 && part->rank ? rp_export_label(part, label) : function->name);
    fputs(",\"type\":\"function\",\"module\":", export->out);
    rp_export_json(export->out, function->module);
    fputs(",\"file\":", export->out);
    rp_export_json(export->out, function->file);
    fprintf(export->out, ",\"line\":%u},\"metrics\":{", function->line);
    write_metrics(export, part, node);
    fputs("},\"children\":[", export->out);
}

/* Without recursion, since an application's may be very deep. */
static void write_tree(const struct rp_export *export, const struct rp_export_part *part)
{
    const struct rp_call_node *nodes = part->trees[0].nodes;
    uint32_t at = 0;

    for (;;) {
        uint32_t next = nodes[at].first_child;

        open_node(export, part, at);
        while (next == RP_NO_ROW) {
            fputs("]}", export->out);
            if (at == 0)
                return;
            next = nodes[at].next_sibling;
            at = nodes[at].parent;
            fputs(next == RP_NO_ROW ? "" : ",\n", export->out);
        }
        at = next;
    }
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    bool *first = context;

    (void)error;
    fputs(*first ? "" : ",\n", export->out);
    *first = false;
    write_tree(export, part);
    return RP_OK;
}

enum rp_status rp_export_hatchet(const struct rp_export *export, struct rp_error *error)
{
    bool first = true;
    enum rp_status status = RP_OK;

    fputc('[', export->out);
    status = rp_export_each(export, write_part, &first, error);
    fputs("]\n", export->out);
    return status;
}

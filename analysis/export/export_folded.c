/* export_folded.c: folded stacks, one line a call path: for flamegraph.pl, inferno, speedscope.
 * SPDX-License-Identifier: Apache-2.0
 *
 * "main;solve;dot 1234", as stackcollapse programs write it; the value is in the file's unit.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/export/export_part.h"

static bool write_line(const struct rp_export *export, const struct rp_export_part *part,
                       uint32_t node)
{
    const struct rp_call_tree *tree = &part->trees[0];
    size_t count = 0;
    uint32_t *path = rp_export_path(tree, node, &count);
    char label[RP_EXPORT_LABEL_BYTES];
    const char *separator = "";

    if (!path)
        return false;
    if (part->rank) {
        fputs(rp_export_label(part, label), export->out);
        separator = ";";
    }
    for (size_t i = 0; i < count; i++) {
        fputs(separator, export->out);
        rp_export_name(export->out,
                       part->set.profiles[0]->functions[tree->nodes[path[i]].function].name, ";",
                       ':');
        separator = ";";
    }
    fprintf(export->out, " %" PRIu64 "\n", tree->nodes[node].self);
    free(path);
    return true;
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    (void)context;
    for (uint32_t i = 1; i < part->trees[0].count; i++) {
        if (part->trees[0].nodes[i].self > 0 && !write_line(export, part, i))
            return rp_error_set(error, RP_E_NOMEM, "cannot write folded stacks: out of memory");
    }
    return RP_OK;
}

enum rp_status rp_export_folded(const struct rp_export *export, struct rp_error *error)
{
    return rp_export_each(export, write_part, NULL, error);
}

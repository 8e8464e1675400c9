/* export_part.h: what the formats of an export share; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_EXPORT_EXPORT_PART_H
#define RANKPROF_ANALYSIS_EXPORT_EXPORT_PART_H

#include "analysis/export/export.h"
#include "analysis/profile/call_tree.h"
#include "analysis/profile/profile_set.h"
#include "analysis/report/report_view.h"

struct rp_export {
    const struct rp_export_settings *settings;
    const struct rp_report *report;
    FILE *out;
    FILE *messages;
};

/* All chosen ranks together, or one of them. */
struct rp_export_part {
    const struct rp_profile_rank *rank; /* of the report's profile; NULL: all together */
    struct rp_profile_set set;          /* the metrics to export, the chosen one first */
    struct rp_call_tree *trees;         /* by metric; nodes have the same numbers in all */
};

/* What a format writes is the same for every value of `part`; `error` is set on failure only. */
typedef enum rp_status rp_export_write(const struct rp_export *export,
                                       const struct rp_export_part *part, void *context,
                                       struct rp_error *error);

/* Calls `write` with all ranks, or by rank with each of them, until one fails. */
enum rp_status rp_export_each(const struct rp_export *export, rp_export_write *write, void *context,
                              struct rp_error *error);

/* A format: `text` may be shown on a terminal. */
struct rp_export_format {
    const char *name;
    bool text;
    enum rp_status (*write)(const struct rp_export *export, struct rp_error *error);
};

enum rp_status rp_export_folded(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_speedscope(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_perfetto(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_csv(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_extrap(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_hatchet(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_pprof(const struct rp_export *export, struct rp_error *error);
enum rp_status rp_export_pyroscope(const struct rp_export *export, struct rp_error *error);

/* ---- texts ---- */

/* A name made safe, with each of `unwanted` replaced by `instead`. */
void rp_export_name(FILE *out, const char *name, const char *unwanted, char instead);

/* The same as a JSON string, in quotes. */
void rp_export_json(FILE *out, const char *text);

/* "rank 3", or "" for all together; `text` has room for RP_EXPORT_LABEL_BYTES. */
#define RP_EXPORT_LABEL_BYTES 32u
const char *rp_export_label(const struct rp_export_part *part, char *text);

/* The nodes from the root's child down to `node`, to be freed; NULL without memory. */
uint32_t *rp_export_path(const struct rp_call_tree *tree, uint32_t node, size_t *count);

#endif

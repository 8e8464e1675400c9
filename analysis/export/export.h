/* export.h: writes a profile in the formats of other programs.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_EXPORT_EXPORT_H
#define RANKPROF_ANALYSIS_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

#define RP_EXPORT_FORMATS "pprof|folded|speedscope|perfetto|csv|extrap|hatchet|pyroscope"

struct rp_export_settings {
    const char *path;   /* as in struct rp_report_settings */
    const char *format; /* one of RP_EXPORT_FORMATS */
    const char *output; /* NULL or "-": standard output */
    const char *by;     /* this metric only; NULL: all, or the sampled time where only one fits */
    const char *ranks;  /* "0-63,137", or NULL for all */
    bool by_rank;       /* ranks are kept apart */
    const char *url;    /* pyroscope: of the server */
    char *parameters;   /* extrap: "n=1000,size=4", or NULL */
};

/*
 * Never leaves half a file. *partial tells whether ranks are missing or not complete. RP_E_USAGE
 * for settings that do not go together, RP_E_IO for an output or a server that does not take it.
 */
enum rp_status rp_export(const struct rp_export_settings *settings, FILE *messages, bool *partial,
                         struct rp_error *error);

#endif

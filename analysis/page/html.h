/* html.h: writes a profile as one self-contained HTML page.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PAGE_HTML_H
#define RANKPROF_ANALYSIS_PAGE_HTML_H

#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

struct rp_html_settings {
    const char *path;   /* as in struct rp_report_settings */
    const char *before; /* the run that it is compared with, or NULL */
    const char *output; /* NULL: report.html beside the profile; "-": standard output */
    const char *by;     /* the metric shown first, or NULL for the sampled time */
    const char *ranks;  /* "0-63,137", or NULL for all */
    const char *rules;  /* as in struct rp_report_settings */
    double most_mib;    /* size of the page that is not exceeded; detail is given up for it */
};

struct rp_html_result {
    char *output; /* where the page is, to be freed; NULL: standard output */
    size_t bytes;
    bool partial; /* ranks are missing or not complete */
};

/* Never writes half a page: PATH.part is renamed at the end. *result is set on success only. */
enum rp_status rp_html(const struct rp_html_settings *settings, FILE *messages,
                       struct rp_html_result *result, struct rp_error *error);

#endif

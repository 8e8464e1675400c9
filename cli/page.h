/* page.h: what html and diff --html share: a page is written, and its place told.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_CLI_PAGE_H
#define RANKPROF_CLI_PAGE_H

#include "analysis/page/html.h"

#define RP_PAGE_USUAL_MIB 3.0 /* detail is given up for it */

/* Says on stdout where the page is and how large; *partial as in struct rp_html_result. */
enum rp_status rp_write_page(const struct rp_html_settings *settings, bool *partial,
                             struct rp_error *error);

#endif

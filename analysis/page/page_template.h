/* page_template.h: the page without its data, as CMake made it of the files in report/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PAGE_PAGE_TEMPLATE_H
#define RANKPROF_ANALYSIS_PAGE_PAGE_TEMPLATE_H

/* What stands in the page's file where C writes. Each occurs once, in this order. */
#define RP_PAGE_TITLE_MARK  "<!--rankprof:title-->"
#define RP_PAGE_STATIC_MARK "<!--rankprof:static-->"
#define RP_PAGE_DATA_MARK   "<!--rankprof:data-->"

extern const char rp_page_template[]; /* NUL-ended */

#endif

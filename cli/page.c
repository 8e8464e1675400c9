/* page.c: writes a page and tells where it is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cli/page.h"

#include <stdlib.h>

#define MIB 1048576.0

enum rp_status rp_write_page(const struct rp_html_settings *settings, bool *partial,
                             struct rp_error *error)
{
    struct rp_html_result result;
    const enum rp_status status = rp_html(settings, stderr, &result, error);

    if (status != RP_OK)
        return status;
    if (result.output)
        printf("%s  %.2f MiB\n", result.output, (double)result.bytes / MIB);
    free(result.output);
    *partial = result.partial;
    return RP_OK;
}

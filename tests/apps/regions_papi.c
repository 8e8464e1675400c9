/* regions_papi.c: marks regions for PAPI's high-level interface; prints how often that succeeded.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <papi.h>
#include <stdio.h>

int main(void)
{
    int succeeded = PAPI_hl_region_begin("outer") == PAPI_OK;

    for (int i = 0; i < 2; i++) {
        succeeded += PAPI_hl_region_begin("inner") == PAPI_OK;
        succeeded += PAPI_hl_region_end("inner") == PAPI_OK;
    }
    succeeded += PAPI_hl_region_end("outer") == PAPI_OK;
    printf("%d\n", succeeded);
    return 0;
}

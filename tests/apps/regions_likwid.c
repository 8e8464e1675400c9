/* regions_likwid.c: marks regions for LIKWID itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#define LIKWID_PERFMON
#include <likwid-marker.h>
#include <stdio.h>

int main(void)
{
    int status;

    LIKWID_MARKER_INIT;
    status = likwid_markerStartRegion("triad");
    printf("%d\n", status);
    printf("%d\n", likwid_markerStopRegion("triad"));
    LIKWID_MARKER_CLOSE;
    return 0;
}

/* marked_plugin.c: a plugin that marks regions for LIKWID and Caliper; prints what they answered.
 * SPDX-License-Identifier: Apache-2.0
 *
 * It is linked with marked_lib, which has both: nobody but the plugin sees that library.
 */
#include <stdio.h>

int likwid_markerStartRegion(const char *name);
int likwid_markerStopRegion(const char *name);
void cali_begin_region(const char *name);
void cali_end_region(const char *name);
int marked_calls(void);
void run(void);

void run(void)
{
    const int started = likwid_markerStartRegion("triad");
    int stopped;

    cali_begin_region("inner");
    cali_end_region("inner");
    stopped = likwid_markerStopRegion("triad");
    printf("answered %d and %d, called %d times\n", started, stopped, marked_calls());
}

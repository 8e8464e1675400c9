/* other_tool.c: a profiler of someone else's, which the driver loads in our place.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

int InitializeInjection(void);

__attribute__((visibility("default"))) int InitializeInjection(void)
{
    puts("other tool is here");
    return 1;
}

/* plugin_lib.c: the library that plugin.c loads.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>

uint64_t plugin_work(uint64_t value, long turns);

uint64_t plugin_work(uint64_t value, long turns)
{
    for (long i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

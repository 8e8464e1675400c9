/* keep_loaded.c: a dlclose() that keeps the library, for programs built with a leak checker.
 * SPDX-License-Identifier: Apache-2.0
 *
 * MPI unloads its components before the leaks are looked for at the end. What they leave behind
 * then belongs to no library any more, and cannot be told by its name from leaks of ours
 * (tests/support/leak.supp, thread.supp).
 */
#include <dlfcn.h>

__attribute__((visibility("default"))) int dlclose(void *library)
{
    (void)library;
    return 0;
}

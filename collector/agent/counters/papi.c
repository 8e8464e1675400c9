/* papi.c: finds PAPI at run time, and starts it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/papi.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "collector/agent/settings.h"

struct rp_papi rp_papi;

static bool find_calls(void)
{
    char versioned[32];
    unsigned missing = 0;
    void *library;

    snprintf(versioned, sizeof(versioned), "libpapi.so.%d.%d", PAPI_VERSION_MAJOR(PAPI_VERSION),
             PAPI_VERSION_MINOR(PAPI_VERSION));
    library = dlopen(versioned, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        library = dlopen("libpapi.so", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
#define FIND(name)                                                                                 \
    rp_papi.name = (__typeof__(rp_papi.name))dlsym(library, #name);                                \
    missing += !rp_papi.name;
    RP_PAPI_CALLS(FIND)
#undef FIND
    rp_papi.library = missing == 0 ? library : NULL;
    return missing == 0;
}

const char *rp_papi_open(void)
{
    static char reason[RP_REASON_BYTES];
    int rc;

    if (rp_papi.library)
        return reason[0] ? reason : NULL;
    if (!find_calls())
        return "libpapi is not installed here (or another version than rankprof was built for)";
    rc = rp_papi.PAPI_library_init(PAPI_VER_CURRENT);
    if (rc != PAPI_VER_CURRENT)
        snprintf(reason, sizeof(reason), "PAPI does not start: %s", rp_papi.PAPI_strerror(rc));
    return reason[0] ? reason : NULL;
}

static unsigned long thread_number(void)
{
    return (unsigned long)gettid();
}

const char *rp_papi_open_threads(void)
{
    static char reason[RP_REASON_BYTES];
    const char *const missing = rp_papi_open();
    const int rc = missing ? PAPI_OK : rp_papi.PAPI_thread_init(thread_number);

    if (rc == PAPI_OK)
        return missing;
    snprintf(reason, sizeof(reason), "PAPI has no threads: %s", rp_papi.PAPI_strerror(rc));
    return reason;
}

/* papi_library.c: opens PAPI and tries events.
 * SPDX-License-Identifier: Apache-2.0
 *
 * What PAPI lists is not what it can count: only adding and starting an event tells.
 */
#include "analysis/doctor/papi_library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>

static const char *const names[] = {"libpapi.so.7.0", "libpapi.so.7.1", "libpapi.so.7.2",
                                    "libpapi.so.7",   "libpapi.so.6",   "libpapi.so"};

static void *open_any(void)
{
    char built_for[32];
    void *library = NULL;

    snprintf(built_for, sizeof(built_for), "libpapi.so.%d.%d", PAPI_VERSION_MAJOR(PAPI_VERSION),
             PAPI_VERSION_MINOR(PAPI_VERSION));
    library = dlopen(built_for, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; !library && i < sizeof(names) / sizeof(names[0]); i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    return library;
}

static bool find_calls(struct rp_papi *papi)
{
    bool complete = true;

#define FIND(name)                                                                                 \
    papi->name = (__typeof__(papi->name))dlsym(papi->library, #name);                              \
    complete = complete && papi->name;
    RP_PAPI_CALLS(FIND)
#undef FIND
    return complete;
}

enum rp_status rp_papi_open(struct rp_papi *papi, struct rp_error *error)
{
    struct rp_papi opened = {.library = open_any()};
    int rc = 0;

    if (!opened.library)
        return rp_error_set(error, RP_E_NOT_FOUND, "libpapi is not installed");
    if (!find_calls(&opened))
        return rp_error_set(error, RP_E_VERSION, "libpapi lacks a call that rankprof needs");
    rc = opened.PAPI_library_init(PAPI_VER_CURRENT);
    if (rc != PAPI_VER_CURRENT) {
        rp_error_set(error, RP_E_UNSUPPORTED, "PAPI does not start: %s",
                     rc > 0 ? "it has another version than rankprof was built for"
                            : opened.PAPI_strerror(rc));
        return RP_E_UNSUPPORTED;
    }
    snprintf(opened.version, sizeof(opened.version), "%d.%d.%d", PAPI_VERSION_MAJOR(rc),
             PAPI_VERSION_MINOR(rc), PAPI_VERSION_REVISION(rc));
    *papi = opened;
    return RP_OK;
}

void rp_papi_close(const struct rp_papi *papi)
{
    papi->PAPI_shutdown(); /* stays mapped: PAPI keeps memory that it finds again when reopened */
}

int rp_papi_try(const struct rp_papi *papi, const char *event)
{
    long long value = 0;
    int set = PAPI_NULL;
    int rc = papi->PAPI_create_eventset(&set);

    if (rc != PAPI_OK)
        return rc;
    rc = papi->PAPI_add_named_event(set, event);
    if (rc == PAPI_OK)
        rc = papi->PAPI_start(set);
    if (rc == PAPI_OK)
        papi->PAPI_stop(set, &value);
    papi->PAPI_cleanup_eventset(set);
    papi->PAPI_destroy_eventset(&set);
    return rc;
}

/* event_encoding.c: from the name of an event to what perf_event_open(2) is to count.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/counters/event_encoding.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "collector/agent/counters/papi.h"
#include "common/event_name.h"
#include "common/perf_signal.h"

/* What the kernel itself has a number for; PAPI's names of the two counters that all processors
 * have. */
static const struct {
    const char *name; /* compared without regard to case and to a leading "perf::" */
    uint32_t type;
    uint64_t config;
    const char *unit;
    bool kernel_only;
} numbered[] = {
    {"PAPI_TOT_CYC", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, "count", false},
    {"PAPI_TOT_INS", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, "count", false},
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, "count", false},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, "count", false},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES, "count", false},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, "count", false},
    {"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, "count", false},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, "count", false},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, "count", false},
    {"faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, "count", false},
    {"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN, "count", false},
    {"major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ, "count", false},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, "count", true},
    {"cs", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, "count", true},
    {"cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, "count", true},
    {"migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, "count", true},
    {"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, "ns", false},
    {"cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, "ns", false},
};

static bool find_numbered(const char *name, struct rp_event_code *out)
{
    const char *const prefix = "perf::";

    if (strncasecmp(name, prefix, strlen(prefix)) == 0)
        name += strlen(prefix);
    for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
        if (strcasecmp(name, numbered[i].name) != 0)
            continue;
        *out = (struct rp_event_code){
            .attributes = {.type = numbered[i].type, .config = numbered[i].config},
            .unit = numbered[i].unit,
            .kernel_only = numbered[i].kernel_only,
        };
        return true;
    }
    return false;
}

/*
 * pfm_get_os_event_encoding() of libpfm 4, on which PAPI is built; from perfmon/pfmlib_perf_event.h
 * and pfmlib.h. `size` tells the version of the structure.
 */
struct pfm_argument {
    struct perf_event_attr *attributes;
    char **name;
    size_t size;
    int index, processor, flags, padding;
};
typedef int pfm_encode_function(const char *event, int mode, int system, struct pfm_argument *);
#define PFM_USER_AND_KERNEL (1 | 8) /* PFM_PLM0 | PFM_PLM3 */
#define PFM_OS_PERF_EVENT   1

/* PAPI brings libpfm along, as a part of it or as a library that it needs: dlsym() looks into both.
 */
static bool encode_native(const char *name, struct perf_event_attr *out)
{
    pfm_encode_function *const encode =
        (pfm_encode_function *)dlsym(rp_papi.library, "pfm_get_os_event_encoding");
    struct perf_event_attr attributes = {.size = sizeof(attributes)};
    struct pfm_argument argument = {.attributes = &attributes, .size = sizeof(argument)};

    if (!encode || encode(name, PFM_USER_AND_KERNEL, PFM_OS_PERF_EVENT, &argument) != 0)
        return false;
    *out = (struct perf_event_attr){.type = attributes.type,
                                    .config = attributes.config,
                                    .config1 = attributes.config1,
                                    .config2 = attributes.config2};
    return true;
}

/* A preset that is one native event, or a native event. */
static enum rp_encoding encode_by_papi(const char *name, struct perf_event_attr *out, char *reason)
{
    PAPI_event_info_t info = {0};
    int code = 0;
    const int rc = rp_papi.PAPI_event_name_to_code(name, &code);
    const bool is_preset = rc == PAPI_OK && (code & (int)PAPI_PRESET_MASK) == (int)PAPI_PRESET_MASK;

    if (is_preset)
        rp_papi.PAPI_get_event_info(code, &info);
    if (info.count > 1)
        snprintf(reason, RP_REASON_BYTES,
                 "PAPI makes it of %u counters here, of which none can "
                 "sample for all; without a period it is counted",
                 info.count);
    else if (encode_native(is_preset && info.count == 1 ? info.name[0] : name, out))
        return RP_ENCODED;
    else
        snprintf(reason, RP_REASON_BYTES, "PAPI: %s",
                 rc == PAPI_OK ? "it does not tell which counter of the kernel's this is"
                               : rp_papi.PAPI_strerror(rc));
    return rc == PAPI_OK ? RP_ENCODING_OF_PAPI : RP_ENCODING_UNKNOWN;
}

enum rp_encoding rp_event_encode(const char *name, struct rp_event_code *out, char *reason)
{
    const char *missing;

    if (find_numbered(name, out))
        return RP_ENCODED;
    missing = rp_papi_open();
    if (missing) {
        snprintf(reason, RP_REASON_BYTES, "%s", missing);
        return RP_ENCODING_UNKNOWN;
    }
    *out = (struct rp_event_code){.unit = "count"};
    return encode_by_papi(name, &out->attributes, reason);
}

static bool encode(struct rp_event *event, struct rp_event_code *code)
{
    char name[RP_EVENT_NAME_BYTES];
    enum rp_encoding found;

    snprintf(name, sizeof(name), "%.*s", (int)rp_event_name_length(event->name), event->name);
    found = rp_event_encode(name, code, event->reason);
    event->is_papis = found == RP_ENCODING_OF_PAPI;
    return found == RP_ENCODED;
}

bool rp_event_prepare(struct rp_event *event, struct perf_event_attr *out)
{
    const bool sees_kernel = rp_perf_sees_kernel();
    struct rp_event_code code;

    if (!encode(event, &code))
        return false;
    if (code.kernel_only && !sees_kernel) {
        snprintf(event->reason, sizeof(event->reason),
                 "it happens in kernel mode, which kernel.perf_event_paranoid of %d hides (1 or "
                 "less shows it)",
                 rp_perf_paranoid());
        return false;
    }
    *out = rp_perf_attributes(code.attributes.type, code.attributes.config, sees_kernel);
    out->config1 = code.attributes.config1;
    out->config2 = code.attributes.config2;
    event->unit = code.unit;
    event->is_hardware = code.attributes.type != PERF_TYPE_SOFTWARE;
    return true;
}

/* papi.c: a libpapi whose counters follow the CPU clock of the thread, for machines without a PMU.
 * SPDX-License-Identifier: Apache-2.0
 *
 * PAPI_REF_CYC counts 3 and PAPI_LST_INS 6 for each ns of CPU time, user and kernel; a set holds
 * two events unless it is multiplexed. PAPI_DOUBLE_DEAD in the environment disables it, the way a
 * machine without a PMU does.
 */
#include <papi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define SETS   1024
#define EVENTS 16
#define ROOM   2

static const struct {
    const char *name;
    long long per_ns;
} known[] = {{"PAPI_REF_CYC", 3}, {"PAPI_LST_INS", 6}, {"PAPI_L1_DCM", 0}, {"PAPI_FP_OPS", 1}};

static struct {
    int used, multiplexed, started, count;
    long long per_ns[EVENTS];
    long long base_ns;
} sets[SETS];

/* Of each thread: what tests ask at once does not meet. */
static _Thread_local PAPI_component_info_t component;

static long long now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Asked at any time: a test has one process for many cases. */
static bool is_dead(void)
{
    component.disabled = getenv("PAPI_DOUBLE_DEAD") != NULL;
    snprintf(component.disabled_reason, sizeof(component.disabled_reason), "%s",
             component.disabled ? "no PMU in this double" : "");
    return component.disabled;
}

int PAPI_library_init(int version)
{
    return version;
}

int PAPI_thread_init(unsigned long (*id)(void))
{
    return id ? PAPI_OK : PAPI_EINVAL;
}

int PAPI_multiplex_init(void)
{
    return PAPI_OK;
}

int PAPI_set_domain(int domain)
{
    return domain ? PAPI_OK : PAPI_EINVAL;
}

int PAPI_get_opt(int option, PAPI_option_t *unused)
{
    (void)unused;
    return option == PAPI_DEFDOM ? PAPI_DOM_USER : PAPI_EINVAL;
}

int PAPI_create_eventset(int *set)
{
    for (int i = 0; i < SETS; i++) {
        if (__sync_bool_compare_and_swap(&sets[i].used, 0, 1)) {
            sets[i].count = sets[i].started = sets[i].multiplexed = 0;
            *set = i;
            return PAPI_OK;
        }
    }
    return PAPI_ENOMEM;
}

int PAPI_assign_eventset_component(int set, int number)
{
    return sets[set].used && number == 0 ? PAPI_OK : PAPI_EINVAL;
}

int PAPI_set_multiplex(int set)
{
    sets[set].multiplexed = 1;
    return PAPI_OK;
}

int PAPI_add_named_event(int set, const char *name)
{
    if (is_dead())
        return PAPI_ENOEVNT;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcasecmp(known[i].name, name) != 0)
            continue;
        if (sets[set].count == EVENTS || (sets[set].count == ROOM && !sets[set].multiplexed))
            return PAPI_ECNFLCT;
        sets[set].per_ns[sets[set].count++] = known[i].per_ns;
        return PAPI_OK;
    }
    return PAPI_ENOEVNT;
}

int PAPI_event_name_to_code(const char *name, int *code)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        *code = (int)(PAPI_PRESET_MASK | i);
        if (strcasecmp(known[i].name, name) == 0)
            return PAPI_OK;
    }
    return PAPI_ENOEVNT;
}

/* PAPI_FP_OPS is made of two counters, and the others of one that nobody knows. */
int PAPI_get_event_info(int code, PAPI_event_info_t *info)
{
    const unsigned number = (unsigned)code & ~(unsigned)PAPI_PRESET_MASK;

    memset(info, 0, sizeof(*info));
    if (number >= sizeof(known) / sizeof(known[0]))
        return PAPI_ENOEVNT;
    info->count = strcmp(known[number].name, "PAPI_FP_OPS") == 0 ? 2 : 1;
    snprintf(info->name[0], sizeof(info->name[0]), "double::%s", known[number].name);
    return PAPI_OK;
}

int PAPI_cleanup_eventset(int set)
{
    sets[set].count = 0;
    return PAPI_OK;
}

int PAPI_destroy_eventset(int *set)
{
    sets[*set].used = 0;
    *set = PAPI_NULL;
    return PAPI_OK;
}

int PAPI_start(int set)
{
    sets[set].base_ns = now_ns();
    sets[set].started = 1;
    return sets[set].count ? PAPI_OK : PAPI_EINVAL;
}

int PAPI_read(int set, long long *values)
{
    const long long ran_ns = now_ns() - sets[set].base_ns;

    if (!sets[set].started)
        return PAPI_ENOTRUN;
    for (int i = 0; i < sets[set].count; i++)
        values[i] = sets[set].per_ns[i] * ran_ns;
    return PAPI_OK;
}

int PAPI_stop(int set, long long *values)
{
    const int rc = PAPI_read(set, values);

    sets[set].started = 0;
    return rc;
}

char *PAPI_strerror(int rc)
{
    static char texts[2][32] = {"Event does not exist", "an error"};

    return texts[rc != PAPI_ENOEVNT];
}

int PAPI_get_component_index(const char *name)
{
    return strcmp(name, "perf_event") == 0 ? 0 : PAPI_ENOCMP;
}

const PAPI_component_info_t *PAPI_get_component_info(int number)
{
    return number == 0 ? &component : NULL;
}

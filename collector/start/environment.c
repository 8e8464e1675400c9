/* environment.c: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/environment.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/segment.h"

#define PRELOAD "LD_PRELOAD"

/* The text of a printf-like format, allocated; NULL when out of memory. */
static char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *text_of(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    return text;
}

/* Takes `value`. */
static bool set(const char *name, char *value)
{
    const bool done = value && setenv(name, value, 1) == 0;

    free(value);
    return done;
}

/* What the user preloads stays, behind our modules. A run inside a run loads them once. */
static char *preload_with(const char *modules)
{
    const char *const others = getenv(PRELOAD);
    const size_t length = strlen(modules);

    if (!others || !*others)
        return strdup(modules);
    if (strncmp(others, modules, length) == 0 && strchr(": ", others[length]))
        return strdup(others);
    return text_of("%s:%s", modules, others);
}

static const char *mpi_setting(const struct rp_run_settings *settings)
{
    if (settings->no_mpi)
        return "off";
    return settings->mpi_stacks && strcmp(settings->mpi_stacks, "off") == 0 ? "flat" : "stacks";
}

static const char *gpu_setting(const struct rp_run_settings *settings)
{
    if (settings->no_gpu)
        return "off";
    return settings->gpu_stacks && strcmp(settings->gpu_stacks, "off") == 0 ? "flat" : "stacks";
}

static const char *graph_setting(const struct rp_run_settings *settings)
{
    return settings->gpu_graph && strcmp(settings->gpu_graph, "nodes") == 0 ? "nodes" : "whole";
}

static bool set_settings(const struct rp_run_settings *settings, uint64_t offset_ns)
{
    return set(RP_ENV_SETTINGS,
               text_of("rate=%g;clock=%s;source=%s;budget=%g;mpi=%s;pcontrol=%s;gpu=%s;gpu-budget=%"
                       "g;gpu-graph="
                       "%s;args=%s;offset=%" PRIu64 ";events=%s",
                       settings->rate_hz, settings->clock ? settings->clock : "cpu",
                       settings->source, settings->budget_percent, mpi_setting(settings),
                       settings->pcontrol ? settings->pcontrol : "levels", gpu_setting(settings),
                       settings->gpu_budget, graph_setting(settings),
                       settings->redact_args ? "counted" : "told", offset_ns,
                       settings->events ? settings->events : ""));
}

const char *rp_environment_other_tool(const char *module)
{
    const char *const present = getenv(RP_ENV_INJECTION);
    const char *const ours = strrchr(module, '/');
    const char *const name = present ? strrchr(present, '/') : NULL;

    return present && *present && !(name && ours && strcmp(name, ours) == 0) ? present : NULL;
}

/* Where another tool is injected, it stays: the driver loads one. */
static bool set_injection(const char *module)
{
    if (!*module || rp_environment_other_tool(module))
        return true;
    return set(RP_ENV_INJECTION, strdup(module));
}

/* The agent, first of the modules, takes what the program names through NVTX, if no tool does. */
static bool set_ranges(const char *modules)
{
    return getenv(RP_ENV_RANGES) || set(RP_ENV_RANGES, strndup(modules, strcspn(modules, ":")));
}

enum rp_status rp_environment_set(const struct rp_run_settings *settings,
                                  const struct rp_environment *environment, struct rp_error *error)
{
    if (!set_settings(settings, environment->offset_ns) ||
        !set(RP_ENV_SOCKET, strdup(environment->socket_name)) ||
        !set(PRELOAD, preload_with(environment->modules)) ||
        !set_injection(environment->gpu_module) || !set_ranges(environment->modules))
        return rp_error_set(error, RP_E_NOMEM, "cannot set the agent's environment: out of memory");
    return RP_OK;
}

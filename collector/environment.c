/* environment.c: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/environment.h"

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

enum rp_status rp_environment_set(const struct rp_run_settings *settings,
                                  const struct rp_environment *environment, struct rp_error *error)
{
    const char *const events = settings->events ? settings->events : "";
    char *const said =
        text_of("rate=%g;clock=%s;source=%s;budget=%g;mpi=%s;offset=%" PRIu64 ";events=%s",
                settings->rate_hz, settings->clock ? settings->clock : "cpu", settings->source,
                settings->budget_percent, mpi_setting(settings), environment->offset_ns, events);

    if (!set(RP_ENV_SETTINGS, said) || !set(RP_ENV_SOCKET, strdup(environment->socket_name)) ||
        !set(PRELOAD, preload_with(environment->modules)))
        return rp_error_set(error, RP_E_NOMEM, "cannot set the agent's environment: out of memory");
    return RP_OK;
}

/* environment.c: sets what the agent finds in the application's environment.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/environment.h"

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

/* What the user preloads stays, behind the agent. A run inside a run loads the agent once. */
static char *preload_with(const char *module)
{
    const char *const others = getenv(PRELOAD);
    const size_t length = strlen(module);

    if (!others || !*others)
        return strdup(module);
    if (strncmp(others, module, length) == 0 && strchr(": ", others[length]))
        return strdup(others);
    return text_of("%s:%s", module, others);
}

enum rp_status rp_environment_set(const struct rp_run_settings *settings, const char *module,
                                  const char *socket_name, struct rp_error *error)
{
    const char *const events = settings->events ? settings->events : "";
    char *const said = text_of("rate=%g;clock=%s;events=%s", settings->rate_hz,
                               settings->clock ? settings->clock : "cpu", events);

    if (!set(RP_ENV_SETTINGS, said) || !set(RP_ENV_SOCKET, strdup(socket_name)) ||
        !set(PRELOAD, preload_with(module)))
        return rp_error_set(error, RP_E_NOMEM, "cannot set the agent's environment: out of memory");
    return RP_OK;
}

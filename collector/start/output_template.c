/* output_template.c: replaces %h, %p, %j, %r and %q{VARIABLE} in the name of the output.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/start/output.h"

struct expansion {
    const struct rp_launcher *launcher;
    const char *template; /* the rest that is still to be read */
    char *out;
    size_t used;
    struct rp_error *error;
};

static enum rp_status put(struct expansion *expansion, const char *text, size_t length)
{
    if (expansion->used + length >= PATH_MAX)
        return rp_error_set(expansion->error, RP_E_USAGE, "the name of the output is too long");
    memcpy(expansion->out + expansion->used, text, length);
    expansion->used += length;
    expansion->out[expansion->used] = '\0';
    return RP_OK;
}

/* %q{VARIABLE}: the template stands behind the q. */
static enum rp_status put_variable(struct expansion *expansion)
{
    const char *const from = expansion->template + 1;
    const size_t length = *expansion->template == '{' ? strcspn(from, "}") : 0;
    char name[256];
    const char *value;

    if (length == 0 || from[length] != '}' || length >= sizeof(name))
        return rp_error_set(expansion->error, RP_E_USAGE,
                            "after %%q in the name of the output, a variable in braces is "
                            "missing: write %%q{NAME}");
    memcpy(name, from, length);
    name[length] = '\0';
    value = getenv(name);
    if (!value)
        return rp_error_set(expansion->error, RP_E_USAGE,
                            "%%q{%s} in the name of the output: this variable is not set", name);
    expansion->template = from + length + 1;
    return put(expansion, value, strlen(value));
}

static enum rp_status put_field(struct expansion *expansion, char letter)
{
    const struct rp_launcher *const launcher = expansion->launcher;
    char number[16];

    switch (letter) {
    case '%':
        return put(expansion, "%", 1);
    case 'h':
        return put(expansion, launcher->node, strlen(launcher->node));
    case 'j':
        return put(expansion, launcher->job, strlen(launcher->job));
    case 'p':
        snprintf(number, sizeof(number), "%d", (int)getpid());
        return put(expansion, number, strlen(number));
    case 'r':
        snprintf(number, sizeof(number), "%u", launcher->rank);
        return put(expansion, number, strlen(number));
    case 'q':
        return put_variable(expansion);
    default:
        return rp_error_set(expansion->error, RP_E_USAGE,
                            "'%%%c' in the name of the output is unknown: there are %%h %%p %%j "
                            "%%r %%q{NAME} %%%%",
                            letter);
    }
}

enum rp_status rp_output_expand(const char *template, const struct rp_launcher *launcher,
                                char out[PATH_MAX], struct rp_error *error)
{
    char expanded[PATH_MAX] = "";
    struct expansion expansion = {launcher, template, expanded, 0, error};

    while (*expansion.template) {
        const size_t plain = strcspn(expansion.template, "%");
        enum rp_status status = put(&expansion, expansion.template, plain);

        expansion.template += plain;
        if (status == RP_OK && *expansion.template == '%') {
            const char letter = expansion.template[1];

            expansion.template += letter ? 2 : 1;
            status = put_field(&expansion, letter);
        }
        if (status != RP_OK)
            return status;
    }
    memcpy(out, expanded, expansion.used + 1);
    return RP_OK;
}

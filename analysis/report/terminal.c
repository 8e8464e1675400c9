/* terminal.c: finds out what the output is, and writes styles and names to it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_COLUMNS 80
#define LEAST_COLUMNS   40

static bool is_set(const char *value)
{
    return value && *value;
}

static bool wants_color(const char *color, bool is_tty)
{
    const char *term = getenv("TERM");
    const char *force = getenv("CLICOLOR_FORCE");

    if (strcmp(color, "auto") != 0)
        return strcmp(color, "always") == 0;
    if (is_set(getenv("NO_COLOR")))
        return false;
    if (is_set(force) && strcmp(force, "0") != 0)
        return true;
    return is_tty && term && strcmp(term, "dumb") != 0;
}

static int find_columns(FILE *out)
{
    struct winsize size;
    const char *variable = getenv("COLUMNS");
    int columns = variable ? atoi(variable) : 0; /* NOLINT(cert-err34-c): 0 for nonsense is right */

    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    if (columns <= 0)
        columns = DEFAULT_COLUMNS;
    return columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns;
}

void rp_terminal_init(struct rp_terminal *terminal, FILE *out, const char *color)
{
    const bool is_tty = isatty(fileno(out)) == 1;

    *terminal = (struct rp_terminal){
        .out = out,
        .is_tty = is_tty,
        .color = wants_color(color, is_tty),
        .utf8 = is_tty && strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .columns = find_columns(out),
    };
}

void rp_terminal_styled(const struct rp_terminal *terminal, enum rp_style style, const char *text)
{
    static const char *const begins[] = {
        [RP_STYLE_PLAIN] = "",        [RP_STYLE_BOLD] = "\033[1m",     [RP_STYLE_DIM] = "\033[2m",
        [RP_STYLE_WARN] = "\033[33m", [RP_STYLE_ALARM] = "\033[1;31m", [RP_STYLE_GAIN] = "\033[34m",
    };

    if (terminal->color && style != RP_STYLE_PLAIN)
        fprintf(terminal->out, "%s%s\033[0m", begins[style], text);
    else
        fputs(text, terminal->out);
}

void rp_terminal_name(const struct rp_terminal *terminal, const char *name, int room)
{
    char *safe = rp_text_safe(name, terminal->utf8);

    if (!safe) {
        fputs("?", terminal->out);
        return;
    }
    if (terminal->is_tty)
        rp_text_cut(safe, room);
    fputs(safe, terminal->out);
    free(safe);
}

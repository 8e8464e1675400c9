/* terminal.h: what the output is and how text is shown on it: width, colour, character set.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Names come from programs and may hold anything: control characters, bidirectional marks and
 * bytes that are no text are shown as \xNN, so that a name can neither move the cursor nor forge
 * a line.
 */
#ifndef RANKPROF_ANALYSIS_REPORT_TERMINAL_H
#define RANKPROF_ANALYSIS_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct rp_terminal {
    FILE *out;
    bool is_tty;
    bool color;
    bool utf8; /* a terminal that shows UTF-8; elsewhere output is ASCII */
    int columns;
};

/* `color` is "auto", "always" or "never". Reads the environment and the size of the window. */
void rp_terminal_init(struct rp_terminal *terminal, FILE *out, const char *color);

enum rp_style {
    RP_STYLE_PLAIN,
    RP_STYLE_BOLD,
    RP_STYLE_DIM,
    RP_STYLE_WARN,
    RP_STYLE_ALARM,
    RP_STYLE_GAIN
};

/* Writes `text`, which must be safe, in a style; without colour as it is. */
void rp_terminal_styled(const struct rp_terminal *terminal, enum rp_style style, const char *text);

/*
 * Writes a name made safe. On a terminal it is cut in its middle to `room` columns; elsewhere
 * never, so that it can be searched for.
 */
void rp_terminal_name(const struct rp_terminal *terminal, const char *name, int room);

/* A safe copy of `name`, to be freed; NULL when out of memory. */
char *rp_text_safe(const char *name, bool utf8);

/* Cuts safe text in its middle to `room` columns, in place. */
void rp_text_cut(char *text, int room);

#endif

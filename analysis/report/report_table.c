/* report_table.c: text tables that drop columns where the output is narrow.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_table.h"

#include <string.h>

static bool is_shown(const struct rp_report *report, const struct rp_report_column *column)
{
    return report->terminal.columns >= column->from;
}

void rp_report_table_head(const struct rp_report *report, const struct rp_report_table *table)
{
    char line[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct rp_report_column *column = &table->columns[i];

        if (is_shown(report, column) && used < sizeof(line))
            used += (size_t)snprintf(line + used, sizeof(line) - used, "%*s", column->width,
                                     column->title);
    }
    if (used < sizeof(line))
        snprintf(line + used, sizeof(line) - used, "  %s", table->last_title);
    rp_terminal_styled(&report->terminal, RP_STYLE_BOLD, line);
    fputc('\n', report->terminal.out);
}

/* Two signs say by themselves what the colour says once more. */
static enum rp_style style_of(const char *text)
{
    if (strstr(text, "!!"))
        return RP_STYLE_ALARM;
    return strchr(text, '!') ? RP_STYLE_WARN : RP_STYLE_PLAIN;
}

int rp_report_table_row(const struct rp_report *report, const struct rp_report_table *table,
                        const void *row)
{
    int room = report->terminal.columns - 2;

    for (size_t i = 0; i < table->count; i++) {
        const struct rp_report_column *column = &table->columns[i];
        char text[RP_CELL_BYTES] = "";
        char padded[RP_CELL_BYTES + 32];

        if (!is_shown(report, column))
            continue;
        column->cell(report, row, text);
        snprintf(padded, sizeof(padded), "%*s", column->width, text);
        rp_terminal_styled(&report->terminal, style_of(text), padded);
        room -= column->width;
    }
    fputs("  ", report->terminal.out);
    return room;
}

/* options_help.c: shows a command's help from its table of options.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "common/options.h"

#define LINE_COLUMNS 79
#define TEXT_COLUMN  26

/* Writes `text` from the current column on, continued at `indent` where a line is full. */
static void write_wrapped(const char *text, int column, int indent, FILE *out)
{
    while (*text) {
        const int length = (int)strcspn(text, " ");
        const int next = (int)strspn(text + length, " ");

        fprintf(out, "%.*s", length, text);
        column += length;
        text += length + next;
        if (*text && column + 1 + (int)strcspn(text, " ") > LINE_COLUMNS)
            column = fprintf(out, "\n%*s", indent, "") - 1;
        else if (*text)
            column += fprintf(out, " ");
    }
    fputc('\n', out);
}

static void write_option(const struct rp_option *option, FILE *out)
{
    char left[64];
    const char letter[] = {'-', option->letter, ',', '\0'};
    int length = 0;

    length = snprintf(left, sizeof(left), "  %3s --%s%s%s", option->letter ? letter : "",
                      option->name, option->value ? " " : "", option->value ? option->value : "");
    fputs(left, out);
    if (length >= TEXT_COLUMN) {
        fputc('\n', out);
        length = 0;
    }
    fprintf(out, "%*s", TEXT_COLUMN - length, "");
    write_wrapped(option->help, TEXT_COLUMN, TEXT_COLUMN, out);
}

static void write_examples(const char *const *examples, FILE *out)
{
    fputs("Examples:\n", out);
    for (; examples && examples[0]; examples += 2) {
        fprintf(out, "  %s\n      ", examples[0]);
        write_wrapped(examples[1], 6, 6, out);
    }
}

void rp_options_help(const struct rp_option_table *table, FILE *out)
{
    static const struct rp_option help = {
        .letter = 'h', .name = "help", .help = "show this help and exit"};

    write_examples(table->examples, out);
    fprintf(out, "\nUsage: %s\n", table->usage);
    write_wrapped(table->summary, 0, 0, out);
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < table->count; i++)
        write_option(&table->options[i], out);
    write_option(&help, out);
    if (table->environment)
        fputs("\nEach option but --help has an environment variable: RANKPROF_ and its name, for\n"
              "example RANKPROF_OUTPUT. What stands on the command line counts more.\n",
              out);
    if (table->notes)
        fprintf(out, "\n%s", table->notes);
}

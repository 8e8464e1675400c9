/* completion_zsh.c: completion for zsh: the specifications that its function _arguments takes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

/* Within single quotes; `special` are the characters that end a part of a specification. */
static void write_quoted(const char *text, const char *special, FILE *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\'", out);
        else if (strchr(special, *text))
            fputc('\\', out);
        fputc(*text, out);
    }
}

/* '(-o --output)'{-o,--output=}'[what it is for]:DIR:_files' */
static void write_option(const struct rp_option *option, FILE *out)
{
    const char *const more = option->value ? "=" : "";

    fputs(" \\\n            ", out);
    if (option->letter)
        fprintf(out, "'(-%c --%s)'{-%c,--%s%s}'[", option->letter, option->name, option->letter,
                option->name, more);
    else
        fprintf(out, "'--%s%s[", option->name, more);
    write_quoted(option->help, "[]:", out);
    fputc(']', out);
    if (option->value) {
        fputc(':', out);
        write_quoted(option->value, ":", out);
        fputc(':', out);
        if (option->choices) {
            fputc('(', out);
            rp_completion_words(option->choices, out);
            fputc(')', out);
        } else {
            fputs("_files", out);
        }
    }
    fputc('\'', out);
}

static void write_case(const struct rp_command *command, FILE *out)
{
    static const struct rp_option help = {
        .letter = 'h', .name = "help", .help = "show the help and exit"};
    const struct rp_option_table *const table = command->options;

    fprintf(out, "        %s)\n            _arguments -s -S", command->name);
    for (size_t i = 0; i < table->count; i++)
        write_option(&table->options[i], out);
    write_option(&help, out);
    if (table->first_word_ends) {
        fputs(" \\\n            '*::program:_normal'", out);
    } else if (table->words) {
        fputs(" \\\n            '*:operand:{ compadd -- ", out);
        rp_completion_words(table->words, out);
        fputs("; _files }'", out);
    } else {
        fputs(" \\\n            '*:file:_files'", out);
    }
    fputs("\n            ;;\n", out);
}

void rp_completion_zsh(FILE *out)
{
    fputs("#compdef rankprof\n"
          "# zsh completion for rankprof, made by 'rankprof completion zsh'\n\n"
          "_rankprof() {\n"
          "    local curcontext=$curcontext state line\n"
          "    local -a commands=(\n",
          out);
    for (const struct rp_command *command = rp_commands; command->name; command++) {
        fprintf(out, "        '%s:", command->name);
        write_quoted(command->summary, ":", out);
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    _arguments -C '1: :->command' '*:: :->argument'\n"
          "    case $state in\n"
          "    command) _describe command commands ;;\n"
          "    argument)\n"
          "        case $words[1] in\n"
          "        help) _describe command commands ;;\n",
          out);
    for (const struct rp_command *command = rp_commands; command->name; command++) {
        if (command->options)
            write_case(command, out);
    }
    fputs("        esac\n"
          "        ;;\n"
          "    esac\n"
          "}\n\n"
          "if [ \"$funcstack[1]\" = _rankprof ]; then\n"
          "    _rankprof \"$@\"\n"
          "else\n"
          "    compdef _rankprof rankprof\n"
          "fi\n",
          out);
}

/* completion_bash.c: completion for bash: what may follow what, as cases, and the code around them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * For every bash from 4 on; the package bash-completion is used where it is there.
 */
#include <stdio.h>

#include "cli/commands.h"

static void write_options(const struct rp_command *command, FILE *out)
{
    const struct rp_option_table *const table = command->options;

    if (!table)
        return;
    fprintf(out, "    %s) echo '", command->name);
    for (size_t i = 0; i < table->count; i++) {
        fprintf(out, "--%s ", table->options[i].name);
        if (table->options[i].letter)
            fprintf(out, "-%c ", table->options[i].letter);
    }
    fputs("--help' ;;\n", out);
}

/* A choice has its words; any other value may be a file. */
static void write_values(const struct rp_command *command, FILE *out)
{
    const struct rp_option_table *const table = command->options;

    for (size_t i = 0; table && i < table->count; i++) {
        const struct rp_option *const option = &table->options[i];

        if (option->type == RP_OPTION_FLAG)
            continue;
        fprintf(out, "    '%s --%s'", command->name, option->name);
        if (option->letter)
            fprintf(out, " | '%s -%c'", command->name, option->letter);
        fputs(") echo '", out);
        rp_completion_words(option->choices ? option->choices : ":file", out);
        fputs("' ;;\n", out);
    }
}

static void write_operands(const struct rp_command *command, FILE *out)
{
    if (command->options && command->options->words) {
        fprintf(out, "    %s) echo '", command->name);
        rp_completion_words(command->options->words, out);
        fputs("' ;;\n", out);
    }
}

static void write_commands(FILE *out)
{
    for (const struct rp_command *command = rp_commands; command->name; command++)
        fprintf(out, "%s ", command->name);
}

/* One function of the shell, whose answer each command adds cases to. */
static void write_function(const char *name, const char *subject,
                           void (*add)(const struct rp_command *command, FILE *out), FILE *out)
{
    fprintf(out, "%s() {\n    case $%s in\n", name, subject);
    for (const struct rp_command *command = rp_commands; command->name; command++)
        add(command, out);
    fputs("    esac\n}\n\n", out);
}

static const char code[] =
    "# The number of the word that is the program `rankprof run` starts; none when it is not yet "
    "there.\n"
    "_rankprof_program() {\n"
    "    local at\n"
    "    for ((at = 2; at < COMP_CWORD; at++)); do\n"
    "        case ${COMP_WORDS[at]} in\n"
    "        --) echo $((at + 1)); return ;;\n"
    "        -*) [[ ${COMP_WORDS[at + 1]} == = || -n $(_rankprof_value \"run ${COMP_WORDS[at]}\") "
    "]] && ((at++))\n"
    "            [[ ${COMP_WORDS[at]} == = ]] && ((at++)) ;;\n"
    "        *) echo $at; return ;;\n"
    "        esac\n"
    "    done\n"
    "}\n"
    "\n"
    "_rankprof() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
    "    local before=${COMP_WORDS[COMP_CWORD - 1]} words='' program=''\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then # bash takes --name=value for three words\n"
    "        word=''\n"
    "    elif [[ $before == = ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    [[ $command == run ]] && program=$(_rankprof_program)\n"
    "    if ((COMP_CWORD == 1)) || [[ $command == help ]]; then\n"
    "        words=$_rankprof_commands\n"
    "    elif [[ -n $program ]] && ((program < COMP_CWORD)); then\n"
    "        declare -F _command_offset >/dev/null && _command_offset \"$program\"\n"
    "        return\n"
    "    elif [[ -n $program ]]; then\n"
    "        COMPREPLY=($(compgen -c -- \"$word\"))\n"
    "        return\n"
    "    else\n"
    "        words=$(_rankprof_value \"$command $before\")\n"
    "        [[ $words == :file ]] && return\n"
    "        [[ -z $words && $word == -* ]] && words=$(_rankprof_options \"$command\")\n"
    "        [[ -z $words && $command == run ]] && COMPREPLY=($(compgen -c -- \"$word\")) && "
    "return\n"
    "        [[ -z $words ]] && words=$(_rankprof_operands \"$command\")\n"
    "    fi\n"
    "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
    "}\n"
    "\n"
    "# Where nothing of ours fits, files do.\n"
    "complete -o default -F _rankprof rankprof\n";

void rp_completion_bash(FILE *out)
{
    fputs("# bash completion for rankprof, made by 'rankprof completion bash'\n\n"
          "_rankprof_commands='",
          out);
    write_commands(out);
    fputs("'\n\n", out);
    write_function("_rankprof_options", "1", write_options, out);
    write_function("_rankprof_value", "1", write_values, out);
    write_function("_rankprof_operands", "1", write_operands, out);
    fputs(code, out);
}

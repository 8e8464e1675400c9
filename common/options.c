/* options.c: parses the options of a command by its table.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"

/* One value on its way into the settings. */
struct assignment {
    const struct rp_option *option;
    const char *origin; /* as the user wrote it: "--rate", "-F" or "RANKPROF_RATE" */
    const char *text;
};

static const struct suffix {
    const char *unit, *text;
    double factor;
} suffixes[] = {
    {"s", "us", 1e-6},  {"s", "ms", 1e-3},  {"s", "s", 1},    {"s", "min", 60},
    {"s", "m", 60},     {"s", "h", 3600},   {"Hz", "Hz", 1},  {"Hz", "hz", 1},
    {"Hz", "kHz", 1e3}, {"Hz", "khz", 1e3}, {"Hz", "k", 1e3}, {"%", "%", 1},
};

static const struct truth {
    const char *text;
    bool value;
} truths[] = {
    {"1", true},  {"yes", true}, {"true", true},   {"on", true},
    {"0", false}, {"no", false}, {"false", false}, {"off", false},
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void *member(const struct assignment *it, void *settings)
{
    return (char *)settings + it->option->offset;
}

static enum rp_status store_flag(const struct assignment *it, void *settings,
                                 struct rp_error *error)
{
    for (size_t i = 0; i < COUNT_OF(truths); i++) {
        if (strcasecmp(it->text, truths[i].text) == 0) {
            *(bool *)member(it, settings) = truths[i].value;
            return RP_OK;
        }
    }
    return rp_error_set(error, RP_E_USAGE, "%s must be 1 or 0, not '%s'", it->origin, it->text);
}

static enum rp_status store_text(const struct assignment *it, void *settings,
                                 struct rp_error *error)
{
    if (!*it->text)
        return rp_error_set(error, RP_E_USAGE, "%s needs a value, not an empty one", it->origin);
    *(const char **)member(it, settings) = it->text;
    return RP_OK;
}

/* True when `text` is one of the words of `choices`, which are separated by '|'. */
static bool is_choice(const char *choices, const char *text)
{
    const size_t length = strlen(text);

    for (const char *word = choices; word; word = strchr(word, '|')) {
        word += *word == '|';
        if (length > 0 && strcspn(word, "|") == length && memcmp(word, text, length) == 0)
            return true;
    }
    return false;
}

static enum rp_status store_choice(const struct assignment *it, void *settings,
                                   struct rp_error *error)
{
    if (!is_choice(it->option->choices, it->text))
        return rp_error_set(error, RP_E_USAGE, "%s must be one of %s, not '%s'", it->origin,
                            it->option->choices, it->text);
    return store_text(it, settings, error);
}

/* 0 when `text` is no suffix of `unit`; no suffix at all means the unit itself. */
static double factor_of(const char *unit, const char *text)
{
    if (!*text)
        return 1;
    for (size_t i = 0; unit && i < COUNT_OF(suffixes); i++) {
        if (strcmp(suffixes[i].unit, unit) == 0 && strcmp(suffixes[i].text, text) == 0)
            return suffixes[i].factor;
    }
    return 0;
}

enum rp_status rp_option_number(const struct rp_option *option, const char *origin,
                                const char *text, double *out, struct rp_error *error)
{
    char *end = NULL;
    const double number = strtod(text, &end);
    const double factor = end == text ? 0 : factor_of(option->unit, end);
    const double value = number * factor;

    if (factor == 0 || !isfinite(value) || value < option->low || value > option->high)
        return rp_error_set(error, RP_E_USAGE, "%s must be a number from %g to %g%s%s, not '%s'",
                            origin, option->low, option->high, option->unit ? " " : "",
                            option->unit ? option->unit : "", text);
    *out = value;
    return RP_OK;
}

static enum rp_status store_number(const struct assignment *it, void *settings,
                                   struct rp_error *error)
{
    return rp_option_number(it->option, it->origin, it->text, member(it, settings), error);
}

static bool has_empty_item(const char *list)
{
    const size_t length = strlen(list);

    return length == 0 || list[0] == ',' || list[length - 1] == ',' || strstr(list, ",,");
}

static enum rp_status store_list(const struct assignment *it, void *settings,
                                 struct rp_error *error)
{
    char **list = member(it, settings);
    char *longer = NULL;
    int bytes = 0;

    if (has_empty_item(it->text))
        return rp_error_set(error, RP_E_USAGE, "%s needs names separated by commas, not '%s'",
                            it->origin, it->text);
    bytes = asprintf(&longer, "%s%s%s", *list ? *list : "", *list ? "," : "", it->text);
    if (bytes < 0)
        return rp_error_set(error, RP_E_NOMEM, "cannot keep the value of %s: out of memory",
                            it->origin);
    free(*list);
    *list = longer;
    return RP_OK;
}

static enum rp_status store(const struct assignment *it, void *settings, struct rp_error *error)
{
    static enum rp_status (*const stores[])(const struct assignment *, void *,
                                            struct rp_error *) = {
        [RP_OPTION_FLAG] = store_flag,     [RP_OPTION_TEXT] = store_text,
        [RP_OPTION_CHOICE] = store_choice, [RP_OPTION_NUMBER] = store_number,
        [RP_OPTION_LIST] = store_list,
    };

    return stores[it->option->type](it, settings, error);
}

/* ---- environment ---- */

void rp_option_variable(const struct rp_option *option, char *name, size_t bytes)
{
    snprintf(name, bytes, "RANKPROF_%s", option->name);
    for (char *letter = name; *letter; letter++)
        *letter = *letter == '-' ? '_' : (char)toupper((unsigned char)*letter);
}

static enum rp_status read_environment(const struct rp_option_table *table, void *settings,
                                       struct rp_error *error)
{
    for (size_t i = 0; table->environment && i < table->count; i++) {
        char name[64];
        struct assignment it = {.option = &table->options[i], .origin = name};

        rp_option_variable(it.option, name, sizeof(name));
        it.text = getenv(name);
        if (it.text && *it.text) {
            const enum rp_status status = store(&it, settings, error);

            if (status != RP_OK)
                return status;
        }
    }
    return RP_OK;
}

/* A list on the command line replaces the variable's, and only then adds to itself. */
static void forget_environment_list(const struct assignment *it, bool *seen, void *settings)
{
    if (it->option->type == RP_OPTION_LIST && !*seen) {
        char **list = member(it, settings);

        free(*list);
        *list = NULL;
    }
    *seen = true;
}

/* ---- command line ---- */

#define MOST_OPTIONS 32

struct parser {
    const struct rp_option_table *table;
    void *settings;
    struct rp_error *error;
    char **next; /* the word to look at now */
    bool seen[MOST_OPTIONS];
};

static enum rp_status unknown(const struct parser *parser, const char *dashes, const char *word)
{
    struct rp_nearest nearest = {.word = word};

    for (size_t i = 0; i < parser->table->count; i++)
        rp_nearest_offer(&nearest, parser->table->options[i].name);
    rp_nearest_offer(&nearest, "help");
    if (nearest.name)
        return rp_error_set(parser->error, RP_E_USAGE,
                            "unknown option '%s%s'; the nearest one is '--%s'", dashes, word,
                            nearest.name);
    return rp_error_set(parser->error, RP_E_USAGE,
                        "unknown option '%s%s'; see 'rankprof %s --help'", dashes, word,
                        parser->table->command);
}

static enum rp_status assign(struct parser *parser, struct assignment *it)
{
    if (!it->text && it->option->type == RP_OPTION_FLAG)
        it->text = "1";
    else if (!it->text)
        it->text = *parser->next ? *parser->next++ : NULL;
    if (!it->text)
        return rp_error_set(parser->error, RP_E_USAGE, "%s needs a value (%s)", it->origin,
                            it->option->value);
    forget_environment_list(it, &parser->seen[it->option - parser->table->options],
                            parser->settings);
    return store(it, parser->settings, parser->error);
}

/* `word` is "--name" or "--name=value". */
static enum rp_status parse_long(struct parser *parser, char *word)
{
    char origin[64];
    const size_t length = strcspn(word + 2, "=");
    struct assignment it = {.origin = origin,
                            .text = word[2 + length] == '=' ? word + length + 3 : NULL};

    snprintf(origin, sizeof(origin), "%.*s", (int)(length + 2), word);
    for (size_t i = 0; i < parser->table->count; i++) {
        const struct rp_option *option = &parser->table->options[i];

        if (strlen(option->name) == length && memcmp(option->name, word + 2, length) == 0) {
            it.option = option;
            return assign(parser, &it);
        }
    }
    return unknown(parser, "--", origin + 2);
}

static const struct rp_option *find_letter(const struct rp_option_table *table, char letter)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->options[i].letter == letter)
            return &table->options[i];
    }
    return NULL;
}

/* `word` is "-x", "-xVALUE" or several flags together. */
static enum rp_status parse_short(struct parser *parser, char *word)
{
    enum rp_status status = RP_OK;

    for (char *letter = word + 1; status == RP_OK && *letter; letter++) {
        const char origin[] = {'-', *letter, '\0'};
        struct assignment it = {.option = find_letter(parser->table, *letter), .origin = origin};

        if (!it.option)
            return unknown(parser, "-", origin + 1);
        if (it.option->type != RP_OPTION_FLAG && letter[1]) {
            it.text = letter + 1;
            return assign(parser, &it);
        }
        status = assign(parser, &it);
    }
    return status;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool ends_options(const struct rp_option_table *table, const char *word)
{
    return strcmp(word, "--") == 0 ||
           (table->first_word_ends && (word[0] != '-' || word[1] == '\0'));
}

/* Operands are gathered at the front of argv as they are met, in place of options already read. */
static enum rp_status parse_words(struct parser *parser, char **argv, struct rp_operands *operands)
{
    enum rp_status status = RP_OK;

    while (status == RP_OK && *parser->next && !ends_options(parser->table, *parser->next)) {
        char *word = *parser->next++;

        if (is_help(word)) {
            operands->help = true;
            return RP_OK;
        }
        if (word[0] != '-' || word[1] == '\0')
            argv[operands->count++] = word;
        else
            status = word[1] == '-' ? parse_long(parser, word) : parse_short(parser, word);
    }
    if (status == RP_OK && *parser->next && strcmp(*parser->next, "--") == 0)
        parser->next++;
    while (status == RP_OK && *parser->next)
        argv[operands->count++] = *parser->next++;
    return status;
}

enum rp_status rp_options_parse(const struct rp_option_table *table, char **argv, void *settings,
                                struct rp_operands *operands, struct rp_error *error)
{
    char **words = argv + 1;
    struct parser parser = {.table = table, .settings = settings, .error = error, .next = words};
    struct rp_operands found = {.words = words};
    enum rp_status status = read_environment(table, settings, error);

    if (status == RP_OK || (words[0] && is_help(words[0])))
        status = parse_words(&parser, words, &found);
    if (status != RP_OK)
        return status;
    if (!found.help)
        words[found.count] = NULL;
    if (!found.help && found.count > table->most_operands)
        return rp_error_set(error, RP_E_USAGE, "'%s' is one argument too many; usage: %s",
                            words[table->most_operands], table->usage);
    *operands = found;
    return RP_OK;
}

void rp_options_release(const struct rp_option_table *table, void *settings)
{
    for (size_t i = 0; i < table->count; i++) {
        char **list = (char **)((char *)settings + table->options[i].offset);

        if (table->options[i].type == RP_OPTION_LIST) {
            free(*list);
            *list = NULL;
        }
    }
}

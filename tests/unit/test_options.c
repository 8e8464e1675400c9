/* test_options.c: options are parsed, refused and explained by their table.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/nearest.h"
#include "common/options.h"

struct settings {
    const char *output;
    const char *clock;
    char *events;
    double rate;
    double slice;
    bool quiet;
};

#define MEMBER(name) offsetof(struct settings, name)

static const struct rp_option options[] = {
    {.letter = 'o',
     .name = "output",
     .type = RP_OPTION_TEXT,
     .offset = MEMBER(output),
     .value = "DIR",
     .help = "where to write"},
    {.name = "clock",
     .type = RP_OPTION_CHOICE,
     .offset = MEMBER(clock),
     .value = "cpu|wall",
     .choices = "cpu|wall",
     .help = "what to sample by"},
    {.letter = 'e',
     .name = "events",
     .type = RP_OPTION_LIST,
     .offset = MEMBER(events),
     .value = "EVENT,...",
     .help = "what to count"},
    {.letter = 'F',
     .name = "rate",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(rate),
     .value = "HZ",
     .low = 1,
     .high = 10000,
     .unit = "Hz",
     .help = "samples a second"},
    {.name = "slice",
     .type = RP_OPTION_NUMBER,
     .offset = MEMBER(slice),
     .value = "SECONDS",
     .low = 0.1,
     .high = 100,
     .unit = "s",
     .help = "length of a slice"},
    {.letter = 'q',
     .name = "quiet",
     .type = RP_OPTION_FLAG,
     .offset = MEMBER(quiet),
     .help = "say little"},
};

static const char *const examples[] = {"tool run ./app", "does it", NULL};

static struct rp_option_table table = {
    .command = "run",
    .usage = "tool run [options] APP",
    .summary = "Does it.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
    .first_word_ends = true,
    .environment = true,
    .most_operands = 100,
};

static struct settings settings;
static struct rp_operands operands;
static struct rp_error error;

/* Parses the words of `line`, which are separated by single blanks. */
static enum rp_status parse(const char *line)
{
    static char text[256];
    static char *words[32];
    size_t count = 0;

    snprintf(text, sizeof(text), "%s", line);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        words[count++] = word;
    words[count] = NULL;
    rp_options_release(&table, &settings);
    settings = (struct settings){.rate = 100};
    operands = (struct rp_operands){0};
    error = (struct rp_error){0};
    return rp_options_parse(&table, words, &settings, &operands, &error);
}

static void reads_every_type(void **state)
{
    (void)state;
    assert_int_equal(parse("run -o dir --clock=wall -e a,b -F 2kHz --slice 500ms -q app"), RP_OK);
    assert_string_equal(settings.output, "dir");
    assert_string_equal(settings.clock, "wall");
    assert_string_equal(settings.events, "a,b");
    assert_true(settings.rate == 2000);
    assert_true(settings.slice == 0.5);
    assert_true(settings.quiet);
    assert_int_equal(operands.count, 1);
    assert_string_equal(operands.words[0], "app");
    assert_null(operands.words[1]);
}

static void letters_stand_together(void **state)
{
    (void)state;
    assert_int_equal(parse("run -qF250 -odir app"), RP_OK);
    assert_true(settings.quiet);
    assert_true(settings.rate == 250);
    assert_string_equal(settings.output, "dir");
}

static void first_word_ends_the_options(void **state)
{
    (void)state;
    assert_int_equal(parse("run -q app -F 0 --unknown"), RP_OK);
    assert_int_equal(operands.count, 4);
    assert_string_equal(operands.words[1], "-F");
    assert_true(settings.rate == 100);
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    assert_int_equal(parse("run -q -- --strange-app -x"), RP_OK);
    assert_int_equal(operands.count, 2);
    assert_string_equal(operands.words[0], "--strange-app");
}

static void operands_may_stand_between_options(void **state)
{
    (void)state;
    table.first_word_ends = false;
    assert_int_equal(parse("report one -q two --rate 5 -- -three"), RP_OK);
    table.first_word_ends = true;
    assert_int_equal(operands.count, 3);
    assert_string_equal(operands.words[0], "one");
    assert_string_equal(operands.words[1], "two");
    assert_string_equal(operands.words[2], "-three");
    assert_null(operands.words[3]);
    assert_true(settings.rate == 5);
}

static void lists_add_up(void **state)
{
    (void)state;
    assert_int_equal(parse("run -e a,b --events c app"), RP_OK);
    assert_string_equal(settings.events, "a,b,c");
}

static void command_line_counts_more_than_environment(void **state)
{
    (void)state;
    setenv("RANKPROF_RATE", "50", 1);
    setenv("RANKPROF_EVENTS", "x", 1);
    setenv("RANKPROF_QUIET", "yes", 1);
    setenv("RANKPROF_OUTPUT", "", 1);
    assert_int_equal(parse("run -e a -e b app"), RP_OK);
    assert_true(settings.rate == 50);
    assert_true(settings.quiet);
    assert_string_equal(settings.events, "a,b");
    assert_null(settings.output);
    assert_int_equal(parse("run -F 60 app"), RP_OK);
    assert_true(settings.rate == 60);
    assert_string_equal(settings.events, "x");
    setenv("RANKPROF_RATE", "fast", 1);
    assert_int_equal(parse("run app"), RP_E_USAGE);
    assert_non_null(strstr(error.text, "RANKPROF_RATE"));
    unsetenv("RANKPROF_RATE");
    unsetenv("RANKPROF_EVENTS");
    unsetenv("RANKPROF_QUIET");
    unsetenv("RANKPROF_OUTPUT");
}

static void refuses_bad_values_with_a_sentence(void **state)
{
    static const char *const lines[][2] = {
        {"run -F 0 app", "-F must be a number from 1 to 10000 Hz"},
        {"run -F 1e9 app", "-F must be a number"},
        {"run -F nan app", "-F must be a number"},
        {"run -F 10s app", "-F must be a number"},
        {"run -F 10x app", "'10x'"},
        {"run --slice= app", "--slice must be a number"},
        {"run --clock cp app", "--clock must be one of cpu|wall"},
        {"run --clock=cpu|wall app", "--clock must be one of"},
        {"run -e a,,b app", "-e needs names"},
        {"run -e , app", "-e needs names"},
        {"run --output= app", "--output needs a value"},
        {"run --quiet=perhaps app", "--quiet must be 1 or 0"},
        {"run --rate", "--rate needs a value (HZ)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        assert_int_equal(parse(lines[i][0]), RP_E_USAGE);
        assert_int_equal(error.status, RP_E_USAGE);
        if (!strstr(error.text, lines[i][1]))
            fail_msg("'%s' says '%s', not '%s'", lines[i][0], error.text, lines[i][1]);
    }
}

static void unknown_option_names_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(parse("run --ouptut=x app"), RP_E_USAGE);
    assert_non_null(strstr(error.text, "'--ouptut'"));
    assert_non_null(strstr(error.text, "'--output'"));
    assert_int_equal(parse("run --no-mpi app"), RP_E_USAGE);
    assert_non_null(strstr(error.text, "--help"));
    assert_int_equal(parse("run -z app"), RP_E_USAGE);
    assert_non_null(strstr(error.text, "'-z'"));
}

static void refuses_too_many_operands(void **state)
{
    (void)state;
    table.most_operands = 1;
    assert_int_equal(parse("run one two"), RP_E_USAGE);
    table.most_operands = 100;
    assert_non_null(strstr(error.text, "'two'"));
}

static void help_wins_and_begins_with_examples(void **state)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);

    (void)state;
    setenv("RANKPROF_RATE", "fast", 1);
    assert_int_equal(parse("run --help"), RP_OK);
    unsetenv("RANKPROF_RATE");
    assert_true(operands.help);
    rp_options_help(&table, out);
    fclose(out);
    assert_int_equal(strncmp(text, "Examples:\n  tool run ./app\n", 26), 0);
    for (size_t i = 0; i < table.count; i++)
        assert_non_null(strstr(text, options[i].name));
    assert_null(strstr(text, " \n"));
    free(text);
}

static void options_make_names_of_variables(void **state)
{
    const struct rp_option option = {.name = "gpu-trace"};
    char name[64];

    (void)state;
    rp_option_variable(&option, name, sizeof(name));
    assert_string_equal(name, "RANKPROF_GPU_TRACE");
}

static void distance_counts_slips(void **state)
{
    (void)state;
    assert_int_equal(rp_edit_distance("report", "report"), 0);
    assert_int_equal(rp_edit_distance("repotr", "report"), 1);
    assert_int_equal(rp_edit_distance("", "abc"), 3);
    assert_int_equal(rp_edit_distance("kitten", "sitting"), 3);
}

static void nothing_near_is_not_named(void **state)
{
    struct rp_nearest nearest = {.word = "budget"};

    (void)state;
    rp_nearest_offer(&nearest, "quiet");
    rp_nearest_offer(&nearest, "slice");
    assert_null(nearest.name);
    nearest = (struct rp_nearest){.word = "ev"};
    rp_nearest_offer(&nearest, "events");
    assert_string_equal(nearest.name, "events");
}

static int forget(void **state)
{
    (void)state;
    rp_options_release(&table, &settings);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_type),
        cmocka_unit_test(letters_stand_together),
        cmocka_unit_test(first_word_ends_the_options),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(operands_may_stand_between_options),
        cmocka_unit_test(lists_add_up),
        cmocka_unit_test(command_line_counts_more_than_environment),
        cmocka_unit_test(refuses_bad_values_with_a_sentence),
        cmocka_unit_test(unknown_option_names_the_nearest),
        cmocka_unit_test(refuses_too_many_operands),
        cmocka_unit_test(help_wins_and_begins_with_examples),
        cmocka_unit_test(options_make_names_of_variables),
        cmocka_unit_test(distance_counts_slips),
        cmocka_unit_test(nothing_near_is_not_named),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}

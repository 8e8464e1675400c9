/* fuzz_rules.c: reads rules of findings and groups of counters, whatever stands in them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/metric_groups.h"
#include "analysis/findings/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct read {
    struct rp_rules rules;
    struct rp_metric_groups groups;
    struct rp_problems problems;
};

static enum rp_status take_rule(void *context, const struct rp_entry *entry)
{
    struct read *const read = context;

    return rp_rules_add(&read->rules, entry, &read->problems);
}

static enum rp_status take_group(void *context, const struct rp_entry *entry)
{
    struct read *const read = context;

    return rp_metric_groups_add(&read->groups, entry, &read->problems);
}

/* Each name but one is known, by its first letter. */
static bool find(void *context, const char *name, uint32_t *place)
{
    (void)context;
    *place = (unsigned char)name[0];
    return strcmp(name, "unknown") != 0;
}

static double value(void *context, uint32_t place)
{
    (void)context;
    return place % 7 == 0 ? RP_UNKNOWN : (double)place - 100;
}

static void say(const struct rp_template *sentence)
{
    static const char *const texts[RP_TEXT_COUNT] = {"solve",  "main > solve", "3",
                                                     "3, 5-9", "rank 3",       "solve.c:21"};

    free(rp_template_fill(sentence, texts, value, NULL));
}

static void use_rule(struct rp_rule *rule)
{
    const char *unknown;

    if (!rp_rule_bind(rule, find, NULL, &unknown))
        return;
    rp_expression_value(&rule->when, value, NULL);
    rp_expression_value(&rule->value, value, NULL);
    rp_expression_value(&rule->recover, value, NULL);
    say(&rule->say);
    for (size_t i = 0; i < rule->evidence_count; i++)
        say(&rule->evidence[i]);
    say(&rule->hint);
}

static void use_groups(const struct rp_metric_groups *groups)
{
    for (size_t i = 0; i < rp_derived_metric_count(groups); i++) {
        const struct rp_derived_metric *const metric = rp_derived_metric_at(groups, i);

        if (rp_derived_metric_find(groups, metric->name) > i)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct read read = {0};
    const struct rp_entry_visitor kinds[] = {
        {.kind = "rankprof-findings", .version = 1, .visit = take_rule, .context = &read},
        {.kind = "rankprof-metrics", .version = 1, .visit = take_group, .context = &read},
    };
    const struct rp_entry_visitors visitors = {kinds, sizeof(kinds) / sizeof(kinds[0]),
                                               &read.problems};
    char *const text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    rp_entry_text_read(text, "fuzz.txt", &visitors);
    for (size_t i = 0; i < read.rules.count; i++)
        use_rule(&read.rules.list[i]);
    use_groups(&read.groups);
    rp_rules_release(&read.rules);
    rp_metric_groups_release(&read.groups);
    rp_problems_release(&read.problems);
    free(text);
    return 0;
}

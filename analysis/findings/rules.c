/* rules.c: the rules by which findings and discrepancies are made, read from text files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RULES   1000u
#define USUAL_LEAST  0.01
#define USUAL_MOST   3u
#define MOST_A_RULE  100u
#define USUAL_FORMAT "number"

/* ---- fields ---- */

/* A rule while its entry is read. */
struct making {
    struct rp_rule *rule;
    const struct rp_entry *entry;
    struct rp_error error;
};

static enum rp_status wrong(struct making *it, const char *sentence)
{
    return rp_error_set(&it->error, RP_E_USAGE, "%s", sentence);
}

static enum rp_status set_when(struct making *it, const char *text)
{
    return rp_expression_parse(&it->rule->when, text, &it->error);
}

static enum rp_status set_value(struct making *it, const char *text)
{
    return rp_expression_parse(&it->rule->value, text, &it->error);
}

static enum rp_status set_recover(struct making *it, const char *text)
{
    return rp_expression_parse(&it->rule->recover, text, &it->error);
}

static double no_value(void *context, uint32_t place)
{
    (void)context;
    (void)place;
    return RP_UNKNOWN;
}

/* A number with its unit, as in expressions. */
static enum rp_status set_least(struct making *it, const char *text)
{
    struct rp_expression number = {0};
    const enum rp_status status = rp_expression_parse(&number, text, &it->error);

    if (status != RP_OK)
        return status;
    it->rule->least = rp_expression_value(&number, no_value, NULL);
    rp_expression_release(&number);
    return rp_is_known(it->rule->least) ? RP_OK : wrong(it, "'least' takes a number");
}

static enum rp_status set_most(struct making *it, const char *text)
{
    const unsigned long most = strtoul(text, NULL, 10);

    if (most < 1 || most > MOST_A_RULE)
        return wrong(it, "'most' takes a number from 1 to 100");
    it->rule->most = (unsigned)most;
    return RP_OK;
}

static enum rp_status set_together(struct making *it, const char *text)
{
    it->rule->together = strcmp(text, "yes") == 0;
    return it->rule->together || strcmp(text, "no") == 0
               ? RP_OK
               : wrong(it, "'together' takes 'yes' or 'no'");
}

static enum rp_status set_format(struct making *it, const char *text)
{
    static const char *const known[] = {"time",  "share", "factor", "count",
                                        "bytes", "hertz", "rank",   "number"};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i], text) == 0) {
            it->rule->format = known[i];
            return RP_OK;
        }
    }
    return wrong(it, "'format' takes time, share, factor, count, bytes, hertz, rank or number");
}

static enum rp_status set_cause(struct making *it, const char *text)
{
    it->rule->cause = strdup(text);
    return it->rule->cause ? RP_OK : RP_E_NOMEM;
}

static enum rp_status set_say(struct making *it, const char *text)
{
    return rp_template_parse(&it->rule->say, text, &it->error);
}

static enum rp_status set_hint(struct making *it, const char *text)
{
    return rp_template_parse(&it->rule->hint, text, &it->error);
}

static enum rp_status add_evidence(struct making *it, const char *text)
{
    enum rp_status status = RP_OK;

    if (it->rule->evidence_count == RP_RULE_EVIDENCE)
        return wrong(it, "a rule has at most 4 lines of evidence");
    status = rp_template_parse(&it->rule->evidence[it->rule->evidence_count], text, &it->error);
    it->rule->evidence_count += status == RP_OK;
    return status;
}

static const struct field {
    const char *key;
    enum rp_status (*set)(struct making *it, const char *text);
    bool of_finding, of_compare, needed, repeats;
} fields[] = {
    {"when", set_when, true, true, false, false},
    {"value", set_value, false, true, true, false},
    {"format", set_format, false, true, false, false},
    {"cause", set_cause, false, true, false, false},
    {"recover", set_recover, true, true, false, false},
    {"least", set_least, true, true, false, false},
    {"most", set_most, true, false, false, false},
    {"together", set_together, true, false, false, false},
    {"say", set_say, true, true, true, false},
    {"evidence", add_evidence, true, true, false, true},
    {"hint", set_hint, true, true, false, false},
};

static const struct field *field_called(const char *key, enum rp_rule_kind kind)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].key, key) == 0 &&
            (kind == RP_RULE_FINDING ? fields[i].of_finding : fields[i].of_compare))
            return &fields[i];
    }
    return NULL;
}

static bool stands_before(const struct rp_entry *entry, size_t number)
{
    for (size_t i = 0; i < number; i++) {
        if (strcmp(entry->fields[i].key, entry->fields[number].key) == 0)
            return true;
    }
    return false;
}

static enum rp_status set_field(struct making *it, size_t number)
{
    const struct rp_entry_field *given = &it->entry->fields[number];
    const struct field *field = field_called(given->key, it->rule->kind);

    if (!field)
        return rp_error_set(&it->error, RP_E_USAGE, "there is no field '%s' here", given->key);
    if (!field->repeats && stands_before(it->entry, number))
        return rp_error_set(&it->error, RP_E_USAGE, "'%s' is given twice", given->key);
    return field->set(it, given->value);
}

static enum rp_status set_fields(struct making *it, unsigned *line)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < it->entry->count; i++) {
        *line = it->entry->fields[i].line;
        status = set_field(it, i);
    }
    if (status != RP_OK)
        return status;
    *line = it->entry->line;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const bool fits =
            it->rule->kind == RP_RULE_FINDING ? fields[i].of_finding : fields[i].of_compare;

        if (fields[i].needed && fits && !rp_entry_value(it->entry, fields[i].key, NULL))
            return rp_error_set(&it->error, RP_E_USAGE, "'%s' is missing", fields[i].key);
    }
    if (it->rule->kind == RP_RULE_FINDING && it->rule->when.count == 0)
        return wrong(it, "'when' is missing");
    return RP_OK;
}

/* ---- rules ---- */

static void release_rule(struct rp_rule *rule)
{
    free(rule->name);
    free(rule->file);
    free(rule->cause);
    rp_expression_release(&rule->when);
    rp_expression_release(&rule->value);
    rp_expression_release(&rule->recover);
    rp_template_release(&rule->say);
    rp_template_release(&rule->hint);
    for (size_t i = 0; i < rule->evidence_count; i++)
        rp_template_release(&rule->evidence[i]);
    *rule = (struct rp_rule){0};
}

void rp_rules_release(struct rp_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++)
        release_rule(&rules->list[i]);
    free(rules->list);
    *rules = (struct rp_rules){0};
}

static struct rp_rule *find_rule(const struct rp_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->list[i].name, name) == 0)
            return &rules->list[i];
    }
    return NULL;
}

static enum rp_status keep_rule(struct rp_rules *rules, struct rp_rule *rule)
{
    struct rp_rule *place = find_rule(rules, rule->name);

    if (!place) {
        struct rp_rule *list = realloc(rules->list, (rules->count + 1) * sizeof(*list));

        if (!list) {
            release_rule(rule);
            return RP_E_NOMEM;
        }
        rules->list = list;
        place = &list[rules->count++];
        *place = (struct rp_rule){0};
    }
    release_rule(place);
    *place = *rule;
    return RP_OK;
}

static void drop_rule(struct rp_rules *rules, const char *name)
{
    struct rp_rule *rule = find_rule(rules, name);

    if (!rule)
        return;
    release_rule(rule);
    memmove(rule, rule + 1, (size_t)(rules->list + rules->count - rule - 1) * sizeof(*rule));
    rules->count--;
}

/* "load-imbalance of path" */
static bool read_head(struct rp_rule *rule, const char *head, bool *enough_memory)
{
    char name[65];
    char sort[33];
    char rest = 0;

    if (sscanf(head, "%64s of %32s %c", name, sort, &rest) != 2)
        return false;
    for (size_t i = 0; i < RP_SORT_COUNT; i++) {
        if (strcmp(rp_sort_name((enum rp_sort)i), sort) != 0)
            continue;
        rule->sort = (enum rp_sort)i;
        rule->name = strdup(name);
        *enough_memory = rule->name != NULL;
        return true;
    }
    return false;
}

static enum rp_status make_rule(struct rp_rules *rules, const struct rp_entry *entry,
                                enum rp_rule_kind kind, struct rp_problems *problems)
{
    struct rp_rule rule = {.kind = kind,
                           .line = entry->line,
                           .least = USUAL_LEAST,
                           .most = USUAL_MOST,
                           .format = USUAL_FORMAT};
    struct making making = {.rule = &rule, .entry = entry};
    unsigned line = entry->line;
    bool enough = true;
    enum rp_status status = RP_OK;

    if (!read_head(&rule, entry->head, &enough))
        status = wrong(&making, "a rule begins with 'finding NAME of SORT' or 'compare NAME of "
                                "rank', SORT being job, node, rank, path, function, call or slice");
    else if (kind == RP_RULE_COMPARE && rule.sort != RP_SORT_rank)
        status = wrong(&making, "a comparison is of rank");
    rule.file = strdup(entry->file);
    if (!enough || !rule.file)
        status = RP_E_NOMEM;
    if (status == RP_OK)
        status = set_fields(&making, &line);
    if (status == RP_OK)
        return keep_rule(rules, &rule);
    release_rule(&rule);
    if (status == RP_E_NOMEM)
        return status;
    rp_problem(problems, entry->file, line, "%s", making.error.text);
    return RP_OK;
}

enum rp_status rp_rules_add(struct rp_rules *rules, const struct rp_entry *entry,
                            struct rp_problems *problems)
{
    if (rules->count >= MOST_RULES)
        return RP_OK;
    if (strcmp(entry->keyword, "finding") == 0)
        return make_rule(rules, entry, RP_RULE_FINDING, problems);
    if (strcmp(entry->keyword, "compare") == 0)
        return make_rule(rules, entry, RP_RULE_COMPARE, problems);
    if (strcmp(entry->keyword, "off") == 0)
        drop_rule(rules, entry->head);
    else
        rp_problem(problems, entry->file, entry->line, "'%s' is none of finding, compare and off",
                   entry->keyword);
    return RP_OK;
}

bool rp_rule_bind(struct rp_rule *rule, rp_name_find *find, void *context, const char **unknown)
{
    struct rp_expression *const expressions[] = {&rule->when, &rule->value, &rule->recover};
    bool bound = true;

    for (size_t i = 0; bound && i < sizeof(expressions) / sizeof(expressions[0]); i++)
        bound = rp_expression_bind(expressions[i], find, context, unknown);
    bound = bound && rp_template_bind(&rule->say, find, context, unknown);
    bound = bound && rp_template_bind(&rule->hint, find, context, unknown);
    for (size_t i = 0; bound && i < rule->evidence_count; i++)
        bound = rp_template_bind(&rule->evidence[i], find, context, unknown);
    return bound;
}

/* findings.c: what to fix first: the rules applied to a profile.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/findings.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/findings/finding_texts.h"

/* ---- which ranks and nodes ---- */

static int by_number(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

/* Sorts, and keeps one of each. */
static size_t only_different(uint32_t *numbers, size_t count)
{
    size_t kept = 0;

    qsort(numbers, count, sizeof(*numbers), by_number);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    }
    return kept;
}

static uint32_t node_of_rank(const struct rp_scope *scope, uint32_t rank)
{
    const struct rp_profile *profile = scope->sheets->from.profile;

    for (size_t i = 0; i < profile->rank_count; i++) {
        if (profile->ranks[i].row->rank == rank)
            return profile->ranks[i].row->node;
    }
    return RP_NO_ROW;
}

static enum rp_status set_places(struct rp_job_finding *finding, const struct rp_scope *scope,
                                 const struct rp_finding_subjects *subjects)
{
    finding->ranks = calloc(subjects->count + 1, sizeof(*finding->ranks));
    finding->nodes = calloc(subjects->count + 1, sizeof(*finding->nodes));
    if (!finding->ranks || !finding->nodes)
        return RP_E_NOMEM;
    for (size_t i = 0; i < subjects->count; i++) {
        const struct rp_subject *subject = &scope->sheet->subjects[subjects->rows[i]];
        const uint32_t node = subject->node != RP_NO_ROW || subject->rank == RP_NO_ROW
                                  ? subject->node
                                  : node_of_rank(scope, subject->rank);

        if (subject->rank != RP_NO_ROW)
            finding->ranks[finding->rank_count++] = subject->rank;
        if (node != RP_NO_ROW)
            finding->nodes[finding->node_count++] = node;
    }
    finding->rank_count = only_different(finding->ranks, finding->rank_count);
    finding->node_count = only_different(finding->nodes, finding->node_count);
    return RP_OK;
}

/* ---- one finding ---- */

static void release_finding(struct rp_job_finding *finding)
{
    free(finding->text);
    free(finding->hint);
    free(finding->ranks);
    free(finding->nodes);
    for (size_t i = 0; i < finding->evidence_count; i++)
        free(finding->evidence[i]);
}

static enum rp_status say(struct rp_job_finding *finding, const struct rp_rule *rule,
                          struct rp_scope *scope)
{
    struct rp_finding_texts texts;
    bool said = true;

    if (rp_finding_texts_make(&texts, scope, scope->row, finding) != RP_OK)
        return RP_E_NOMEM;
    finding->text = rp_template_fill(&rule->say, texts.of, rp_scope_value, scope);
    finding->hint = rp_template_fill(&rule->hint, texts.of, rp_scope_value, scope);
    said = finding->text && finding->hint;
    for (size_t i = 0; said && i < rule->evidence_count; i++) {
        char *line = rp_template_fill(&rule->evidence[i], texts.of, rp_scope_value, scope);

        said = line != NULL;
        if (line)
            finding->evidence[finding->evidence_count++] = line;
    }
    rp_finding_texts_release(&texts);
    return said ? RP_OK : RP_E_NOMEM;
}

enum rp_status rp_findings_add(struct rp_job_findings *findings, const struct rp_rule *rule,
                               struct rp_scope *scope, const struct rp_finding_subjects *subjects)
{
    struct rp_job_finding *list =
        realloc(findings->list, (findings->count + 1) * sizeof(*findings->list));
    struct rp_job_finding made = {.rule = rule,
                                  .recoverable = subjects->recoverable,
                                  .function = scope->sheet->subjects[subjects->rows[0]].function,
                                  .others = subjects->others};
    enum rp_status status = list ? RP_OK : RP_E_NOMEM;

    if (list)
        findings->list = list;
    if (status == RP_OK)
        status = set_places(&made, scope, subjects);
    scope->row = subjects->rows[0];
    if (status == RP_OK)
        status = say(&made, rule, scope);
    if (status == RP_OK)
        findings->list[findings->count++] = made;
    else
        release_finding(&made);
    return status;
}

enum rp_status rp_findings_add_untried(struct rp_job_findings *findings, const struct rp_rule *rule,
                                       const char *name)
{
    struct rp_untried_rule *untried =
        realloc(findings->untried, (findings->untried_count + 1) * sizeof(*findings->untried));

    if (!untried)
        return RP_E_NOMEM;
    findings->untried = untried;
    untried[findings->untried_count++] = (struct rp_untried_rule){rule, name};
    return RP_OK;
}

/* ---- one rule ---- */

/* A thing that the rule holds for. */
struct candidate {
    size_t row;
    double recoverable;
};

static int by_worth(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    const double x = rp_is_known(a->recoverable) ? a->recoverable : -1;
    const double y = rp_is_known(b->recoverable) ? b->recoverable : -1;

    if (x != y)
        return x > y ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Holds for it, and is worth telling? */
static bool holds(const struct rp_rule *rule, struct rp_scope *scope, struct candidate *out)
{
    const double when = rp_expression_value(&rule->when, rp_scope_value, scope);

    *out = (struct candidate){.row = scope->row, .recoverable = RP_UNKNOWN};
    if (!rp_is_known(when) || when == 0)
        return false;
    if (rule->recover.count == 0)
        return true;
    out->recoverable = rp_expression_value(&rule->recover, rp_scope_value, scope);
    if (out->recoverable > 1)
        out->recoverable = 1;
    return rp_is_known(out->recoverable) && out->recoverable >= rule->least;
}

static size_t find_candidates(const struct rp_rule *rule, struct rp_scope *scope,
                              struct candidate *candidates)
{
    size_t count = 0;

    for (scope->row = 0; scope->row < scope->sheet->rows; scope->row++)
        count += holds(rule, scope, &candidates[count]);
    qsort(candidates, count, sizeof(*candidates), by_worth);
    return count;
}

/* One finding for all, or one each for those that are worth most. */
static enum rp_status tell(struct rp_job_findings *findings, const struct rp_rule *rule,
                           struct rp_scope *scope, const struct candidate *candidates, size_t count)
{
    const size_t step = rule->together ? count : 1;
    size_t *rows = calloc(count + 1, sizeof(*rows));
    enum rp_status status = rows ? RP_OK : RP_E_NOMEM;
    size_t told = 0;

    for (size_t i = 0; rows && i < count; i++)
        rows[i] = candidates[i].row;
    for (size_t i = 0; status == RP_OK && i < count && told < rule->most; i += step, told++) {
        const bool is_last = told + 1 == rule->most || i + step >= count;
        const struct rp_finding_subjects subjects = {.rows = rows + i,
                                                     .count = step,
                                                     .others = is_last ? count - i - step : 0,
                                                     .recoverable = candidates[i].recoverable};

        status = rp_findings_add(findings, rule, scope, &subjects);
    }
    free(rows);
    return status;
}

static enum rp_status apply(struct rp_job_findings *findings, struct rp_rule *rule,
                            const struct rp_sheets *sheets, const struct rp_metric_groups *groups)
{
    struct candidate *candidates = NULL;
    struct rp_scope scope;
    const char *unknown = NULL;
    enum rp_status status = rp_scope_init(&scope, sheets, rule->sort, groups);

    if (status != RP_OK)
        return status;
    candidates = calloc(scope.sheet->rows + 1, sizeof(*candidates));
    if (!candidates) {
        status = RP_E_NOMEM;
    } else if (!rp_rule_bind(rule, rp_scope_find, &scope, &unknown)) {
        status = scope.no_memory ? RP_E_NOMEM : rp_findings_add_untried(findings, rule, unknown);
    } else {
        const size_t count = find_candidates(rule, &scope, candidates);

        findings->tried++;
        status = tell(findings, rule, &scope, candidates, count);
    }
    free(candidates);
    rp_scope_release(&scope);
    return status;
}

/* ---- all ---- */

static int by_recoverable(const void *left, const void *right)
{
    const struct rp_job_finding *a = left;
    const struct rp_job_finding *b = right;
    const double x = rp_is_known(a->recoverable) ? a->recoverable : -1;
    const double y = rp_is_known(b->recoverable) ? b->recoverable : -1;

    if (x != y)
        return x > y ? -1 : 1;
    if (a->rule->sort != b->rule->sort)
        return a->rule->sort < b->rule->sort ? -1 : 1;
    return strcmp(a->text, b->text);
}

void rp_findings_sort(struct rp_job_findings *findings)
{
    if (findings->count > 0)
        qsort(findings->list, findings->count, sizeof(*findings->list), by_recoverable);
}

enum rp_status rp_findings_make(struct rp_job_findings *out, struct rp_rules *rules,
                                const struct rp_sheets *sheets,
                                const struct rp_metric_groups *groups, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_job_findings){0};
    for (size_t i = 0; status == RP_OK && i < rules->count; i++) {
        if (rules->list[i].kind == RP_RULE_FINDING)
            status = apply(out, &rules->list[i], sheets, groups);
    }
    if (status == RP_OK) {
        rp_findings_sort(out);
        return RP_OK;
    }
    rp_findings_release(out);
    return rp_error_set(error, status, "cannot look for findings: out of memory");
}

void rp_findings_release(struct rp_job_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        release_finding(&findings->list[i]);
    free(findings->list);
    free(findings->untried);
    *findings = (struct rp_job_findings){0};
}

/* discrepancy_hardware.c: ranks and nodes that were given less than others, by rules that compare.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/comparing.h"
#include "analysis/findings/discrepancies.h"
#include "analysis/findings/finding_texts.h"

#define WORTH 0.01 /* of the wall time, for a finding */

/* ---- what is outlying ---- */

static char *written(const struct rp_comparing *it, double value)
{
    char text[64] = "";

    rp_format_value(text, sizeof(text), it->rule->format, value);
    return strdup(text);
}

/* What is said of the ranks of a discrepancy, the farthest of which is at `row`. */
static char *sentence(struct rp_comparing *it, size_t row, const struct rp_discrepancy *made)
{
    const bool is_node = made->whole_nodes && made->node_count == 1;
    const struct rp_job_finding about = {.ranks = made->ranks,
                                         .rank_count = is_node ? 0 : made->rank_count,
                                         .nodes = made->nodes,
                                         .node_count = made->node_count};
    struct rp_finding_texts texts;
    char *said = NULL;
    char *whole = NULL;

    it->scope->row = row;
    if (rp_finding_texts_make(&texts, it->scope, row, &about) != RP_OK)
        return NULL;
    said = rp_template_fill(&it->rule->say, texts.of, rp_scope_value, it->scope);
    if (said && asprintf(&whole, "%s: %s, usually %s", said, made->value, made->usual) < 0)
        whole = NULL;
    free(said);
    rp_finding_texts_release(&texts);
    return whole;
}

/* The finding that the discrepancy is, where its rule says what it costs. */
static enum rp_status add_finding(struct rp_comparing *it, struct rp_job_findings *findings,
                                  const size_t *rows, size_t count)
{
    struct rp_finding_subjects subjects = {.rows = rows, .count = count, .recoverable = RP_UNKNOWN};

    if (it->rule->recover.count == 0)
        return RP_OK;
    it->scope->row = rows[0];
    subjects.recoverable = rp_expression_value(&it->rule->recover, rp_scope_value, it->scope);
    if (!rp_is_known(subjects.recoverable) || subjects.recoverable < WORTH)
        return RP_OK;
    subjects.recoverable = fmin(subjects.recoverable, 1);
    return rp_findings_add(findings, it->rule, it->scope, &subjects);
}

/* Is the node of the rank outlying as a whole, to that side? */
static bool node_is_outlying(const struct rp_comparing *it, size_t rank, int side)
{
    const uint32_t node = it->sheets->of[RP_SORT_rank].subjects[rank].node;

    for (size_t i = 0; i < it->node_count; i++) {
        if (it->node_rows[i] == node)
            return side * (it->node_values[i] - it->nodes.middle) > it->nodes.distance;
    }
    return false;
}

/* Stores the rows of the sheet of ranks that are outlying to one side, the farthest first. */
static size_t find_side(struct rp_comparing *it, int side, size_t *rows)
{
    double farthest = -INFINITY;
    size_t count = 0;

    memset(it->members, 0, it->sheets->of[RP_SORT_rank].rows * sizeof(*it->members));
    for (size_t i = 0; i < it->count; i++) {
        const double distance = side * (it->values[i] - it->ranks.middle);

        if (distance <= it->ranks.distance && !node_is_outlying(it, it->rows[i], side))
            continue;
        it->members[it->rows[i]] = true;
        rows[count++] = it->rows[i];
        if (distance > farthest) {
            farthest = distance;
            rows[count - 1] = rows[0];
            rows[0] = it->rows[i];
        }
    }
    return count;
}

static double value_at(const struct rp_comparing *it, size_t row)
{
    size_t i = 0;

    while (it->rows[i] != row)
        i++;
    return it->values[i];
}

static enum rp_status tell(struct rp_comparing *it, struct rp_discrepancies *out,
                           struct rp_job_findings *findings, const size_t *rows, size_t count)
{
    const double value = value_at(it, rows[0]);
    struct rp_discrepancy made = {.kind = RP_DISCREPANCY_HARDWARE,
                                  .what = strdup(it->rule->name),
                                  .value = written(it, value),
                                  .usual = written(it, it->ranks.middle),
                                  .text = strdup(""),
                                  .difference = value / it->ranks.middle - 1,
                                  .score = fabs(value - it->ranks.middle) / it->ranks.distance};
    enum rp_status status = rp_discrepancies_add(out, it->sheets, &made, it->members);
    struct rp_discrepancy *kept = NULL;
    char *text = NULL;

    if (status != RP_OK)
        return status;
    kept = &out->list[out->count - 1];
    text = sentence(it, rows[0], kept);
    if (!text)
        return RP_E_NOMEM;
    free(kept->text);
    kept->text = text;
    return add_finding(it, findings, rows, count);
}

static enum rp_status tell_sides(struct rp_comparing *it, struct rp_discrepancies *out,
                                 struct rp_job_findings *findings, size_t *outlying)
{
    size_t *rows = calloc(it->count + 1, sizeof(*rows));
    enum rp_status status = rows ? RP_OK : RP_E_NOMEM;

    *outlying = 0;
    for (int side = -1; status == RP_OK && side <= 1; side += 2) {
        const size_t count = find_side(it, side, rows);

        *outlying += count;
        if (count > 0)
            status = tell(it, out, findings, rows, count);
    }
    free(rows);
    return status;
}

/* ---- all rules ---- */

static double relative(double distance, double middle)
{
    return middle == 0 || !isfinite(distance) ? RP_UNKNOWN : distance / fabs(middle);
}

static enum rp_status compare(struct rp_comparing *it, struct rp_discrepancies *out,
                              struct rp_job_findings *findings)
{
    struct rp_comparison *list =
        realloc(out->comparisons, (out->comparison_count + 1) * sizeof(*list));
    struct rp_comparison made = {.rule = it->rule};
    enum rp_status status = list ? rp_comparing_fill(it) : RP_E_NOMEM;

    if (list)
        out->comparisons = list;
    if (status == RP_OK)
        status = tell_sides(it, out, findings, &made.outlying);
    rp_comparing_release(it);
    if (status != RP_OK)
        return status;
    made.compared = it->count;
    made.middle = it->ranks.middle;
    made.detectable = relative(it->ranks.distance, it->ranks.middle);
    made.detectable_node = relative(it->nodes.distance, it->nodes.middle);
    list[out->comparison_count++] = made;
    return RP_OK;
}

static size_t count_rules(const struct rp_rules *rules)
{
    size_t count = 0;

    for (size_t i = 0; i < rules->count; i++)
        count += rules->list[i].kind == RP_RULE_COMPARE;
    return count;
}

static enum rp_status apply(struct rp_discrepancies *out, struct rp_job_findings *findings,
                            struct rp_rule *rule, struct rp_comparing *it,
                            const struct rp_metric_groups *groups)
{
    struct rp_scope scope;
    const char *unknown = NULL;
    enum rp_status status = rp_scope_init(&scope, it->sheets, RP_SORT_rank, groups);

    if (status != RP_OK)
        return status;
    it->rule = rule;
    it->scope = &scope;
    if (rp_rule_bind(rule, rp_scope_find, &scope, &unknown))
        status = compare(it, out, findings);
    else
        status = scope.no_memory ? RP_E_NOMEM : rp_findings_add_untried(findings, rule, unknown);
    it->scope = NULL;
    rp_scope_release(&scope);
    return status;
}

enum rp_status rp_discrepancies_add_hardware(struct rp_discrepancies *out,
                                             struct rp_job_findings *findings,
                                             struct rp_rules *rules, const struct rp_sheets *sheets,
                                             const struct rp_metric_groups *groups)
{
    const size_t rules_tried = count_rules(rules);
    const size_t tests =
        rules_tried * (sheets->of[RP_SORT_rank].rows + sheets->of[RP_SORT_node].rows);
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < rules->count; i++) {
        struct rp_comparing it = {.sheets = sheets, .tail = RP_DISCREPANCY_RISK / (double)tests};

        if (rules->list[i].kind == RP_RULE_COMPARE)
            status = apply(out, findings, &rules->list[i], &it, groups);
    }
    return status;
}

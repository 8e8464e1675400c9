/* report_json_findings.c: findings and discrepancies as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_json_findings.h"

#include <stdlib.h>

#include "analysis/report/report_json.h"

static json_t *known_or_null(double value)
{
    return rp_is_known(value) ? json_real(value) : json_null();
}

static json_t *ranks_of(const uint32_t *ranks, size_t count)
{
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_integer(ranks[i]));
    return array;
}

static json_t *nodes_of(const struct rp_report *report, const uint32_t *nodes, size_t count)
{
    const struct rp_cluster_file *file = report->file;
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        if (nodes[i] < file->node_count)
            json_array_append_new(array, rp_report_json_name(rp_cluster_file_text(
                                             file, file->node_rows[nodes[i]].name)));
    }
    return array;
}

static json_t *finding_of(const struct rp_report *report, const struct rp_job_finding *finding)
{
    const struct rp_profile *profile = report->profile;
    json_t *object = json_object();
    json_t *evidence = json_array();

    for (size_t i = 0; i < finding->evidence_count; i++)
        json_array_append_new(evidence, rp_report_json_name(finding->evidence[i]));
    json_object_set_new(object, "kind", rp_report_json_name(finding->rule->name));
    json_object_set_new(object, "text", rp_report_json_name(finding->text));
    json_object_set_new(object, "recoverable", known_or_null(finding->recoverable));
    json_object_set_new(object, "evidence", evidence);
    json_object_set_new(object, "hint",
                        *finding->hint ? rp_report_json_name(finding->hint) : json_null());
    json_object_set_new(object, "ranks", ranks_of(finding->ranks, finding->rank_count));
    json_object_set_new(object, "nodes", nodes_of(report, finding->nodes, finding->node_count));
    json_object_set_new(object, "function",
                        finding->function < profile->function_count
                            ? rp_report_json_name(profile->functions[finding->function].name)
                            : json_null());
    json_object_set_new(object, "others", json_integer((json_int_t)finding->others));
    return object;
}

json_t *rp_report_json_findings(const struct rp_report *report)
{
    const struct rp_job_findings *findings = &report->insight.findings;
    json_t *array = json_array();

    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(array, finding_of(report, &findings->list[i]));
    return array;
}

static json_t *discrepancy_of(const struct rp_report *report, const struct rp_discrepancy *it)
{
    json_t *object = json_object();

    json_object_set_new(object, "kind", json_string(rp_discrepancy_kind_name(it->kind)));
    json_object_set_new(object, "what", rp_report_json_name(it->what));
    json_object_set_new(object, "value", rp_report_json_name(it->value));
    json_object_set_new(object, "usual", rp_report_json_name(it->usual));
    json_object_set_new(object, "text", rp_report_json_name(it->text));
    json_object_set_new(object, "ranks", ranks_of(it->ranks, it->rank_count));
    json_object_set_new(object, "nodes", nodes_of(report, it->nodes, it->node_count));
    json_object_set_new(object, "whole_nodes", json_boolean(it->whole_nodes));
    json_object_set_new(object, "difference", known_or_null(it->difference));
    json_object_set_new(object, "score", known_or_null(it->score));
    return object;
}

json_t *rp_report_json_discrepancies(const struct rp_report *report)
{
    const struct rp_discrepancies *all = &report->insight.discrepancies;
    json_t *array = json_array();

    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(array, discrepancy_of(report, &all->list[i]));
    return array;
}

/* ---- what was looked for ---- */

static json_t *comparisons_of(const struct rp_discrepancies *all)
{
    json_t *array = json_array();

    for (size_t i = 0; i < all->comparison_count; i++) {
        const struct rp_comparison *it = &all->comparisons[i];
        json_t *object = json_object();

        json_object_set_new(object, "what", rp_report_json_name(it->rule->name));
        json_object_set_new(object, "ranks", json_integer((json_int_t)it->compared));
        json_object_set_new(object, "outlying", json_integer((json_int_t)it->outlying));
        json_object_set_new(object, "median", known_or_null(it->middle));
        json_object_set_new(object, "detectable", known_or_null(it->detectable));
        json_object_set_new(object, "detectable_node", known_or_null(it->detectable_node));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *untried_of(const struct rp_job_findings *findings)
{
    json_t *array = json_array();

    for (size_t i = 0; i < findings->untried_count; i++) {
        json_t *object = json_object();

        json_object_set_new(object, "rule", rp_report_json_name(findings->untried[i].rule->name));
        json_object_set_new(object, "needs", rp_report_json_name(findings->untried[i].name));
        json_array_append_new(array, object);
    }
    return array;
}

static void add_problems(json_t *array, const struct rp_problems *problems)
{
    for (size_t i = 0; i < problems->count && i < RP_PROBLEMS_KEPT; i++)
        json_array_append_new(array, rp_report_json_name(problems->kept[i]));
}

json_t *rp_report_json_looked_for(const struct rp_report *report)
{
    const struct rp_insight *insight = &report->insight;
    json_t *object = json_object();
    json_t *problems = json_array();
    char *noise = rp_insight_noise(insight);

    add_problems(problems, &insight->data.problems);
    json_object_set_new(object, "rules", json_integer((json_int_t)insight->findings.tried));
    json_object_set_new(object, "risk", json_real(RP_DISCREPANCY_RISK));
    json_object_set_new(object, "noise", noise ? json_string(noise) : json_null());
    json_object_set_new(object, "comparisons", comparisons_of(&insight->discrepancies));
    json_object_set_new(object, "untried", untried_of(&insight->findings));
    json_object_set_new(object, "problems", problems);
    free(noise);
    return object;
}

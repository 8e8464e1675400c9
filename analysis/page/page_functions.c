/* page_functions.c: which functions the page names and tabulates, and their exact values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/page/page.h"
#include "analysis/report/terminal.h"
#include "common/context_kind.h"

/* ---- which functions, in which order ---- */

static void number(struct rp_page_functions *functions, uint32_t function)
{
    if (functions->number[function] != RP_NO_ROW)
        return;
    functions->number[function] = (uint32_t)functions->count;
    functions->list[functions->count++] = function;
}

static enum rp_status add_largest(struct rp_page_functions *functions,
                                  const struct rp_profile *profile, size_t most)
{
    uint32_t *order = rp_profile_order(profile);

    if (!order)
        return RP_E_NOMEM;
    for (size_t i = 0; i < most && i < profile->function_count; i++) {
        if (profile->functions[order[i]].self > 0 || profile->functions[order[i]].total > 0)
            number(functions, order[i]);
    }
    free(order);
    return RP_OK;
}

enum rp_status rp_page_functions_init(struct rp_page_functions *functions,
                                      const struct rp_page *page)
{
    const size_t count = page->set.profiles[0]->function_count;
    enum rp_status status = RP_OK;

    *functions = (struct rp_page_functions){
        .list = calloc(count + 1, sizeof(*functions->list)),
        .number = calloc(count + 1, sizeof(*functions->number)),
    };
    if (!functions->list || !functions->number)
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < count; i++)
        functions->number[i] = RP_NO_ROW;
    for (size_t i = 0; status == RP_OK && i < page->set.count; i++)
        status = add_largest(functions, page->set.profiles[i], page->limits.functions);
    functions->tabulated = functions->count;
    for (size_t i = 0; status == RP_OK && i < page->tree.count; i++) {
        if (page->tree.nodes[i].function != RP_PAGE_MERGED)
            number(functions, page->tree.nodes[i].function);
    }
    if (status != RP_OK)
        rp_page_functions_release(functions);
    return status;
}

void rp_page_functions_release(struct rp_page_functions *functions)
{
    free(functions->list);
    free(functions->number);
    *functions = (struct rp_page_functions){0};
}

/* ---- their names ---- */

static void put_safe(struct rp_page_bytes *bytes, const char *text)
{
    char *safe = rp_text_safe(text, true);

    if (safe)
        rp_page_put_text(bytes, safe);
    bytes->failed = bytes->failed || !safe;
    free(safe);
}

/* What kind of context a function is: that of any of its contexts. */
static uint16_t *find_kinds(const struct rp_page *page)
{
    const struct rp_profile *profile = page->set.profiles[0];
    uint16_t *kinds = calloc(profile->function_count + 1, sizeof(*kinds));

    for (size_t i = 0; kinds && i < profile->context_count; i++)
        kinds[profile->contexts[i].function] = profile->file->context_rows[i].kind;
    return kinds;
}

/* A line a function: name, kind, module, file, line. Safe texts hold no tabulator or new line. */
static enum rp_status write_names(struct rp_page *page)
{
    const struct rp_page_functions *functions = &page->functions;
    const struct rp_profile *profile = page->set.profiles[0];
    struct rp_page_bytes bytes = {0};
    uint16_t *kinds = find_kinds(page);
    char numbers[32];

    for (size_t i = 0; kinds && i < functions->count; i++) {
        const struct rp_profile_function *function = &profile->functions[functions->list[i]];

        put_safe(&bytes, function->name);
        snprintf(numbers, sizeof(numbers), "\t%u\t", kinds[functions->list[i]]);
        rp_page_put_text(&bytes, numbers);
        put_safe(&bytes, function->module);
        rp_page_put_text(&bytes, "\t");
        put_safe(&bytes, function->file);
        snprintf(numbers, sizeof(numbers), "\t%u\n", function->line);
        rp_page_put_text(&bytes, numbers);
    }
    bytes.failed = bytes.failed || !kinds;
    free(kinds);
    return rp_page_section(page, "functions", &bytes);
}

/* ---- their values ---- */

enum column { SELF, TOTAL, SELF_MAX, WORST, COLUMNS };

static double value_of(const struct rp_profile_function *function, enum column column)
{
    const double values[COLUMNS] = {
        [SELF] = (double)function->self,
        [TOTAL] = (double)function->total,
        [SELF_MAX] = (double)function->self_max,
        [WORST] = function->worst_rank,
    };

    return values[column];
}

static enum rp_status write_values(struct rp_page *page, size_t metric)
{
    const struct rp_page_functions *functions = &page->functions;
    const struct rp_profile *profile = page->set.profiles[metric];
    struct rp_page_bytes bytes = {0};
    double *values = calloc(functions->tabulated + 1, sizeof(*values));
    char name[32];

    for (enum column column = SELF; values && column < COLUMNS; column++) {
        for (size_t i = 0; i < functions->tabulated; i++)
            values[i] = value_of(&profile->functions[functions->list[i]], column);
        rp_page_put_f64(&bytes, values, functions->tabulated);
    }
    bytes.failed = !values || bytes.failed;
    free(values);
    snprintf(name, sizeof(name), "table-%zu", metric);
    return rp_page_section(page, name, &bytes);
}

/* What the functions that are not tabulated have together. */
static json_t *rest_of(const struct rp_page *page, size_t metric)
{
    const struct rp_profile *profile = page->set.profiles[metric];
    uint64_t self = 0;
    json_int_t hidden = 0;

    for (size_t i = 0; i < profile->function_count; i++) {
        if (page->functions.number[i] < page->functions.tabulated)
            continue;
        self += profile->functions[i].self;
        hidden += profile->functions[i].self > 0;
    }
    return json_pack("{s:I, s:f}", "functions", hidden, "self", (double)self);
}

static json_t *metric_of(const struct rp_page *page, size_t metric)
{
    const struct rp_profile *profile = page->set.profiles[metric];
    const struct rp_report_unit si = rp_report_unit(profile->unit);
    json_t *object = json_pack("{s:s, s:s, s:f, s:f}", "unit", si.name, "file_unit", profile->unit,
                               "factor", si.factor, "value", (double)profile->value);

    json_object_set_new(object, "name", json_string(profile->metric));
    json_object_set_new(object, "rest", rest_of(page, metric));
    return object;
}

enum rp_status rp_page_write_functions(struct rp_page *page)
{
    json_t *metrics = json_array();
    enum rp_status status = write_names(page);

    for (size_t i = 0; status == RP_OK && i < page->set.count; i++) {
        json_array_append_new(metrics, metric_of(page, i));
        status = write_values(page, i);
    }
    json_object_set_new(page->about, "metrics", metrics);
    json_object_set_new(page->about, "functions", json_integer((json_int_t)page->functions.count));
    json_object_set_new(page->about, "tabulated",
                        json_integer((json_int_t)page->functions.tabulated));
    return status;
}

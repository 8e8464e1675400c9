/* page_write.c: puts the page together: template, static tables, JSON, sections.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/same_functions.h"
#include "analysis/page/page.h"
#include "analysis/page/page_template.h"
#include "analysis/report/report_json.h"

#define HOTSPOTS 0u /* the page has its own table of functions, and its own columns of ranks */
#define RANKS    0u
#define CHANGES  100u /* functions, and call paths, that are listed one by one */

static enum rp_status no_memory(struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot make the page: out of memory");
}

/* ---- what it is made of ---- */

static enum rp_status init_tree(struct rp_page *page, size_t metric, const uint32_t *same_as,
                                struct rp_error *error)
{
    struct rp_call_tree *tree = &page->trees[metric];
    const struct rp_profile *profile = page->set.profiles[metric];

    return same_as ? rp_call_tree_init_same(tree, profile, same_as, error)
                   : rp_call_tree_init_paths(tree, profile, error);
}

/* Two runs are compared by names, so there functions of the same name are one. */
static enum rp_status init_trees(struct rp_page *page, struct rp_error *error)
{
    uint32_t *same_as = page->before ? rp_same_functions(page->set.profiles[0]) : NULL;
    enum rp_status status = page->before && !same_as ? RP_E_NOMEM : RP_OK;

    page->trees = calloc(page->set.count, sizeof(*page->trees));
    if (!page->trees)
        status = RP_E_NOMEM;
    if (status != RP_OK)
        no_memory(error);
    for (size_t i = 0; status == RP_OK && i < page->set.count; i++)
        status = init_tree(page, i, same_as, error);
    free(same_as);
    return status;
}

static enum rp_status init_page(struct rp_page *page, struct rp_error *error)
{
    const struct rp_report *report = page->report;
    const struct rp_profile_settings choice = {.metric = report->profile->metric,
                                               .ranks = report->settings->ranks};
    enum rp_status status = rp_profile_set_init(&page->set, report->file, &choice, error);

    if (status == RP_OK)
        status = init_trees(page, error);
    if (status == RP_OK)
        status = rp_page_tree_init(&page->tree, page);
    if (status == RP_OK)
        status = rp_page_functions_init(&page->functions, page);
    return status;
}

static void release_page(struct rp_page *page)
{
    rp_page_functions_release(&page->functions);
    rp_page_tree_release(&page->tree, page->set.count);
    for (size_t i = 0; page->trees && i < page->set.count; i++)
        rp_call_tree_release(&page->trees[i]);
    free(page->trees);
    rp_profile_set_release(&page->set);
    json_decref(page->about);
}

/* ---- writing ---- */

static enum rp_status write_report(struct rp_page *page)
{
    json_t *object = rp_report_json_object(page->report, HOTSPOTS, RANKS);
    struct rp_page_bytes bytes = {0};
    char *text = NULL;

    json_object_set(object, "page", page->about);
    if (page->before)
        json_object_set_new(object, "diff", rp_diff_json_object(&page->before->diff, CHANGES));
    text = json_dumps(object, JSON_COMPACT);
    if (text)
        rp_page_put_text(&bytes, text);
    bytes.failed = bytes.failed || !text;
    free(text);
    json_decref(object);
    return rp_page_section(page, "report", &bytes);
}

static enum rp_status write_sections(struct rp_page *page)
{
    static enum rp_status (*const writers[])(struct rp_page *) = {
        rp_page_write_functions, rp_page_write_tree,   rp_page_write_ranks,
        rp_page_write_cube,      rp_page_write_peaks,  rp_page_write_heat,
        rp_page_write_peers,     rp_page_write_before, write_report,
    };
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(writers) / sizeof(writers[0]); i++)
        status = writers[i](page);
    return status;
}

/* The template up to a mark; returns what follows the mark. */
static const char *copy_to(FILE *out, const char *from, const char *mark)
{
    const char *end = strstr(from, mark);

    fwrite(from, 1, (size_t)(end - from), out);
    return end + strlen(mark);
}

static enum rp_status write_page(struct rp_page *page)
{
    const char *at = copy_to(page->out, rp_page_template, RP_PAGE_TITLE_MARK);
    enum rp_status status = RP_OK;

    rp_page_text(page->out, rp_report_text(page->report, "command"));
    at = copy_to(page->out, at, RP_PAGE_STATIC_MARK);
    rp_page_write_static(page->report, page->out);
    at = copy_to(page->out, at, RP_PAGE_DATA_MARK);
    status = write_sections(page);
    fputs(at, page->out);
    return status;
}

enum rp_status rp_page_make(const struct rp_report *report, const struct rp_page_before *before,
                            const struct rp_page_limits *limits, char **out, size_t *bytes,
                            struct rp_error *error)
{
    struct rp_page page = {
        .report = report, .before = before, .limits = *limits, .about = json_object()};
    char *text = NULL;
    enum rp_status status = RP_OK;

    page.out = open_memstream(&text, bytes);
    if (!page.out)
        status = RP_E_NOMEM;
    if (status == RP_OK)
        status = init_page(&page, error);
    if (status == RP_OK)
        status = write_page(&page);
    if (page.out && fclose(page.out) != 0)
        status = RP_E_NOMEM;
    release_page(&page);
    if (status == RP_OK) {
        *out = text;
        return RP_OK;
    }
    free(text);
    return no_memory(error);
}

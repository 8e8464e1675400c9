/* profile_functions.c: the functions of a profile: names, recursion, and hottest lines.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/profile_fill.h"
#include "common/context_kind.h"

/* What stands for a context that has no function; after the functions of the file. */
static const char *const kind_texts[RP_CONTEXT_KIND_COUNT] = {
#define KIND_TEXT(name, value, text) [value] = (text),
    RP_CONTEXT_KIND_LIST(KIND_TEXT)
#undef KIND_TEXT
};

static const char *module_path(const struct rp_cluster_file *file, uint32_t row)
{
    return row < file->module_count ? rp_cluster_file_text(file, file->module_rows[row].path) : "";
}

static void name_functions(struct rp_profile *profile)
{
    const struct rp_cluster_file *file = profile->file;

    for (size_t i = 0; i < file->function_count; i++) {
        const struct rp_cluster_function *row = &file->function_rows[i];
        struct rp_profile_function *function = &profile->functions[i];

        function->name = rp_cluster_file_text(file, row->name);
        function->module = module_path(file, row->module);
        function->file = rp_cluster_file_text(file, row->file);
        function->line = row->line;
        function->resolved = row->resolved != 0;
    }
    for (size_t kind = 0; kind < RP_CONTEXT_KIND_COUNT; kind++) {
        struct rp_profile_function *function = &profile->functions[file->function_count + kind];

        function->name = kind_texts[kind] ? kind_texts[kind] : "[unnamed]";
        function->module = "";
        function->file = "";
    }
}

static uint32_t function_of(const struct rp_cluster_file *file,
                            const struct rp_cluster_context *row)
{
    const uint32_t kind = row->kind < RP_CONTEXT_KIND_COUNT ? row->kind : RP_CONTEXT_NONE;
    const bool has_text = kind_texts[kind] != NULL;

    return row->function < file->function_count && !has_text
               ? row->function
               : (uint32_t)file->function_count + kind;
}

/* Children of every context as lists; the contexts themselves stay in the file's order. */
struct family {
    uint32_t *first; /* RP_NO_ROW: none */
    uint32_t *next;
    uint32_t *active; /* by function: how often it is on the path to the current context */
};

static void link_children(const struct rp_profile *profile, struct family *family)
{
    for (size_t i = 0; i < profile->context_count; i++)
        family->first[i] = RP_NO_ROW;
    for (size_t i = profile->context_count; i-- > 1;) {
        const uint32_t parent = profile->contexts[i].parent;

        family->next[i] = family->first[parent];
        family->first[parent] = (uint32_t)i;
    }
}

/* Walks the tree from the root without recursion, since an application's may be very deep. */
static void mark_outermost(struct rp_profile *profile, struct family *family)
{
    uint32_t at = 0;

    for (;;) {
        struct rp_profile_context *context = &profile->contexts[at];

        context->outermost = family->active[context->function]++ == 0;
        if (family->first[at] != RP_NO_ROW) {
            at = family->first[at];
            continue;
        }
        while (at != 0) {
            family->active[profile->contexts[at].function]--;
            if (family->next[at] != RP_NO_ROW)
                break;
            at = profile->contexts[at].parent;
        }
        if (at == 0)
            return;
        at = family->next[at];
    }
}

enum rp_status rp_profile_name_functions(struct rp_profile *profile, struct rp_error *error)
{
    struct family family = {
        .first = calloc(profile->context_count + 1, sizeof(uint32_t)),
        .next = calloc(profile->context_count + 1, sizeof(uint32_t)),
        .active = calloc(profile->function_count, sizeof(uint32_t)),
    };
    const bool ready = family.first && family.next && family.active;

    if (ready && profile->context_count > 0) {
        name_functions(profile);
        for (size_t i = 0; i < profile->context_count; i++) {
            profile->contexts[i].parent = profile->file->context_rows[i].parent;
            profile->contexts[i].function =
                function_of(profile->file, &profile->file->context_rows[i]);
            if (profile->file->context_rows[i].kind == RP_CONTEXT_REGION)
                profile->functions[profile->contexts[i].function].is_region = true;
        }
        family.next[0] = RP_NO_ROW;
        link_children(profile, &family);
        mark_outermost(profile, &family);
    }
    free(family.first);
    free(family.next);
    free(family.active);
    return ready ? RP_OK
                 : rp_error_set(error, RP_E_NOMEM, "cannot keep %zu contexts: out of memory",
                                profile->context_count);
}

/* ---- hottest lines ---- */

static int by_function_and_line(const void *left, const void *right, void *argument)
{
    const struct rp_profile *profile = argument;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    const struct rp_cluster_context *rows = profile->file->context_rows;

    if (profile->contexts[a].function != profile->contexts[b].function)
        return profile->contexts[a].function < profile->contexts[b].function ? -1 : 1;
    if (rows[a].file != rows[b].file)
        return rows[a].file < rows[b].file ? -1 : 1;
    if (rows[a].line != rows[b].line)
        return rows[a].line < rows[b].line ? -1 : 1;
    return 0;
}

/* An interpreted function has no line of its declaration: that of its callees has to do. */
static bool is_by_total(const struct rp_profile *profile, uint32_t context)
{
    return profile->file->context_rows[context].kind == RP_CONTEXT_INTERPRETED;
}

static void take_hottest_lines(struct rp_profile *profile, const uint32_t *order, size_t count)
{
    uint64_t sum = 0, total = 0;
    uint64_t largest = 0, largest_total = 0;

    for (size_t i = 0; i < count; i++) {
        const struct rp_profile_context *context = &profile->contexts[order[i]];
        const struct rp_cluster_context *row = &profile->file->context_rows[order[i]];
        const bool new_function =
            i == 0 || profile->contexts[order[i - 1]].function != context->function;
        const bool new_line =
            i == 0 || by_function_and_line(&order[i - 1], &order[i], profile) != 0;

        largest = new_function ? 0 : largest;
        largest_total = new_function ? 0 : largest_total;
        sum = (new_line ? 0 : sum) + context->self;
        total = (new_line ? 0 : total) + context->total;
        if (row->line != 0 && (sum > largest || (largest == 0 && total > largest_total &&
                                                 is_by_total(profile, order[i])))) {
            largest = sum;
            largest_total = total;
            profile->functions[context->function].file =
                rp_cluster_file_text(profile->file, row->file);
            profile->functions[context->function].line = row->line;
        }
    }
}

enum rp_status rp_profile_place_functions(struct rp_profile *profile, struct rp_error *error)
{
    uint32_t *order = malloc((profile->context_count + 1) * sizeof(*order));

    if (!order)
        return rp_error_set(error, RP_E_NOMEM, "cannot sort %zu contexts: out of memory",
                            profile->context_count);
    for (size_t i = 0; i < profile->context_count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, profile->context_count, sizeof(*order), by_function_and_line, profile);
    take_hottest_lines(profile, order, profile->context_count);
    free(order);
    return RP_OK;
}

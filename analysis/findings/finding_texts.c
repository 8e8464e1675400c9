/* finding_texts.c: the names of what a finding is about, as its sentences show them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/finding_texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/profile/rank_list.h"

#define MOST_RUNS   8u
#define MOST_FRAMES 5u  /* of a call path */
#define MOST_NAME   80u /* bytes of one frame in a path */

/* ---- call paths ---- */

static bool is_start(const char *name)
{
    return strcmp(name, "_start") == 0 || strncmp(name, "__libc_start", 12) == 0 ||
           strcmp(name, "clone3") == 0 || strcmp(name, "start_thread") == 0 || *name == '[';
}

/* "solver::stencil<..>" of "solver::stencil<double, 3>(Field&)": names of templates are long. */
static void write_short(FILE *out, const char *name)
{
    const bool is_plain = strstr(name, "operator") != NULL;
    unsigned depth = 0;
    size_t written = 0;

    for (; *name && written < MOST_NAME; name++) {
        if (!is_plain && depth == 0 && *name == '(' && written > 0)
            return;
        if (!is_plain && *name == '<' && depth++ == 0 && written > 0)
            written += (size_t)fprintf(out, "<..>");
        if (depth == 0 || is_plain || written == 0)
            written += fputc(*name, out) != EOF;
        if (*name == '>' && depth > 0)
            depth--;
    }
}

/* "main > solve > stencil": the last frames of the path, what starts programs left out. */
static char *path_of(const struct rp_scope *scope, size_t node)
{
    const struct rp_profile *profile = scope->sheets->from.profile;
    const struct rp_call_tree *tree = &scope->sheets->tree;
    const char *names[MOST_FRAMES];
    size_t count = 0;
    char *path = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&path, &bytes);

    if (!out)
        return NULL;
    while (node != 0 && count < MOST_FRAMES) {
        names[count++] = profile->functions[tree->nodes[node].function].name;
        node = tree->nodes[node].parent;
    }
    while (count > 1 && is_start(names[count - 1]))
        count--;
    if (node != 0 && !is_start(profile->functions[tree->nodes[node].function].name))
        fputs("... > ", out);
    while (count-- > 0) {
        write_short(out, names[count]);
        fputs(count > 0 ? " > " : "", out);
    }
    if (fclose(out) == 0)
        return path;
    free(path);
    return NULL;
}

/* "solve.c:21", or else the file that the function is in. */
static char *place_of(const struct rp_profile_function *function)
{
    const char *file = function->line > 0 ? function->file : function->module;
    const char *slash = strrchr(file, '/');
    char *place = NULL;

    if (function->line == 0)
        return strdup(slash ? slash + 1 : file);
    return asprintf(&place, "%s:%" PRIu32, slash ? slash + 1 : file, function->line) < 0 ? NULL
                                                                                         : place;
}

/* ---- ranks and nodes ---- */

static const char *node_name(const struct rp_scope *scope, uint32_t node)
{
    const struct rp_cluster_file *file = scope->sheets->from.profile->file;

    return node < file->node_count ? rp_cluster_file_text(file, file->node_rows[node].name) : "?";
}

static char *where_of(const struct rp_scope *scope, const struct rp_job_finding *finding,
                      const char *ranks)
{
    const size_t all = scope->sheets->from.profile->rank_count;
    char *where = NULL;
    int length = 0;

    if (finding->rank_count == 0 && finding->node_count == 1)
        length = asprintf(&where, "node %s", node_name(scope, finding->nodes[0]));
    else if (finding->rank_count == all && all > 1)
        length = asprintf(&where, "all %zu ranks", all);
    else if (finding->rank_count > 0 && finding->node_count == 1)
        length = asprintf(&where, "rank%s %s (node %s)", finding->rank_count > 1 ? "s" : "", ranks,
                          node_name(scope, finding->nodes[0]));
    else if (finding->rank_count > 0)
        length = asprintf(&where, "rank%s %s", finding->rank_count > 1 ? "s" : "", ranks);
    else
        length = asprintf(&where, "the job");
    return length < 0 ? NULL : where;
}

enum rp_status rp_finding_texts_make(struct rp_finding_texts *out, const struct rp_scope *scope,
                                     size_t row, const struct rp_job_finding *finding)
{
    const struct rp_profile *profile = scope->sheets->from.profile;
    const struct rp_subject *subject = &scope->sheet->subjects[row];
    char rank[16] = "?";
    bool made = true;

    *out = (struct rp_finding_texts){{NULL}, {NULL}};
    if (subject->rank != RP_NO_ROW)
        snprintf(rank, sizeof(rank), "%" PRIu32, subject->rank);
    out->owned[RP_TEXT_name] = strdup(subject->name);
    out->owned[RP_TEXT_rank] = strdup(rank);
    out->owned[RP_TEXT_ranks] = rp_rank_list(finding->ranks, finding->rank_count, MOST_RUNS, ", ");
    out->owned[RP_TEXT_where] =
        out->owned[RP_TEXT_ranks] ? where_of(scope, finding, out->owned[RP_TEXT_ranks]) : NULL;
    out->owned[RP_TEXT_path] =
        scope->sheet->sort == RP_SORT_path ? path_of(scope, row) : strdup(subject->name);
    out->owned[RP_TEXT_place] = subject->function < profile->function_count
                                    ? place_of(&profile->functions[subject->function])
                                    : strdup("");
    for (size_t i = 0; i < RP_TEXT_COUNT; i++) {
        made = made && out->owned[i];
        out->of[i] = out->owned[i];
    }
    if (made)
        return RP_OK;
    rp_finding_texts_release(out);
    return RP_E_NOMEM;
}

void rp_finding_texts_release(struct rp_finding_texts *texts)
{
    for (size_t i = 0; i < RP_TEXT_COUNT; i++)
        free(texts->owned[i]);
    *texts = (struct rp_finding_texts){{NULL}, {NULL}};
}

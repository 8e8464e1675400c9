/* compared_run.c: what of a job's profile is compared with the profiles of other runs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/compared_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/same_functions.h"
#include "analysis/profile/call_tree.h"

/* Makes room for all names that there are. */
static bool make_room(struct rp_compared_values *values, const struct rp_compared_names *names)
{
    struct rp_compared_value *list = realloc(values->list, (names->count + 1) * sizeof(*list));

    if (!list)
        return false;
    memset(list + values->count, 0, (names->count + 1 - values->count) * sizeof(*list));
    values->list = list;
    values->count = names->count;
    return true;
}

static enum rp_status number_functions(struct rp_compared_names *names,
                                       const struct rp_profile *profile, uint32_t *numbers)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < profile->function_count; i++)
        status = rp_compared_names_add(names, &profile->functions[i], RP_NO_ROW, &numbers[i]);
    return status;
}

static enum rp_status take_functions(struct rp_compared_runs *runs, struct rp_compared_run *run,
                                     const struct rp_profile *profile)
{
    const double ranks = (double)profile->rank_count;
    uint32_t *numbers = calloc(profile->function_count + 1, sizeof(*numbers));
    enum rp_status status =
        numbers ? number_functions(&runs->functions, profile, numbers) : RP_E_NOMEM;

    if (status == RP_OK && !make_room(&run->functions, &runs->functions))
        status = RP_E_NOMEM;
    for (size_t i = 0; status == RP_OK && i < profile->function_count; i++) {
        const struct rp_profile_function *function = &profile->functions[i];
        struct rp_compared_value *value = &run->functions.list[numbers[i]];

        value->self += (double)function->self / ranks;
        value->total += (double)function->total / ranks;
        value->samples += (double)function->samples;
    }
    free(numbers);
    return status;
}

static enum rp_status take_tree(struct rp_compared_runs *runs, struct rp_compared_run *run,
                                const struct rp_profile *profile, const struct rp_call_tree *tree)
{
    const double ranks = (double)profile->rank_count;
    uint32_t *numbers = calloc(tree->count + 1, sizeof(*numbers));
    enum rp_status status =
        numbers ? rp_compared_names_add_paths(&runs->paths, profile, tree, numbers) : RP_E_NOMEM;

    if (status == RP_OK && !make_room(&run->paths, &runs->paths))
        status = RP_E_NOMEM;
    for (size_t i = 1; status == RP_OK && i < tree->count; i++) {
        struct rp_compared_value *value = &run->paths.list[numbers[i]];

        value->self += (double)tree->nodes[i].self / ranks;
        value->total += (double)tree->nodes[i].total / ranks;
        value->samples += (double)tree->nodes[i].samples;
        if (tree->nodes[i].parent > 0) /* a node has the samples of its children as well */
            run->paths.list[numbers[tree->nodes[i].parent]].samples -=
                (double)tree->nodes[i].samples;
    }
    free(numbers);
    return status;
}

static enum rp_status take_paths(struct rp_compared_runs *runs, struct rp_compared_run *run,
                                 const struct rp_profile *profile, struct rp_error *error)
{
    struct rp_call_tree tree;
    uint32_t *same_as = rp_same_functions(profile);
    enum rp_status status =
        same_as ? rp_call_tree_init_same(&tree, profile, same_as, error) : RP_E_NOMEM;

    if (status == RP_OK) {
        status = take_tree(runs, run, profile, &tree);
        rp_call_tree_release(&tree);
    }
    free(same_as);
    return status;
}

static enum rp_status take_heading(struct rp_compared_run *run, const struct rp_report_input *input,
                                   const struct rp_profile *profile)
{
    const struct rp_cluster_session *session = &input->file->session;

    run->shown = strdup(input->shown);
    run->metric = strdup(profile->metric);
    run->unit = strdup(profile->unit);
    run->ranks = profile->rank_count;
    run->nodes = input->file->node_count;
    run->wall_seconds = (double)(session->end_ns - session->start_ns) * 1e-9;
    run->value = run->ranks > 0 ? (double)profile->value / (double)run->ranks : 0;
    run->samples = (double)profile->samples;
    run->partial = input->unfinished || session->files_left_out > 0 ||
                   session->ranks_merged < session->ranks_expected;
    return run->shown && run->metric && run->unit ? RP_OK : RP_E_NOMEM;
}

static enum rp_status take(struct rp_compared_runs *runs, struct rp_compared_run *run,
                           const struct rp_report_input *input, const char *metric,
                           struct rp_error *error)
{
    const struct rp_profile_settings choice = {.metric = metric};
    struct rp_profile *profile = NULL;
    enum rp_status status = rp_profile_new(&profile, input->file, &choice, error);

    if (status != RP_OK)
        return status;
    status = take_heading(run, input, profile);
    if (status == RP_OK)
        status = take_functions(runs, run, profile);
    if (status == RP_OK)
        status = take_paths(runs, run, profile, error);
    if (status == RP_OK)
        status = rp_compared_facts_of(&run->facts, input->file);
    rp_profile_free(profile);
    return status == RP_OK ? RP_OK
                           : rp_error_set(error, status, "cannot compare runs: out of memory");
}

static void release_run(struct rp_compared_run *run)
{
    free(run->shown);
    free(run->metric);
    free(run->unit);
    free(run->functions.list);
    free(run->paths.list);
    rp_compared_facts_release(&run->facts);
}

enum rp_status rp_compared_runs_add(struct rp_compared_runs *runs, const char *path,
                                    const struct rp_compared_settings *settings,
                                    struct rp_error *error)
{
    struct rp_report_input input;
    enum rp_status status =
        rp_report_input_load(&input, path, settings->command, settings->messages, error);

    if (status != RP_OK)
        return status;
    status = rp_compared_runs_add_loaded(runs, &input, settings->metric, error);
    rp_report_input_release(&input);
    return status;
}

enum rp_status rp_compared_runs_add_loaded(struct rp_compared_runs *runs,
                                           const struct rp_report_input *input, const char *metric,
                                           struct rp_error *error)
{
    struct rp_compared_run *list = realloc(runs->list, (runs->count + 1) * sizeof(*list));
    struct rp_compared_run run = {.ranks = 0};
    enum rp_status status = RP_OK;

    if (!list)
        return rp_error_set(error, RP_E_NOMEM, "cannot compare runs: out of memory");
    runs->list = list;
    status = take(runs, &run, input, metric, error);
    if (status == RP_OK)
        status = rp_cluster_file_failure(input->file, error);
    if (status == RP_OK)
        runs->list[runs->count++] = run;
    else
        release_run(&run);
    return status;
}

void rp_compared_runs_release(struct rp_compared_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        release_run(&runs->list[i]);
    free(runs->list);
    rp_compared_names_release(&runs->functions);
    rp_compared_names_release(&runs->paths);
    *runs = (struct rp_compared_runs){.count = 0};
}

struct rp_compared_value rp_compared_value(const struct rp_compared_values *values, size_t number)
{
    return number < values->count ? values->list[number] : (struct rp_compared_value){.self = 0};
}

double rp_counting_error(double value, double samples)
{
    return samples > 0 ? value / sqrt(samples) : 0;
}

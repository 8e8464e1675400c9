/* merge.c: makes one cluster file out of rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/input/contexts.h"
#include "analysis/input/inputs.h"
#include "analysis/input/rank_input.h"
#include "analysis/input/remarks.h"
#include "analysis/input/roster.h"
#include "analysis/merge/gpu_merge.h"
#include "analysis/merge/output.h"
#include "analysis/merge/progress.h"
#include "analysis/merge/standing.h"
#include "analysis/symbols/inlined.h"
#include "analysis/symbols/symbols.h"
#include "analysis/waits/waits.h"

#define DEFAULT_NAME "cluster.h5"

/* All that a merge holds. */
struct merge {
    const struct rp_merge_settings *settings;
    struct rp_team *team;
    struct rp_progress progress;
    struct rp_inputs inputs;
    struct rp_roster roster;
    struct rp_share share;
    struct rp_catalog catalog;
    struct rp_symbols symbols;
    struct rp_heap heap;
    struct rp_job job;
    char *output;
    struct rp_merge_result result;
};

static enum rp_status name_output(struct merge *merge)
{
    const char *const wanted = merge->settings->output;
    const int length = wanted
                           ? asprintf(&merge->output, "%s", wanted)
                           : asprintf(&merge->output, "%s/" DEFAULT_NAME, merge->inputs.directory);

    return length < 0 ? RP_E_NOMEM : RP_OK;
}

/* The first process decides. */
static void look_at_standing(struct merge *merge)
{
    struct rp_merge_result standing = {0};

    if (merge->team->parallel.process == 0 && merge->settings->update)
        rp_standing_read(&standing, merge->output, &merge->inputs);
    merge->team->calls->broadcast(merge->team, &standing, sizeof(standing));
    if (standing.stood)
        merge->result = standing;
}

static enum rp_status find_files(struct merge *merge, struct rp_error *error)
{
    enum rp_status status =
        rp_inputs_list(&merge->inputs, merge->team, merge->settings->input, error);

    if (status != RP_OK)
        return status;
    status = name_output(merge);
    if (status == RP_OK)
        status = rp_share_init(&merge->share, merge->output);
    status = rp_team_agree(merge->team, status, error);
    if (status == RP_OK)
        look_at_standing(merge);
    if (status != RP_OK || merge->result.stood)
        return status;
    rp_progress_phase(&merge->progress, "looking at the rank files", 0);
    return rp_roster_make(&merge->roster, merge->team, &merge->inputs, &merge->share, error);
}

/* Ranks are shared out in their order, so that tables by rank are written as they are read. */
static enum rp_status read_share(struct merge *merge)
{
    const struct rp_roster_entry *ranks = merge->roster.ranks.rows;
    const size_t count = merge->roster.ranks.count;
    uint64_t *bytes = calloc(count, sizeof(*bytes));
    uint64_t own_bytes = 0;
    uint64_t all_bytes = 0;
    size_t first = 0;
    size_t end = 0;
    enum rp_status status = RP_OK;

    if (!bytes)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        all_bytes += bytes[i] = ranks[i].bytes;
    rp_share_out(merge->team, bytes, count, &first, &end);
    for (size_t i = first; i < end; i++)
        own_bytes += bytes[i];
    rp_progress_phase(&merge->progress, "reading the rank files", own_bytes);
    rp_progress_bytes(&merge->progress, all_bytes);
    merge->share.tick_level = rp_waits_level(merge->team, &merge->roster);
    for (size_t i = first; status == RP_OK && i < end; i++) {
        status = rp_rank_input_read(&merge->share, &merge->inputs, &merge->roster, (uint32_t)i);
        rp_progress_advance(&merge->progress, bytes[i]);
    }
    free(bytes);
    return status;
}

static enum rp_status read_files(struct merge *merge, struct rp_error *error)
{
    enum rp_status status = read_share(merge);

    if (status != RP_OK && merge->share.spill.error.status == status)
        *error = merge->share.spill.error;
    status = rp_team_agree(merge->team, status, error);
    return status == RP_OK
               ? rp_roster_finish(&merge->roster, merge->team, &merge->inputs, &merge->share, error)
               : status;
}

static enum rp_status unify(struct merge *merge, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    rp_symbols_init(&merge->symbols);
    rp_progress_phase(&merge->progress, "looking up symbols", 0);
    status = rp_catalog_make(&merge->catalog, merge->team, &merge->share, error);
    merge->catalog.rank_numbers = merge->roster.numbers;
    if (status == RP_OK)
        status =
            rp_inlined_unfold(&merge->symbols, merge->team, &merge->share, &merge->catalog, error);
    rp_progress_phase(&merge->progress, "unifying calling contexts", 0);
    if (status == RP_OK)
        status = rp_catalog_add_names(&merge->catalog, merge->team, &merge->share, error);
    if (status == RP_OK)
        status = rp_contexts_unify(merge->team, &merge->share, &merge->catalog, error);
    if (status == RP_OK)
        status = rp_gpu_merge(merge->team, &merge->share, &merge->catalog, error);
    return status;
}

static enum rp_status join_ticks(struct merge *merge, struct rp_error *error)
{
    rp_progress_phase(&merge->progress, "joining what ranks waited for", 0);
    return rp_waits_make(merge->team, &merge->share, &merge->catalog, &merge->roster, error);
}

static enum rp_status find_symbols(struct merge *merge, struct rp_error *error)
{
    rp_progress_phase(&merge->progress, "naming calling contexts", 0);
    return rp_symbols_find(&merge->symbols, merge->team, &merge->share, &merge->catalog, error);
}

/* Texts are placed when all of them are known, and then rows that travel can name them. */
static enum rp_status place_texts(struct merge *merge, struct rp_error *error)
{
    enum rp_status status = rp_remarks_sort(merge->team, &merge->share, error);

    if (status == RP_OK && merge->team->parallel.process == 0)
        rp_remarks_name(&merge->share, merge->result.named, sizeof(merge->result.named));
    if (status == RP_OK)
        status = rp_heap_make(&merge->heap, merge->team, &merge->share,
                              rp_catalog_add_modules(&merge->catalog, merge->team, &merge->share),
                              error);
    if (status == RP_OK)
        rp_heap_place(&merge->heap, &merge->share);
    if (status == RP_OK)
        status = rp_symbols_tell(&merge->symbols, merge->team, &merge->share, &merge->heap, error);
    return status;
}

static enum rp_status write_file(struct merge *merge, struct rp_error *error)
{
    const struct rp_output output = {
        .share = &merge->share,
        .heap = &merge->heap,
        .job = &merge->job,
        .roster = &merge->roster,
        .numbers.of = {[RP_NAMED_TEXT] = merge->heap.offsets,
                       [RP_NAMED_CONTEXT] = merge->catalog.context_numbers,
                       [RP_NAMED_MODULE] = merge->catalog.module_numbers,
                       [RP_NAMED_METRIC] = merge->catalog.metric_numbers,
                       [RP_NAMED_NODE] = merge->catalog.node_numbers,
                       [RP_NAMED_GPU] = merge->catalog.gpu_numbers,
                       [RP_NAMED_SENSOR] = merge->catalog.sensor_numbers,
                       [RP_NAMED_RANK] = merge->catalog.rank_numbers},
        .progress = &merge->progress,
    };
    enum rp_status status = rp_job_make(&merge->job, merge->team, &merge->share, &merge->catalog,
                                        &merge->roster, error);

    if (status == RP_OK)
        status = rp_output_write(&output, merge->team, merge->output, error);
    if (status == RP_OK && merge->team->parallel.process == 0)
        rp_standing_stamp(merge->output, &merge->inputs);
    return status;
}

static void count_result(struct merge *merge)
{
    struct rp_merge_result *result = &merge->result;
    uint64_t partial = merge->share.totals.partial;

    merge->team->calls->sum(merge->team, &partial, 1);
    merge->team->calls->broadcast(merge->team, result->named, sizeof(result->named));
    result->merged = (unsigned)merge->roster.ranks.count;
    result->partial = (unsigned)partial;
    result->left_out = merge->roster.left_out;
    result->expected = merge->roster.expected;
}

static void release(struct merge *merge)
{
    rp_progress_stop(&merge->progress);
    rp_job_release(&merge->job);
    rp_heap_release(&merge->heap);
    rp_symbols_release(&merge->symbols);
    rp_catalog_release(&merge->catalog);
    rp_share_release(&merge->share);
    rp_roster_release(&merge->roster);
    rp_inputs_release(&merge->inputs);
    free(merge->output);
}

enum rp_status rp_merge(const struct rp_merge_settings *settings, struct rp_team *team,
                        struct rp_merge_result *result, struct rp_error *error)
{
    static enum rp_status (*const phases[])(struct merge *, struct rp_error *) = {
        find_files, read_files, unify, join_ticks, find_symbols, place_texts, write_file,
    };
    struct merge merge = {.settings = settings, .team = team};
    struct rp_error found = {.status = RP_OK};
    enum rp_status status = RP_OK;

    rp_progress_start(&merge.progress,
                      team->parallel.process == 0 && settings->progress && !settings->quiet);
    for (size_t i = 0;
         status == RP_OK && !merge.result.stood && i < sizeof(phases) / sizeof(phases[0]); i++)
        status = phases[i](&merge, &found);
    if (status == RP_OK) {
        if (!merge.result.stood)
            count_result(&merge);
        *result = merge.result;
    } else if (error) {
        *error = found;
    }
    release(&merge);
    return status;
}

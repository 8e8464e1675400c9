/* report_model.c: computes everything that a report can show, once, whatever form shows it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/report/report_view.h"

/* The first finding about ranks decides: a profile is partial when any of the job's is. */
static bool is_partial(const struct rp_report_input *input)
{
    const struct rp_cluster_file *file = input->file;

    if (input->unfinished || file->session.files_left_out > 0 ||
        file->session.ranks_merged < file->session.ranks_expected)
        return true;
    for (size_t i = 0; i < file->rank_count; i++) {
        if (file->rank_rows[i].state == RP_RANK_PARTIAL)
            return true;
    }
    return false;
}

static enum rp_status look_closer(struct rp_report *report, struct rp_error *error)
{
    const struct rp_report_settings *settings = report->settings;
    const struct rp_sheet_sources sources = {.run = &report->efficiency,
                                             .slices = report->slices,
                                             .slice_count = report->slice_count,
                                             .calls = report->calls,
                                             .call_count = report->call_count,
                                             .peers = &report->peers,
                                             .waits = &report->waits};

    return rp_insight_make(&report->insight, report->profile, settings->ranks, &sources,
                           settings->rules, error);
}

static enum rp_status compute(struct rp_report *report, struct rp_error *error)
{
    const struct rp_profile *profile = report->profile;
    enum rp_status status = RP_OK;

    report->order = rp_profile_order(profile);
    rp_quality_of(&report->quality, profile);
    status = report->order
                 ? rp_efficiency_of_slices(profile, NULL, &report->slices, &report->slice_count)
                 : RP_E_NOMEM;
    if (status == RP_OK)
        status = rp_efficiency_of_run(profile, NULL, report->slices, report->slice_count,
                                      &report->efficiency);
    if (status == RP_OK)
        status = rp_regions_of(profile, &report->regions, &report->region_count);
    if (status == RP_OK)
        status = rp_mpi_calls_of(profile, &report->calls, &report->call_count);
    if (status == RP_OK)
        status = rp_mpi_peers_of(profile, &report->peers);
    if (status == RP_OK)
        status = rp_waits_of(profile, &report->waits);
    if (status == RP_OK)
        status = rp_gpu_profile_of(profile, &report->gpu);
    if (status == RP_OK)
        status = rp_outliers_of(profile, &report->outliers);
    if (status == RP_OK)
        status = rp_first_end_of(profile, &report->first_end);
    if (status != RP_OK)
        return rp_error_set(error, RP_E_NOMEM, "cannot compute the report: out of memory");
    return look_closer(report, error);
}

enum rp_status rp_report_open(struct rp_report *report, const struct rp_report_settings *settings,
                              FILE *messages, struct rp_error *error)
{
    const struct rp_profile_settings choice = {
        .metric = settings->by, .ranks = settings->ranks, .region = settings->region};
    enum rp_status status = RP_OK;

    *report = (struct rp_report){.settings = settings, .limit = (size_t)settings->limit};
    status =
        rp_report_input_load(&report->input, settings->path, settings->command, messages, error);
    if (status != RP_OK)
        return status;
    report->shown = report->input.shown;
    report->file = report->input.file;
    report->partial = is_partial(&report->input);
    status = rp_profile_new(&report->profile, report->file, &choice, error);
    if (status == RP_OK)
        status = compute(report, error);
    if (status == RP_OK)
        status = rp_cluster_file_failure(report->file, error);
    if (status != RP_OK)
        rp_report_close(report);
    return status;
}

void rp_report_close(struct rp_report *report)
{
    rp_insight_release(&report->insight);
    rp_gpu_profile_release(&report->gpu);
    rp_mpi_peers_release(&report->peers);
    rp_waits_release(&report->waits);
    free(report->calls);
    free(report->slices);
    free(report->regions);
    free(report->order);
    rp_profile_free(report->profile);
    rp_report_input_release(&report->input);
}

/* report.c: loads a profile and shows the view that was asked for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/report_input.h"
#include "analysis/report_view.h"

static const struct rp_report_view views[] = {
    {"top", rp_report_top, rp_report_csv_top},
    {"tree", rp_report_tree, rp_report_csv_tree},
    {"callers", rp_report_callers, rp_report_csv_callers},
    {"mpi", rp_report_mpi, rp_report_csv_mpi},
    {"efficiency", rp_report_efficiency, rp_report_csv_efficiency},
    {"ranks", rp_report_ranks, rp_report_csv_ranks},
    {"quality", rp_report_quality, rp_report_csv_quality},
};

static enum rp_status show(const struct rp_report *report, struct rp_error *error)
{
    if (report->settings->json)
        return rp_report_json(report, error);
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        if (strcmp(views[i].name, report->settings->view) != 0)
            continue;
        return report->settings->csv ? views[i].csv(report, error) : views[i].text(report, error);
    }
    return rp_error_set(error, RP_E_USAGE, "there is no view '%s'", report->settings->view);
}

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

static enum rp_status report_on(const struct rp_report_settings *settings,
                                const struct rp_report_input *input, struct rp_profile *profile,
                                FILE *out, struct rp_error *error)
{
    struct rp_report report = {
        .settings = settings,
        .shown = input->shown,
        .file = input->file,
        .profile = profile,
        .order = rp_profile_order(profile),
        .limit = (size_t)settings->limit,
        .partial = is_partial(input),
    };
    enum rp_status status = RP_OK;

    if (!report.order)
        return rp_error_set(error, RP_E_NOMEM, "cannot sort the functions: out of memory");
    rp_quality_of(&report.quality, profile);
    rp_terminal_init(&report.terminal, out, settings->color);
    status = show(&report, error);
    free(report.order);
    return status;
}

enum rp_status rp_report(const struct rp_report_settings *settings, FILE *out, FILE *messages,
                         bool *partial, struct rp_error *error)
{
    const struct rp_profile_settings choice = {.metric = settings->by, .ranks = settings->ranks};
    struct rp_report_input input;
    struct rp_profile *profile = NULL;
    enum rp_status status = rp_report_input_load(&input, settings->path, messages, error);

    if (status != RP_OK)
        return status;
    status = rp_profile_new(&profile, input.file, &choice, error);
    if (status == RP_OK)
        status = report_on(settings, &input, profile, out, error);
    if (status == RP_OK && (fflush(out) != 0 || ferror(out)))
        status =
            rp_error_set(error, RP_E_IO, "cannot write the report: the output does not take it");
    if (status == RP_OK)
        *partial = is_partial(&input);
    rp_profile_free(profile);
    rp_report_input_release(&input);
    return status;
}

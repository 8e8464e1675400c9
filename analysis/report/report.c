/* report.c: loads a profile and shows the view that was asked for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_view.h"

static const struct rp_report_view views[] = {
    {"top", rp_report_top, rp_report_csv_top},
    {"findings", rp_report_findings, rp_report_csv_findings},
    {"tree", rp_report_tree, rp_report_csv_tree},
    {"callers", rp_report_callers, rp_report_csv_callers},
    {"metrics", rp_report_metrics, rp_report_csv_metrics},
    {"roofline", rp_report_roofline, rp_report_csv_roofline},
    {"mpi", rp_report_mpi, rp_report_csv_mpi},
    {"waits", rp_report_waits, rp_report_csv_waits},
    {"gpu", rp_report_gpu, rp_report_csv_gpu},
    {"efficiency", rp_report_efficiency, rp_report_csv_efficiency},
    {"regions", rp_report_regions, rp_report_csv_regions},
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

static enum rp_status write_all(FILE *out, const char *text, size_t bytes, struct rp_error *error)
{
    if (fwrite(text, 1, bytes, out) == bytes && fflush(out) == 0)
        return RP_OK;
    return rp_error_set(error, RP_E_IO, "cannot write the report: the output does not take it");
}

/* Views read the file as they go: what they wrote counts when all of it could be read. */
static enum rp_status show_whole(struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;
    char *text = NULL;
    size_t bytes = 0;
    enum rp_status status = RP_E_NOMEM;

    report->terminal.out = open_memstream(&text, &bytes);
    if (report->terminal.out) {
        status = show(report, error);
        if (fclose(report->terminal.out) != 0 && status == RP_OK)
            status = RP_E_NOMEM;
    }
    report->terminal.out = out;
    if (status == RP_OK)
        status = rp_cluster_file_failure(report->file, error);
    else if (status == RP_E_NOMEM)
        rp_error_set(error, status, "cannot write the report: out of memory");
    if (status == RP_OK)
        status = write_all(out, text, bytes, error);
    free(text);
    return status;
}

enum rp_status rp_report(const struct rp_report_settings *settings, FILE *out, FILE *messages,
                         bool *partial, struct rp_error *error)
{
    struct rp_report report;
    enum rp_status status = rp_report_open(&report, settings, messages, error);

    if (status != RP_OK)
        return status;
    rp_terminal_init(&report.terminal, out, settings->color);
    status = show_whole(&report, error);
    if (status == RP_OK)
        *partial = report.partial;
    rp_report_close(&report);
    return status;
}

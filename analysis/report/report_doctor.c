/* report_doctor.c: of a profile, only what should be equal for its ranks and nodes, and is not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_doctor.h"

#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/profile/profile_directory.h"
#include "analysis/report/report_json.h"
#include "analysis/report/report_json_findings.h"
#include "analysis/report/report_view.h"

bool rp_is_profile(const char *path)
{
    const char *ending = strrchr(path, '.');
    struct rp_profile_directory found = {.rank_files = 0};
    struct rp_error error;
    struct stat it;

    if (stat(path, &it) != 0)
        return false;
    if (!S_ISDIR(it.st_mode))
        return ending && strcmp(ending, ".h5") == 0;
    return rp_profile_directory_read(&found, path, &error) == RP_OK &&
           (found.rank_files > 0 || found.cluster_file.tv_sec > 0);
}

static enum rp_status write_json(const struct rp_report *report, FILE *out, struct rp_error *error)
{
    json_t *object = json_object();

    json_object_set_new(object, "schema", json_string("rankprof.doctor-profile/1"));
    json_object_set_new(object, "path", rp_report_json_name(report->shown));
    json_object_set_new(object, "ranks", json_integer((json_int_t)report->profile->rank_count));
    json_object_set_new(object, "nodes", json_integer((json_int_t)report->file->node_count));
    json_object_set_new(object, "discrepancies", rp_report_json_discrepancies(report));
    json_object_set_new(object, "looked_for", rp_report_json_looked_for(report));
    return rp_report_json_write(object, 1, out, "cannot write what differs as JSON", error);
}

enum rp_status rp_report_doctor(const struct rp_report_settings *settings, FILE *out,
                                FILE *messages, bool *alike, struct rp_error *error)
{
    struct rp_report report;
    enum rp_status status = rp_report_open(&report, settings, messages, error);

    if (status != RP_OK)
        return status;
    rp_terminal_init(&report.terminal, out, settings->color);
    if (settings->json) {
        status = write_json(&report, out, error);
    } else {
        rp_report_header(&report);
        rp_report_write_discrepancies(&report);
    }
    *alike = report.insight.discrepancies.count == 0;
    rp_report_close(&report);
    return status;
}

/* export.c: loads a profile and writes it in the format that was asked for.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/export/export_part.h"

static const struct rp_export_format formats[] = {
    {"pprof", false, rp_export_pprof},
    {"folded", true, rp_export_folded},
    {"speedscope", true, rp_export_speedscope},
    {"perfetto", true, rp_export_perfetto},
    {"csv", true, rp_export_csv},
    {"extrap", true, rp_export_extrap},
    {"hatchet", true, rp_export_hatchet},
    {"pyroscope", true, rp_export_pyroscope},
};

static const struct rp_export_format *find_format(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

static bool is_standard(const char *output)
{
    return !output || strcmp(output, "-") == 0;
}

static enum rp_status check_settings(const struct rp_export_settings *settings,
                                     const struct rp_export_format *format, struct rp_error *error)
{
    if (!format)
        return rp_error_set(error, RP_E_USAGE, "give the format, --format " RP_EXPORT_FORMATS);
    if (!format->text && is_standard(settings->output) && isatty(STDOUT_FILENO))
        return rp_error_set(error, RP_E_USAGE,
                            "%s is not for a terminal: give a file with -o, or a pipe",
                            format->name);
    if (settings->url && strcmp(format->name, "pyroscope") != 0)
        return rp_error_set(error, RP_E_USAGE, "--url is for --format pyroscope");
    if (settings->parameters && strcmp(format->name, "extrap") != 0)
        return rp_error_set(error, RP_E_USAGE, "--param is for --format extrap");
    return RP_OK;
}

/* ---- the output ---- */

static enum rp_status cannot_write(struct rp_error *error, const char *path)
{
    if (is_standard(path))
        return rp_error_set(error, RP_E_IO, "cannot write to the standard output: %s",
                            strerror(errno));
    return rp_error_set(error, RP_E_IO, "cannot write '%s': %s; choose another place with -o", path,
                        strerror(errno));
}

static enum rp_status write_export(struct rp_export *export, const struct rp_export_format *format,
                                   const char *path, struct rp_error *error)
{
    enum rp_status status = format->write(export, error);

    if (status == RP_OK)
        status = rp_cluster_file_failure(export->report->file, error);
    if (status != RP_OK)
        return status;
    return fflush(export->out) == 0 && !ferror(export->out) ? RP_OK : cannot_write(error, path);
}

/* Written beside its place, and put there when it is whole. */
static enum rp_status write_file(struct rp_export *export, const struct rp_export_format *format,
                                 struct rp_error *error)
{
    const char *path = export->settings->output;
    char *part = NULL;
    enum rp_status status = RP_OK;

    if (asprintf(&part, "%s.part", path) < 0)
        return rp_error_set(error, RP_E_NOMEM, "cannot write '%s': out of memory", path);
    export->out = fopen(part, "w");
    if (!export->out) {
        status = cannot_write(error, path);
        free(part);
        return status;
    }
    status = write_export(export, format, path, error);
    if (fclose(export->out) != 0 && status == RP_OK)
        status = cannot_write(error, path);
    if (status == RP_OK && rename(part, path) != 0)
        status = cannot_write(error, path);
    if (status != RP_OK)
        unlink(part);
    free(part);
    return status;
}

enum rp_status rp_export(const struct rp_export_settings *settings, FILE *messages, bool *partial,
                         struct rp_error *error)
{
    const struct rp_report_settings choice = {
        .command = "export", .path = settings->path, .by = settings->by, .ranks = settings->ranks};
    const struct rp_export_format *format = settings->format ? find_format(settings->format) : NULL;
    struct rp_report report;
    struct rp_export export = {
        .settings = settings, .report = &report, .out = stdout, .messages = messages};
    enum rp_status status = check_settings(settings, format, error);

    if (status == RP_OK)
        status = rp_report_open(&report, &choice, messages, error);
    if (status != RP_OK)
        return status;
    if (is_standard(settings->output))
        status = write_export(&export, format, NULL, error);
    else
        status = write_file(&export, format, error);
    *partial = report.partial;
    rp_report_close(&report);
    return status;
}

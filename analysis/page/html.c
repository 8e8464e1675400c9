/* html.c: loads a profile and writes its page, as large as it may be.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/page/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/page/page.h"

#define MIB         1048576.0
#define USUAL_NAME  "report.html"
#define LEAST_NODES 500u

/* ---- where to ---- */

static char *output_of(const struct rp_html_settings *settings, const char *shown)
{
    struct stat state;
    const char *slash = strrchr(shown, '/');
    char *path = NULL;
    int length = 0;

    if (settings->output)
        return strdup(settings->output);
    if (stat(shown, &state) == 0 && S_ISDIR(state.st_mode))
        length = asprintf(&path, "%s/" USUAL_NAME, shown);
    else
        length = asprintf(&path, "%.*s" USUAL_NAME, slash ? (int)(slash - shown) + 1 : 0, shown);
    return length < 0 ? NULL : path;
}

static enum rp_status cannot_write(struct rp_error *error, const char *path)
{
    return rp_error_set(error, RP_E_IO, "cannot write '%s': %s; choose another place with -o", path,
                        strerror(errno));
}

static enum rp_status write_part(const char *part, const char *path, const char *page, size_t bytes,
                                 struct rp_error *error)
{
    FILE *out = fopen(part, "w");
    bool written = false;

    if (!out)
        return cannot_write(error, path);
    written = fwrite(page, 1, bytes, out) == bytes && fflush(out) == 0 && fsync(fileno(out)) == 0;
    if (fclose(out) == 0 && written)
        return RP_OK;
    cannot_write(error, path);
    unlink(part);
    return RP_E_IO;
}

static enum rp_status write_file(const char *path, const char *page, size_t bytes,
                                 struct rp_error *error)
{
    char *part = NULL;
    enum rp_status status = RP_OK;

    if (asprintf(&part, "%s.part", path) < 0)
        return rp_error_set(error, RP_E_NOMEM, "cannot write '%s': out of memory", path);
    status = write_part(part, path, page, bytes, error);
    if (status == RP_OK && rename(part, path) != 0) {
        status = cannot_write(error, path);
        unlink(part);
    }
    free(part);
    return status;
}

static enum rp_status write_output(const char *path, const char *page, size_t bytes,
                                   struct rp_error *error)
{
    if (strcmp(path, "-") != 0)
        return write_file(path, page, bytes, error);
    if (fwrite(page, 1, bytes, stdout) == bytes && fflush(stdout) == 0)
        return RP_OK;
    return rp_error_set(error, RP_E_IO, "cannot write the page: the output does not take it");
}

/* ---- how much of it ---- */

static bool cannot_be_read(const struct rp_report *report, const struct rp_page_before *before,
                           struct rp_error *error)
{
    return rp_cluster_file_failure(report->file, error) != RP_OK ||
           (before && rp_cluster_file_failure(before->input.file, error) != RP_OK);
}

/* Gives up detail until the page is small enough, or nothing is left to give up. */
static enum rp_status make_page(const struct rp_report *report, const struct rp_page_before *before,
                                double most_bytes, char **page, size_t *bytes,
                                struct rp_error *error)
{
    struct rp_page_limits limits = {
        .nodes = 20000, .functions = 500, .rank_cells = 1u << 19, .heat_cells = 1u << 20};

    for (;;) {
        enum rp_status status = rp_page_make(report, before, &limits, page, bytes, error);

        if (status == RP_OK && cannot_be_read(report, before, error)) {
            free(*page);
            *page = NULL;
            return error->status;
        }
        if (status != RP_OK || (double)*bytes <= most_bytes || limits.nodes < LEAST_NODES)
            return status;
        free(*page);
        limits.nodes = limits.nodes * 2 / 3;
        limits.functions = limits.functions * 2 / 3;
        limits.rank_cells = limits.rank_cells / 2;
        limits.heat_cells = limits.heat_cells / 2;
    }
}

static enum rp_status make_and_write(const struct rp_html_settings *settings,
                                     const struct rp_report *report,
                                     const struct rp_page_before *before,
                                     struct rp_html_result *result, struct rp_error *error)
{
    char *page = NULL;
    char *path = output_of(settings, report->shown);
    enum rp_status status = RP_OK;

    if (!path)
        return rp_error_set(error, RP_E_NOMEM, "cannot name the page: out of memory");
    status = make_page(report, before, settings->most_mib * MIB, &page, &result->bytes, error);
    if (status == RP_OK)
        status = write_output(path, page, result->bytes, error);
    free(page);
    if (status != RP_OK || strcmp(path, "-") == 0)
        free(path);
    else
        result->output = path;
    return status;
}

static enum rp_status compare_and_write(const struct rp_html_settings *settings,
                                        const struct rp_report *report,
                                        struct rp_html_result *result, struct rp_error *error)
{
    struct rp_page_before before;
    enum rp_status status = RP_OK;

    if (!settings->before)
        return make_and_write(settings, report, NULL, result, error);
    status = rp_page_before_open(&before, settings->before, report, error);
    if (status != RP_OK)
        return status;
    status = make_and_write(settings, report, &before, result, error);
    rp_page_before_close(&before);
    return status;
}

enum rp_status rp_html(const struct rp_html_settings *settings, FILE *messages,
                       struct rp_html_result *result, struct rp_error *error)
{
    const struct rp_report_settings choice = {.command = settings->before ? "diff" : "html",
                                              .path = settings->path,
                                              .by = settings->by,
                                              .ranks = settings->ranks,
                                              .rules = settings->rules};
    struct rp_html_result made = {0};
    struct rp_report report;
    enum rp_status status = rp_report_open(&report, &choice, messages, error);

    if (status != RP_OK)
        return status;
    made.partial = report.partial;
    status = compare_and_write(settings, &report, &made, error);
    rp_report_close(&report);
    if (status == RP_OK)
        *result = made;
    return status;
}

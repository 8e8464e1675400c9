/* data_files.c: reads the texts of data/: those that rankprof comes with, and the user's.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/data_files.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/own_path.h"

static const char *const folders[] = {"findings", "metrics"};

static enum rp_status visit_rule(void *context, const struct rp_entry *entry)
{
    struct rp_data_files *files = context;

    return rp_rules_add(&files->rules, entry, &files->problems);
}

static enum rp_status visit_group(void *context, const struct rp_entry *entry)
{
    struct rp_data_files *files = context;

    return rp_metric_groups_add(&files->groups, entry, &files->problems);
}

static enum rp_status read_own(const struct rp_entry_visitors *visitors)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(folders) / sizeof(folders[0]); i++) {
        char relative[256];
        char path[PATH_MAX];

        snprintf(relative, sizeof(relative), "%s/%s", RANKPROF_DATA_DIR, folders[i]);
        if (rp_own_path(relative, path, sizeof(path)))
            status = rp_entry_files_read(path, visitors);
    }
    return status;
}

static enum rp_status read_users(const char *directories, const struct rp_entry_visitors *visitors)
{
    enum rp_status status = RP_OK;

    while (status == RP_OK && directories && *directories) {
        const size_t length = strcspn(directories, ":");
        char path[PATH_MAX];

        snprintf(path, sizeof(path), "%.*s", (int)length, directories);
        if (length > 0)
            status = rp_entry_files_read(path, visitors);
        directories += length + (directories[length] == ':');
    }
    return status;
}

/* Reads one text, or, without one, all files. */
static enum rp_status read_with_visitors(struct rp_data_files *out, char *text, const char *from)
{
    const struct rp_entry_visitor list[] = {{"rankprof-findings", 1, visit_rule, out},
                                            {"rankprof-metrics", 1, visit_group, out}};
    const struct rp_entry_visitors visitors = {list, sizeof(list) / sizeof(list[0]),
                                               &out->problems};
    enum rp_status status = RP_OK;

    if (text)
        return rp_entry_text_read(text, from, &visitors);
    status = read_own(&visitors);
    return status == RP_OK ? read_users(from, &visitors) : status;
}

enum rp_status rp_data_text_read(struct rp_data_files *out, char *text, const char *file)
{
    return read_with_visitors(out, text, file);
}

enum rp_status rp_data_files_read(struct rp_data_files *out, const char *directories,
                                  struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_data_files){.rules = {0}};
    status = read_with_visitors(out, NULL, directories ? directories : getenv("RANKPROF_RULES"));
    if (status == RP_OK)
        return RP_OK;
    rp_data_files_release(out);
    return rp_error_set(error, status, "cannot read the rules of findings: out of memory");
}

void rp_data_files_release(struct rp_data_files *files)
{
    rp_rules_release(&files->rules);
    rp_metric_groups_release(&files->groups);
    rp_problems_release(&files->problems);
}

/* check.c: checks a file's header and datasets against the schema, and repairs what a kill left.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/file_header.h"
#include "format/findings.h"
#include "format/h5.h"
#include "format/part_file.h"

#define SAID_MOST 20u

void rp_findings_table(struct rp_findings *findings)
{
    findings->in_table = 0;
}

void rp_finding(struct rp_findings *findings, const char *format, ...)
{
    char sentence[RP_ERROR_TEXT_BYTES];
    va_list arguments;

    findings->count++;
    if (++findings->in_table > SAID_MOST)
        return;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments); /* NOLINT: va_start() is above */
    va_end(arguments);
    findings->say(findings->context, sentence);
}

enum rp_file_kind rp_file_kind(const char *path)
{
    struct rp_file_header header = {.kind = RP_FILE_OTHER};
    hid_t file;

    rp_h5_start();
    if (rp_h5_open_growing(&file, path, NULL) == RP_OK) {
        rp_file_header_read(file, &header);
        H5Fclose(file);
    }
    return header.kind;
}

/* ---- datasets against the schema ---- */

static void check_text(struct rp_findings *findings, hid_t dataset, const char *path,
                       const char *name, const char *wanted)
{
    char *const text = rp_h5_get_text(dataset, name);

    if (!text)
        rp_finding(findings, "%s has no attribute '%s'", path, name);
    else if (strcmp(name, "units") == 0 && strcmp(text, wanted) != 0)
        rp_finding(findings, "%s has the unit '%s' and should have '%s'", path, text, wanted);
    free(text);
}

/* The length of the dataset, or -1 when it cannot be a column. */
static hssize_t check_dataset(struct rp_findings *findings, hid_t dataset, const char *path,
                              const struct rp_schema_column *column)
{
    const hid_t type = H5Dget_type(dataset);
    const hid_t space = H5Dget_space(dataset);
    hssize_t length = -1;

    if (type < 0 || H5Tequal(type, rp_h5_file_type(column->type)) <= 0)
        rp_finding(findings, "%s is not of type %s", path, rp_schema_type_name(column->type));
    if (space >= 0 && H5Sget_simple_extent_ndims(space) == 1)
        length = H5Sget_simple_extent_npoints(space);
    else
        rp_finding(findings, "%s does not have one dimension", path);
    rp_h5_release(type);
    rp_h5_release(space);
    check_text(findings, dataset, path, "units", column->unit);
    check_text(findings, dataset, path, "long_name", column->meaning);
    return length;
}

static void check_table(struct rp_findings *findings, hid_t file,
                        const struct rp_schema_table *schema)
{
    hssize_t length = -1;
    char path[128];
    const hid_t group = H5Gopen2(file, schema->group, H5P_DEFAULT);

    rp_findings_table(findings);
    if (group < 0) {
        rp_finding(findings, "/%s is missing or damaged", schema->group);
        return;
    }
    rp_h5_release(group);
    for (size_t i = 0; i < schema->column_count; i++) {
        hssize_t own;
        hid_t dataset;

        snprintf(path, sizeof(path), "/%s/%s", schema->group, schema->columns[i].name);
        dataset = H5Dopen2(file, path, H5P_DEFAULT);
        if (dataset < 0) {
            rp_finding(findings, "%s is missing or damaged", path);
            continue;
        }
        own = check_dataset(findings, dataset, path, &schema->columns[i]);
        rp_h5_release(dataset);
        if (i > 0 && own != length)
            rp_finding(findings, "%s has %lld rows, and /%s/%s has %lld", path, (long long)own,
                       schema->group, schema->columns[0].name, (long long)length);
        else
            length = own;
    }
}

static enum rp_status check_structure(struct rp_findings *findings, enum rp_file_kind *kind,
                                      const char *path, struct rp_error *error)
{
    union {
        struct rp_rank_session rank;
        struct rp_cluster_session cluster;
    } session = {{0}};
    struct rp_file_header header;
    enum rp_status status;
    hid_t file;

    status = rp_h5_open_growing(&file, path, error);
    if (status != RP_OK)
        return status;
    rp_file_header_read(file, &header);
    *kind = header.kind;
    status = rp_file_header_load(file, header.kind, path, &session, error);
    for (size_t i = 0; status == RP_OK && rp_schema_table(header.kind, i); i++)
        if (header.kind != RP_FILE_RANK || rp_schema_is_there(i, &session.rank))
            check_table(findings, file, rp_schema_table(header.kind, i));
    H5Fclose(file);
    return status;
}

enum rp_status rp_check_file(const char *path, void (*say)(void *context, const char *sentence),
                             void *context, size_t *violations, struct rp_error *error)
{
    struct rp_findings findings = {say, context, 0, 0};
    enum rp_file_kind kind = RP_FILE_OTHER;
    enum rp_status status;

    rp_h5_start();
    status = check_structure(&findings, &kind, path, error);
    if (status != RP_OK)
        return status;
    rp_findings_table(&findings);
    status = kind == RP_FILE_RANK ? rp_check_rank(&findings, path, error)
                                  : rp_check_cluster(&findings, path, error);
    if (status != RP_OK)
        rp_finding(&findings, "%s", error->text);
    *violations = findings.count;
    return RP_OK;
}

/* ---- repair ---- */

/* The property has no published name, but h5clear depends on it. */
static hid_t open_clearing_flag(const char *path)
{
    static const char property[] = "clear_status_flags";
    const hbool_t clear = true;
    const hid_t access = rp_h5_file_access();
    hid_t file = H5I_INVALID_HID;

    if (access >= 0 && H5Pexist(access, property) > 0 && H5Pset(access, property, &clear) >= 0)
        file = H5Fopen(path, H5F_ACC_RDWR, access);
    rp_h5_release(access);
    return file;
}

enum rp_status rp_check_repair(const char *path, struct rp_error *error)
{
    enum rp_status status = RP_OK;
    hid_t file;

    rp_h5_start();
    if (rp_part_file_is_written(path))
        return rp_error_set(error, RP_E_EXISTS,
                            "cannot repair '%s': its collector is still writing it", path);
    file = open_clearing_flag(path);
    if (file < 0)
        return rp_h5_fail(error, "cannot repair '%s'", path);
    /* Before anything else: until the end is mended, HDF5 would write over data. */
    if (H5Fincrement_filesize(file, 0) < 0)
        status = rp_h5_fail(error, "cannot repair '%s'", path);
    if (H5Fclose(file) < 0 && status == RP_OK)
        status = rp_h5_fail(error, "cannot repair '%s'", path);
    return status;
}

/* file_header.c: writes, reads and judges what every file begins with.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/file_header.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/h5.h"

#define STATE_ROOM         8  /* both states fit, so that the attribute is changed in place */
#define COMPACT_ATTRIBUTES 64 /* kept in the group's own header, which is cheaper */
#define FEWEST_DENSE       63

static hid_t create_session_group(hid_t file)
{
    const hid_t properties = H5Pcreate(H5P_GROUP_CREATE);
    hid_t group = H5I_INVALID_HID;

    if (properties < 0)
        return properties;
    if (H5Pset_attr_phase_change(properties, COMPACT_ATTRIBUTES, FEWEST_DENSE) >= 0)
        group = H5Gcreate2(file, "session", H5P_DEFAULT, properties, H5P_DEFAULT);
    rp_h5_release(properties);
    return group;
}

static bool write_root(hid_t file, enum rp_file_kind kind)
{
    const uint32_t major = RP_FORMAT_MAJOR;
    const uint32_t minor = RP_FORMAT_MINOR;
    const uint64_t incompatible = 0;

    return rp_h5_set_text(file, "kind", rp_schema_kind_name(kind), 0) &&
           rp_h5_set_number(file, "format_major", RP_U32, &major) &&
           rp_h5_set_number(file, "format_minor", RP_U32, &minor) &&
           rp_h5_set_number(file, "incompatible", RP_U64, &incompatible);
}

bool rp_file_header_create(hid_t file, enum rp_file_kind kind, const void *session)
{
    const hid_t group = create_session_group(file);
    bool good;

    if (group < 0)
        return false;
    good = write_root(file, kind) && rp_h5_set_text(group, "state", RP_STATE_OPEN, STATE_ROOM) &&
           rp_h5_set_text(group, "rankprof_version", RANKPROF_VERSION, 0) &&
           rp_h5_set_session(group, rp_schema_session(kind), session);
    return rp_h5_release(group) && good;
}

static enum rp_file_kind kind_named(const char *name)
{
    if (name && strcmp(name, rp_schema_kind_name(RP_FILE_RANK)) == 0)
        return RP_FILE_RANK;
    if (name && strcmp(name, rp_schema_kind_name(RP_FILE_CLUSTER)) == 0)
        return RP_FILE_CLUSTER;
    return RP_FILE_OTHER;
}

void rp_file_header_read(hid_t file, struct rp_file_header *header)
{
    char *const name = rp_h5_get_text(file, "kind");

    memset(header, 0, sizeof(*header));
    if (rp_h5_get_number(file, "format_major", RP_U32, &header->major) &&
        rp_h5_get_number(file, "format_minor", RP_U32, &header->minor) &&
        rp_h5_get_number(file, "incompatible", RP_U64, &header->incompatible))
        header->kind = kind_named(name);
    free(name);
}

enum rp_status rp_file_header_accept(const struct rp_file_header *header, enum rp_file_kind wanted,
                                     const char *path, struct rp_error *error)
{
    if (header->kind == RP_FILE_OTHER)
        return rp_error_set(error, RP_E_DAMAGED, "cannot read '%s': it is no file of rankprof",
                            path);
    if (header->major > RP_FORMAT_MAJOR)
        return rp_error_set(error, RP_E_VERSION,
                            "cannot read '%s': it has format %u.%u and this rankprof reads up to "
                            "%u.x; use a newer rankprof",
                            path, header->major, header->minor, RP_FORMAT_MAJOR);
    if (header->incompatible != 0)
        return rp_error_set(error, RP_E_VERSION,
                            "cannot read '%s': it uses features 0x%" PRIx64 " of format %u.%u that "
                            "this rankprof (%u.%u) does not know; use a newer rankprof",
                            path, header->incompatible, header->major, header->minor,
                            RP_FORMAT_MAJOR, RP_FORMAT_MINOR);
    if (header->kind != wanted)
        return rp_error_set(error, RP_E_DAMAGED, "cannot read '%s' as a %s file: it is a %s file",
                            path, rp_schema_kind_name(wanted), rp_schema_kind_name(header->kind));
    return RP_OK;
}

enum rp_status rp_file_header_load(hid_t file, enum rp_file_kind wanted, const char *path,
                                   void *session, struct rp_error *error)
{
    struct rp_file_header header;
    enum rp_status status;
    hid_t group;

    rp_file_header_read(file, &header);
    status = rp_file_header_accept(&header, wanted, path, error);
    if (status != RP_OK)
        return status;
    group = H5Gopen2(file, "session", H5P_DEFAULT);
    if (group < 0 || !rp_h5_get_session(group, rp_schema_session(wanted), session))
        status = rp_h5_fail(error, "cannot read the session of '%s'", path);
    rp_h5_release(group);
    return status;
}

bool rp_file_header_set_state(hid_t file, const char *state)
{
    const hid_t group = H5Gopen2(file, "session", H5P_DEFAULT);
    bool good;

    if (group < 0)
        return false;
    good = rp_h5_set_text(group, "state", state, STATE_ROOM);
    return rp_h5_release(group) && good;
}

bool rp_file_header_is_closed(hid_t file)
{
    const hid_t group = H5Gopen2(file, "session", H5P_DEFAULT);
    char *state = NULL;
    bool closed;

    if (group >= 0) {
        state = rp_h5_get_text(group, "state");
        rp_h5_release(group);
    }
    closed = state && strcmp(state, RP_STATE_CLOSED) == 0;
    free(state);
    return closed;
}

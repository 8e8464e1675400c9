/* h5_attribute.c: reads and writes attributes: numbers, texts, a session's values.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/h5.h"

#include <stdlib.h>
#include <string.h>

/* Opens the attribute, or makes it with the given type and one element. */
static hid_t open_or_create(hid_t object, const char *name, hid_t type)
{
    hid_t space;
    hid_t attribute;

    if (H5Aexists(object, name) > 0)
        return H5Aopen(object, name, H5P_DEFAULT);
    space = H5Screate(H5S_SCALAR);
    attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    rp_h5_release(space);
    return attribute;
}

bool rp_h5_set_number(hid_t object, const char *name, enum rp_column_type type, const void *value)
{
    const hid_t attribute = open_or_create(object, name, rp_h5_file_type(type));
    bool good;

    if (attribute < 0)
        return false;
    good = H5Awrite(attribute, rp_h5_memory_type(type), value) >= 0;
    return rp_h5_release(attribute) && good;
}

/* Opens an attribute that holds one value of the given class; negative if there is none such. */
static hid_t open_single(hid_t object, const char *name, H5T_class_t class)
{
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type;
    hid_t space;
    bool fits;

    if (attribute < 0)
        return attribute;
    type = H5Aget_type(attribute);
    space = H5Aget_space(attribute);
    fits = type >= 0 && space >= 0 && H5Tget_class(type) == class &&
           H5Sget_simple_extent_npoints(space) == 1 && H5Tis_variable_str(type) <= 0;
    rp_h5_release(type);
    rp_h5_release(space);
    if (fits)
        return attribute;
    rp_h5_release(attribute);
    return H5I_INVALID_HID;
}

bool rp_h5_get_number(hid_t object, const char *name, enum rp_column_type type, void *value)
{
    const hid_t attribute = open_single(object, name, type == RP_F64 ? H5T_FLOAT : H5T_INTEGER);
    bool good;

    if (attribute < 0)
        return false;
    good = H5Aread(attribute, rp_h5_memory_type(type), value) >= 0;
    rp_h5_release(attribute);
    return good;
}

static hid_t text_type(size_t bytes)
{
    const hid_t type = H5Tcopy(H5T_C_S1);

    if (type >= 0 && H5Tset_size(type, bytes) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0)
        return type;
    rp_h5_release(type);
    return H5I_INVALID_HID;
}

bool rp_h5_set_text(hid_t object, const char *name, const char *text, size_t room)
{
    const size_t length = strlen(text);
    const size_t bytes = room > length ? room : length + 1;
    const hid_t type = text_type(bytes);
    char *const padded = calloc(1, bytes);
    hid_t attribute = H5I_INVALID_HID;
    bool good = false;

    if (type >= 0 && padded) {
        memcpy(padded, text, length);
        attribute = open_or_create(object, name, type);
        good = attribute >= 0 && H5Awrite(attribute, type, padded) >= 0;
    }
    if (attribute >= 0)
        good = rp_h5_release(attribute) && good;
    rp_h5_release(type);
    free(padded);
    return good;
}

char *rp_h5_get_text(hid_t object, const char *name)
{
    const hid_t attribute = open_single(object, name, H5T_STRING);
    const hid_t type = attribute >= 0 ? H5Aget_type(attribute) : H5I_INVALID_HID;
    const size_t bytes = type >= 0 ? H5Tget_size(type) : 0;
    char *text = bytes ? calloc(1, bytes + 1) : NULL;

    if (text && H5Aread(attribute, type, text) < 0) {
        free(text);
        text = NULL;
    }
    rp_h5_release(type);
    rp_h5_release(attribute);
    return text;
}

struct text_visit {
    bool (*each)(void *context, const char *key, char *owned_text);
    void *context;
};

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *info, void *context)
{
    const struct text_visit *const visit = context;
    char *const text = rp_h5_get_text(object, name);

    (void)info;
    if (!text)
        return 0; /* not a text: another version's attribute */
    return visit->each(visit->context, name, text) ? 0 : -1;
}

bool rp_h5_each_text(hid_t object, bool (*each)(void *context, const char *key, char *owned_text),
                     void *context)
{
    struct text_visit visit = {each, context};
    hsize_t position = 0;

    return H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &position, visit_attribute, &visit) >= 0;
}

bool rp_h5_set_session(hid_t group, const struct rp_schema_table *session, const void *values)
{
    for (size_t i = 0; i < session->column_count; i++) {
        const struct rp_schema_column *const column = &session->columns[i];

        if (!rp_h5_set_number(group, column->name, column->type,
                              (const char *)values + column->offset))
            return false;
    }
    return true;
}

bool rp_h5_get_session(hid_t group, const struct rp_schema_table *session, void *values)
{
    for (size_t i = 0; i < session->column_count; i++) {
        const struct rp_schema_column *const column = &session->columns[i];

        if (!rp_h5_get_number(group, column->name, column->type, (char *)values + column->offset))
            return false;
    }
    return true;
}

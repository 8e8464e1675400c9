/* h5.c: starts HDF5, opens files, turns its error stack into a reason.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/h5.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/*
 * How often a reader of a growing file reads metadata whose checksum is wrong. HDF5 doubles its
 * pause each time, from 1 ns: 24 take 20 ms, and its default of 100 would wait for ever on a
 * damaged file.
 */
#define READ_ATTEMPTS 24
#define OPEN_TRIES    20
#define OPEN_PAUSE_NS 5000000

void rp_h5_start(void)
{
    /* At exit HDF5 would try to write what a full disk refused, again and again. */
    H5dont_atexit();
    H5open();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

struct reason {
    char text[256];
    bool from_system;
};

/* HDF5 hides the text of errno inside its own: "..., error message = 'No space left', ...". */
static bool take_system_text(struct reason *reason, const char *description)
{
    static const char key[] = "error message = '";
    const char *const start = strstr(description, key);
    const char *const end = start ? strchr(start + strlen(key), '\'') : NULL;

    if (!end)
        return false;
    snprintf(reason->text, sizeof(reason->text), "%.*s", (int)(end - start - (int)strlen(key)),
             start + strlen(key));
    return true;
}

/* What HDF5 says of files that are damaged, in words for people. */
static const char *plain_words(const char *reason)
{
    static const struct {
        const char *start, *words;
    } known[] = {
        {"file signature not found", "it is not an HDF5 file"},
        {"truncated file", "it is cut short, a part at its end is missing"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strncmp(reason, known[i].start, strlen(known[i].start)) == 0)
            return known[i].words;
    return reason;
}

static herr_t collect_reason(unsigned depth, const H5E_error2_t *entry, void *context)
{
    struct reason *const reason = context;

    (void)depth;
    if (!entry->desc || reason->from_system)
        return 0;
    reason->from_system = take_system_text(reason, entry->desc);
    if (!reason->from_system && !reason->text[0])
        snprintf(reason->text, sizeof(reason->text), "%s", plain_words(entry->desc));
    return 0;
}

static void last_reason(struct reason *reason)
{
    memset(reason, 0, sizeof(*reason));
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect_reason, reason);
    if (!reason->text[0])
        snprintf(reason->text, sizeof(reason->text), "HDF5 gives no reason");
}

enum rp_status rp_h5_fail(struct rp_error *error, const char *format, ...)
{
    char sentence[RP_ERROR_TEXT_BYTES / 2];
    struct reason reason;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    last_reason(&reason);
    return rp_error_set(error, RP_E_IO, "%s: %s", sentence, reason.text);
}

/* Releasing must not hide why something failed before. */
static bool release_after_failure(hid_t identifier)
{
    const hid_t reasons = H5Eget_current_stack();
    const bool good = H5Idec_ref(identifier) >= 0;

    if (good)
        H5Eset_current_stack(reasons);
    else
        H5Eclose_stack(reasons);
    return good;
}

bool rp_h5_release(hid_t identifier)
{
    if (identifier < 0)
        return true;
    return H5Eget_num(H5E_DEFAULT) > 0 ? release_after_failure(identifier)
                                       : H5Idec_ref(identifier) >= 0;
}

hid_t rp_h5_file_access(void)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);

    if (access < 0)
        return access;
    if (H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110) < 0 ||
        H5Pset_file_locking(access, false, true) < 0) {
        rp_h5_release(access);
        return H5I_INVALID_HID;
    }
    return access;
}

hid_t rp_h5_file_open(const char *path, unsigned flags)
{
    const hid_t access = rp_h5_file_access();
    const unsigned attempts = flags & H5F_ACC_SWMR_READ ? READ_ATTEMPTS : 1;
    hid_t file = H5I_INVALID_HID;

    if (access >= 0 && H5Pset_metadata_read_attempts(access, attempts) >= 0)
        file = H5Fopen(path, flags, access);
    rp_h5_release(access);
    return file;
}

static herr_t find_text(unsigned depth, const H5E_error2_t *entry, void *context)
{
    const char **const wanted = context;

    (void)depth;
    if (*wanted && entry->desc && strstr(entry->desc, *wanted))
        *wanted = NULL;
    return 0;
}

/* True when the reason of the last failure holds `text`. */
static bool failed_because(const char *text)
{
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_text, &text);
    return text == NULL;
}

enum rp_status rp_h5_open_growing(hid_t *out, const char *path, struct rp_error *error)
{
    const struct timespec pause = {0, OPEN_PAUSE_NS};
    hid_t file = H5I_INVALID_HID;

    for (int i = 0; file < 0 && i < OPEN_TRIES; i++) {
        file = rp_h5_file_open(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ);
        if (file >= 0 || !failed_because("already open"))
            break;
        nanosleep(&pause, NULL);
    }
    if (file < 0)
        return rp_h5_fail(error, "cannot open '%s'", path);
    *out = file;
    return RP_OK;
}

hid_t rp_h5_file_type(enum rp_column_type type)
{
    switch (type) {
    case RP_U8:
        return H5T_STD_U8LE;
    case RP_U16:
        return H5T_STD_U16LE;
    case RP_U32:
        return H5T_STD_U32LE;
    case RP_U64:
        return H5T_STD_U64LE;
    case RP_I32:
        return H5T_STD_I32LE;
    case RP_F64:
        break;
    }
    return H5T_IEEE_F64LE;
}

hid_t rp_h5_memory_type(enum rp_column_type type)
{
    switch (type) {
    case RP_U8:
        return H5T_NATIVE_UINT8;
    case RP_U16:
        return H5T_NATIVE_UINT16;
    case RP_U32:
        return H5T_NATIVE_UINT32;
    case RP_U64:
        return H5T_NATIVE_UINT64;
    case RP_I32:
        return H5T_NATIVE_INT32;
    case RP_F64:
        break;
    }
    return H5T_NATIVE_DOUBLE;
}

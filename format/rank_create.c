/* rank_create.c: makes the HDF5 file of a rank, with all its tables, ready to grow.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/rank_create.h"

#include <stdio.h>

#include "format/file_header.h"
#include "format/h5.h"
#include "format/texts.h"

#define FILE_PAGE_BYTES 4096

/*
 * Of the library's cache of metadata. By itself it grows with each slice up to 32 MiB; what is kept
 * of slices long past is never looked at again.
 */
#define CACHE_BYTES ((size_t)128 << 10)

/* How each table lies in the file, chosen by measurement: docs/format.md, "Cost". */
static const struct rp_table_layout layouts[RP_RANK_TABLE_COUNT] = {
    [RP_RANK_TABLE_context] = {0, 256, true, true},
    [RP_RANK_TABLE_value] = {0, 1024, true, true},
    [RP_RANK_TABLE_thread] = {0, 32, true, true},
    [RP_RANK_TABLE_process] = {0, 16, true, true},
    [RP_RANK_TABLE_end] = {0, 16, true, true},
    [RP_RANK_TABLE_module] = {0, 64, true, true},
    [RP_RANK_TABLE_metric] = {0, 16, true, true},
    [RP_RANK_TABLE_slice] = {0, 32, true, false},
    [RP_RANK_TABLE_strings] = {0, 1024, true, true},
    [RP_RANK_TABLE_generated] = {0, 64, true, true},
    [RP_RANK_TABLE_mpi_time] = {0, 64, true, true},
    [RP_RANK_TABLE_mpi_traffic] = {0, 256, true, true},
    [RP_RANK_TABLE_gpu] = {0, 16, true, true},
    [RP_RANK_TABLE_gpu_state] = {0, 16, true, true},
    [RP_RANK_TABLE_gpu_operation] = {0, 256, true, true},
    [RP_RANK_TABLE_gpu_time] = {0, 256, true, true},
    [RP_RANK_TABLE_gpu_event] = {0, 4096, true, true},
    [RP_RANK_TABLE_sensor] = {0, 32, true, true},
    [RP_RANK_TABLE_reading] = {0, 64, true, true},
    [RP_RANK_TABLE_tick] = {0, 512, true, true},
    [RP_RANK_TABLE_mark] = {0, 16, true, true},
    [RP_RANK_TABLE_stack] = {0, 16, true, true},
};

static bool write_identity(hid_t file, const struct rp_identity_entry *identity, size_t count)
{
    const hid_t group = H5Gcreate2(file, "identity", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool good;

    if (group < 0)
        return false;
    good = rp_texts_write(group, identity, count);
    return rp_h5_release(group) && good;
}

static bool create_tables(hid_t file, const struct rp_rank_session *session,
                          struct rp_pending *tables)
{
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++) {
        if (rp_schema_is_there(i, session) &&
            !rp_pending_create(&tables[i], file, rp_schema_table(RP_FILE_RANK, i), &layouts[i]))
            return false;
    }
    return true;
}

/*
 * A kill may cut a write short where it crosses a page of memory. With pages in the file, no small
 * piece of metadata crosses one, so that none is ever half written.
 */
static hid_t creation_properties(void)
{
    const hid_t list = H5Pcreate(H5P_FILE_CREATE);

    if (list >= 0 && (H5Pset_file_space_strategy(list, H5F_FSPACE_STRATEGY_PAGE, false, 1) < 0 ||
                      H5Pset_file_space_page_size(list, FILE_PAGE_BYTES) < 0)) {
        rp_h5_release(list);
        return H5I_INVALID_HID;
    }
    return list;
}

static bool bound_cache(hid_t access)
{
    H5AC_cache_config_t config = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};

    if (access < 0 || H5Pget_mdc_config(access, &config) < 0)
        return false;
    config.set_initial_size = true;
    config.initial_size = CACHE_BYTES;
    config.min_size = CACHE_BYTES;
    config.max_size = CACHE_BYTES;
    config.incr_mode = H5C_incr__off;
    config.flash_incr_mode = H5C_flash_incr__off;
    config.decr_mode = H5C_decr__off;
    return H5Pset_mdc_config(access, &config) >= 0;
}

static hid_t create_file(const char *path)
{
    const hid_t access = rp_h5_file_access();
    const hid_t properties = creation_properties();
    hid_t file = H5I_INVALID_HID;

    if (bound_cache(access) && properties >= 0)
        file = H5Fcreate(path, H5F_ACC_TRUNC, properties, access);
    rp_h5_release(access);
    rp_h5_release(properties);
    return file;
}

bool rp_rank_reopen(struct rp_rank_created *made, int fd)
{
    const hid_t access = rp_h5_file_access();
    char path[32];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    made->file = H5I_INVALID_HID;
    if (bound_cache(access))
        made->file = H5Fopen(path, H5F_ACC_RDWR | H5F_ACC_SWMR_WRITE, access);
    rp_h5_release(access);
    for (size_t i = 0; i < RP_RANK_TABLE_COUNT; i++)
        made->tables[i].file = made->file;
    return made->file >= 0;
}

bool rp_rank_create(struct rp_rank_created *out, const char *path,
                    const struct rp_rank_session *session, const struct rp_identity_entry *identity,
                    size_t identity_count)
{
    out->file = create_file(path);
    return out->file >= 0 && rp_file_header_create(out->file, RP_FILE_RANK, session) &&
           write_identity(out->file, identity, identity_count) &&
           create_tables(out->file, session, out->tables) && H5Fstart_swmr_write(out->file) >= 0;
}

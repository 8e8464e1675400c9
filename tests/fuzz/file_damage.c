/* file_damage.c: writes a damaged copy of a good file, as the bytes of a fuzzer's input say.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/fuzz/file_damage.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/h5.h"
#include "tests/support/slice_seal.h"

/* One entry of an input. */
struct entry {
    uint8_t what; /* 0: a byte of the file, 1: its length, else: a number of a table; odd numbers
                     of slice records come with the right checksum */
    uint8_t table;
    uint8_t column;
    uint8_t row;
    uint32_t place; /* of the byte */
    uint64_t value;
};

static char directory[32];

static void remove_directory(void)
{
    char command[sizeof(directory) + 16];

    snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    if (system(command) != 0)
        perror(command);
}

static void need(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

static void read_good(struct file_damage *it)
{
    FILE *const file = fopen(it->path, "rb");

    need(file && fseek(file, 0, SEEK_END) == 0, it->path);
    it->bytes = (size_t)ftell(file);
    it->good = malloc(it->bytes);
    need(it->good != NULL, it->path);
    rewind(file);
    need(fread(it->good, 1, it->bytes, file) == it->bytes, it->path);
    fclose(file);
}

void file_damage_start(struct file_damage *it, enum rp_file_kind kind,
                       void (*write)(const char *path))
{
    it->kind = kind;
    snprintf(directory, sizeof(directory), "%s/fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    need(mkdtemp(directory) != NULL, directory);
    atexit(remove_directory);
    snprintf(it->directory, sizeof(it->directory), "%s", directory);
    snprintf(it->path, sizeof(it->path), "%s/file.h5", directory);
    write(it->path);
    read_good(it);
}

static void write_bytes(const struct file_damage *it, const struct entry *entries, size_t count)
{
    FILE *const file = fopen(it->path, "wb");

    need(file && fwrite(it->good, 1, it->bytes, file) == it->bytes, it->path);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].what == 0 &&
            fseek(file, (long)(entries[i].place % it->bytes), SEEK_SET) == 0)
            fputc((int)(entries[i].value & 0xff), file);
        if (entries[i].what == 1)
            need(ftruncate(fileno(file), (off_t)(entries[i].place % it->bytes)) == 0, it->path);
    }
    fclose(file);
}

static void write_number(const struct file_damage *it, hid_t file, const struct entry *entry)
{
    const struct rp_schema_table *table;
    size_t tables = 1; /* there is one at least */
    char path[128];
    hsize_t row = entry->row;
    hid_t dataset;

    while (rp_schema_table(it->kind, tables))
        tables++;
    table = rp_schema_table(it->kind, entry->table % tables);
    snprintf(path, sizeof(path), "/%s/%s", table->group,
             table->columns[entry->column % table->column_count].name);
    dataset = H5Dopen2(file, path, H5P_DEFAULT);
    if (dataset < 0)
        return;
    const hid_t space = H5Dget_space(dataset);
    const hid_t one = H5Screate(H5S_SCALAR);

    if (H5Sselect_elements(space, H5S_SELECT_SET, 1, &row) >= 0)
        H5Dwrite(dataset, H5T_NATIVE_UINT64, one, space, H5P_DEFAULT, &entry->value);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(dataset);
}

/*
 * Opened anew for each, so that an entry that HDF5 refuses does not stop the next, and as a growing
 * file: otherwise HDF5 1.10.8 buffers metadata in a way that crashes it at some second changes.
 */
static void write_numbers(const struct file_damage *it, const struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const hid_t file = entries[i].what > 1
                               ? rp_h5_file_open(it->path, H5F_ACC_RDWR | H5F_ACC_SWMR_WRITE)
                               : H5I_INVALID_HID;

        if (file < 0)
            continue;
        write_number(it, file, &entries[i]);
        if (it->kind == RP_FILE_RANK && entries[i].what & 1)
            slice_seal(file);
        H5Fclose(file);
    }
}

/* Numbers first, while HDF5 can still open the file; then bytes of what it has become. */
void file_damage_apply(const struct file_damage *it, const uint8_t *data, size_t size)
{
    struct file_damage changed = *it;
    struct entry entries[32];
    size_t count = size / sizeof(*entries);

    if (count > sizeof(entries) / sizeof(*entries))
        count = sizeof(entries) / sizeof(*entries);
    memcpy(entries, data, count * sizeof(*entries));
    rp_h5_start();
    write_bytes(it, NULL, 0);
    write_numbers(it, entries, count);
    read_good(&changed);
    write_bytes(&changed, entries, count);
    free(changed.good);
}

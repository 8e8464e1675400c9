/* fuzz_cluster_file.c: loads and checks cluster files with numbers and bytes that cannot be true.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "format/check.h"
#include "format/cluster_rows.h"
#include "tests/fuzz/file_damage.h"
#include "tests/unit/cluster_sample.h"

#define CONTEXTS 40u

/* Rows that are handed out name what is there. */
static void read_all(const struct rp_cluster_file *file)
{
    struct rp_cluster_fault fault;

    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++) {
        struct rp_cluster_scan scan;

        rp_cluster_scan_begin(&scan, file, (enum rp_cluster_table)i);
        for (const void *row; (row = rp_cluster_scan_next(&scan)) != NULL;) {
            if (rp_cluster_find_row_fault(file, i, row, 1, &fault))
                abort();
        }
        rp_cluster_scan_end(&scan);
    }
    if (rp_cluster_find_fault(file, &fault))
        abort();
    for (size_t i = 0; i < file->string_bytes; i++)
        (void)strlen(rp_cluster_file_text(file, (uint32_t)i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(const int *argc, char ***argv);

static struct file_damage damage;

static void write_good(const char *path)
{
    struct cluster_sample *const sample = cluster_sample_new(CONTEXTS);
    struct rp_error error;

    if (cluster_sample_write(sample, path, &error) != RP_OK)
        abort();
    cluster_sample_free(sample);
}

int LLVMFuzzerInitialize(const int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    file_damage_start(&damage, RP_FILE_CLUSTER, write_good);
    return 0;
}

static void ignore(void *context, const char *sentence)
{
    (void)context;
    (void)sentence;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rp_cluster_file *file;
    struct rp_error error;
    size_t violations;

    file_damage_apply(&damage, data, size);
    if (rp_cluster_file_load(&file, damage.path, &error) == RP_OK) {
        read_all(file);
        rp_cluster_file_free(file);
    }
    rp_check_file(damage.path, ignore, NULL, &violations, &error);
    return 0;
}

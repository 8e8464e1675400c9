/* fuzz_rank_file.c: reads and checks rank files with numbers and bytes that cannot be true.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "format/check.h"
#include "tests/fuzz/file_damage.h"
#include "tests/unit/rank_sample.h"

#define SLICES 5u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(const int *argc, char ***argv);

static struct file_damage damage;

static void write_good(const char *path)
{
    sample_write(path, SLICES);
}

int LLVMFuzzerInitialize(const int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    file_damage_start(&damage, RP_FILE_RANK, write_good);
    return 0;
}

static void ignore(void *context, const char *sentence)
{
    (void)context;
    (void)sentence;
}

/* What a reader relies on: numbers that are handed out can be used as indexes. */
static void need(bool good)
{
    if (!good)
        abort();
}

static void use_slice(struct rp_rank_reader *reader, size_t slice)
{
    const struct rp_rank_file *const file = rp_rank_reader_file(reader);
    const struct rp_rank_value *rows;
    const struct rp_rank_tick *ticks;
    struct rp_slice_rows found;
    struct rp_error error;

    if (rp_rank_reader_ticks(reader, slice, &ticks, &found, &error) == RP_OK)
        for (size_t i = 0; i < found.count; i++)
            need(ticks[i].context < file->context_count && ticks[i].thread < file->thread_count);
    if (rp_rank_reader_values(reader, slice, &rows, &found, &error) != RP_OK)
        return;
    for (size_t i = 0; i < found.count; i++)
        need(rows[i].context < file->context_count && rows[i].thread < file->thread_count &&
             rows[i].metric < file->metric_count);
}

static void use_tables(const struct rp_rank_file *file)
{
    for (size_t i = 0; i < file->context_count; i++)
        need(file->contexts[i].kind == 0 || file->contexts[i].parent <= i);
    for (size_t i = 0; i < file->module_count; i++)
        rp_rank_file_text(file, file->modules[i].path);
    for (size_t i = 0; i < file->thread_count; i++)
        need(file->threads[i].threads == 0 || file->threads[i].process < file->process_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rp_rank_reader *reader;
    struct rp_error error;
    size_t violations;

    file_damage_apply(&damage, data, size);
    if (rp_rank_reader_open(&reader, damage.path, &error) == RP_OK) {
        use_tables(rp_rank_reader_file(reader));
        for (size_t i = 0; i < rp_rank_reader_file(reader)->slice_count; i++)
            use_slice(reader, i);
        rp_rank_reader_close(reader);
    }
    rp_check_file(damage.path, ignore, NULL, &violations, &error);
    return 0;
}

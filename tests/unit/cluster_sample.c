/* cluster_sample.c: makes cluster files with known contents, for the tests of the format.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/cluster_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/context_kind.h"
#include "format/schema.h"
#include "tests/support/cluster_statistic.h"

#define RANKS CLUSTER_SAMPLE_RANKS

static const char heap[] = "\0name\0node-a\0/bin/app";
enum { EMPTY = 0, NAME = 1, NODE = 6, APPLICATION = 13 };

static const struct rp_identity_entry texts[] = {{"job", "job-7"}, {"command", "app --fast"}};

/* Rank 2 is never in contexts of odd number, and context 0 costs nothing. */
uint64_t cluster_sample_value(unsigned rank, unsigned context)
{
    return rank == 2 && context % 2 == 1 ? 0 : (uint64_t)context * (rank + 1) * 1000;
}

/* Room for `most` rows of the table, all zero; their number is told by keep(). */
static void *make(struct cluster_sample *sample, enum rp_cluster_table table, size_t most)
{
    sample->rows[table] =
        calloc(most + 1, rp_schema_table(RP_FILE_CLUSTER, (size_t)table)->row_bytes);
    assert_non_null(sample->rows[table]);
    return sample->rows[table];
}

static void keep(struct cluster_sample *sample, size_t table, size_t count)
{
    sample->parts[table] = (struct rp_cluster_part){sample->rows[table], count, 0, count};
}

static void make_contexts(struct cluster_sample *sample, unsigned contexts)
{
    struct rp_cluster_context *const rows = make(sample, RP_CLUSTER_TABLE_context, contexts);

    for (unsigned i = 0; i < contexts; i++)
        rows[i] = (struct rp_cluster_context){.parent = i / 2,
                                              .kind = i ? RP_CONTEXT_CODE : RP_CONTEXT_ROOT,
                                              .module = i ? 0 : RP_NO_ROW,
                                              .offset = 4096 + i,
                                              .function = i ? 0 : RP_NO_ROW};
    keep(sample, RP_CLUSTER_TABLE_context, contexts);
}

static void make_values(struct cluster_sample *sample, unsigned contexts)
{
    struct rp_cluster_value *const rows = make(sample, RP_CLUSTER_TABLE_value, RANKS * contexts);
    size_t count = 0;

    for (unsigned i = 0; i < RANKS * contexts; i++) {
        const struct rp_cluster_value row = {
            .rank = i / contexts,
            .context = i % contexts,
            .metric = 1,
            .value = cluster_sample_value(i / contexts, i % contexts),
        };

        if (row.value > 0)
            rows[count++] = row;
    }
    keep(sample, RP_CLUSTER_TABLE_value, count);
    cluster_values_by_context(make(sample, RP_CLUSTER_TABLE_context_value, count), rows, count);
    keep(sample, RP_CLUSTER_TABLE_context_value, count);
}

static struct rp_cluster_statistic statistic_of(unsigned context)
{
    struct rp_cluster_statistic row = {.context = context, .metric = 1};
    uint32_t ranks[RANKS];
    uint64_t values[RANKS];

    for (unsigned i = 0; i < RANKS; i++) {
        ranks[i] = 10 * i;
        values[i] = cluster_sample_value(i, context);
    }
    cluster_statistic_fill(&row, ranks, values, RANKS);
    return row;
}

static void make_statistics(struct cluster_sample *sample, unsigned contexts)
{
    struct rp_cluster_statistic *const rows = make(sample, RP_CLUSTER_TABLE_statistic, contexts);
    size_t count = 0;

    for (unsigned i = 1; i < contexts; i++)
        rows[count++] = statistic_of(i);
    keep(sample, RP_CLUSTER_TABLE_statistic, count);
}

static void make_ranks(struct cluster_sample *sample, unsigned ranks)
{
    struct rp_cluster_rank *const rows = make(sample, RP_CLUSTER_TABLE_rank, ranks);
    struct rp_cluster_series *const series = make(sample, RP_CLUSTER_TABLE_series, ranks);
    struct rp_cluster_process *const processes = make(sample, RP_CLUSTER_TABLE_process, ranks);
    struct rp_cluster_identity *const identities = make(sample, RP_CLUSTER_TABLE_identity, ranks);

    for (unsigned i = 0; i < ranks; i++) {
        rows[i] = (struct rp_cluster_rank){
            .rank = 10 * i, .state = RP_RANK_COMPLETE, .end_how = 1, .slices = 1};
        series[i] = (struct rp_cluster_series){i, 100, 200, 1, 5};
        processes[i] = (struct rp_cluster_process){
            .rank = i, .pid = 4711, .how = 1, .executable = APPLICATION};
        identities[i] = (struct rp_cluster_identity){i, NAME, APPLICATION};
    }
    keep(sample, RP_CLUSTER_TABLE_rank, ranks);
    keep(sample, RP_CLUSTER_TABLE_series, ranks);
    keep(sample, RP_CLUSTER_TABLE_process, ranks);
    keep(sample, RP_CLUSTER_TABLE_identity, ranks);
}

/* One or two rows of each of the others. */
static void make_names(struct cluster_sample *sample, unsigned some)
{
    struct rp_cluster_metric *const metrics = make(sample, RP_CLUSTER_TABLE_metric, 2);
    struct rp_cluster_node *const nodes = make(sample, RP_CLUSTER_TABLE_node, 1);
    struct rp_cluster_module *const modules = make(sample, RP_CLUSTER_TABLE_module, 1);
    struct rp_cluster_function *const functions = make(sample, RP_CLUSTER_TABLE_function, 1);
    struct rp_cluster_remark *const remarks = make(sample, RP_CLUSTER_TABLE_remark, 1);

    metrics[0].name = NAME;
    metrics[1].name = NAME;
    nodes[0].name = NODE;
    modules[0] = (struct rp_cluster_module){APPLICATION, EMPTY, RP_SYMBOLS_DEBUG, RANKS};
    functions[0] = (struct rp_cluster_function){.name = NAME, .resolved = 1};
    remarks[0] = (struct rp_cluster_remark){NAME, 1, NAME};
    keep(sample, RP_CLUSTER_TABLE_metric, some * (size_t)2);
    keep(sample, RP_CLUSTER_TABLE_node, some);
    keep(sample, RP_CLUSTER_TABLE_module, some);
    keep(sample, RP_CLUSTER_TABLE_function, some);
    keep(sample, RP_CLUSTER_TABLE_remark, some);
}

struct cluster_sample *cluster_sample_new(unsigned contexts)
{
    struct cluster_sample *const sample = calloc(1, sizeof(*sample));
    const bool some = contexts > 0;

    assert_non_null(sample);
    sample->heading = (struct rp_cluster_heading){
        {.ranks_expected = RANKS, .ranks_merged = some ? RANKS : 0, .rate_millihertz = 100000},
        texts,
        2};
    make_contexts(sample, contexts);
    make_values(sample, contexts);
    make_statistics(sample, contexts);
    make_ranks(sample, some ? RANKS : 0);
    make_names(sample, some);
    sample->rows[RP_CLUSTER_TABLE_COUNT] = calloc(1, sizeof(heap));
    assert_non_null(sample->rows[RP_CLUSTER_TABLE_COUNT]);
    memcpy(sample->rows[RP_CLUSTER_TABLE_COUNT], heap, sizeof(heap));
    keep(sample, RP_CLUSTER_TABLE_COUNT, some ? sizeof(heap) : 0);
    return sample;
}

void cluster_sample_free(struct cluster_sample *sample)
{
    for (size_t i = 0; i <= RP_CLUSTER_TABLE_COUNT; i++)
        free(sample->rows[i]);
    free(sample);
}

void cluster_sample_set(struct cluster_sample *sample, enum rp_cluster_table table,
                        const char *column, size_t row, uint64_t value)
{
    const struct rp_schema_table *const schema = rp_schema_table(RP_FILE_CLUSTER, (size_t)table);
    char *const place = (char *)sample->rows[table] + row * schema->row_bytes;
    const double real = (double)value;

    for (size_t i = 0; i < schema->column_count; i++) {
        const struct rp_schema_column *const own = &schema->columns[i];

        if (strcmp(own->name, column) != 0)
            continue;
        if (own->type == RP_F64)
            memcpy(place + own->offset, &real, sizeof(real));
        else /* the low bytes come first on the machines that these tests run on */
            memcpy(place + own->offset, &value, rp_schema_type_bytes(own->type));
        return;
    }
    fail_msg("there is no column %s", column);
}

enum rp_status cluster_sample_fill(const struct cluster_sample *sample, const char *path,
                                   struct rp_cluster_writer **out, struct rp_error *error)
{
    const struct rp_parallel alone = {.processes = 1};
    struct rp_cluster_writer *writer;
    enum rp_status status = rp_cluster_writer_open(&writer, path, &alone, &sample->heading, error);

    if (status != RP_OK)
        return status;
    for (unsigned i = 0; status == RP_OK && i < RP_CLUSTER_TABLE_COUNT; i++)
        status = rp_cluster_writer_table(writer, i, &sample->parts[i], error);
    if (status == RP_OK)
        status = rp_cluster_writer_strings(writer, &sample->parts[RP_CLUSTER_TABLE_COUNT], error);
    if (status == RP_OK)
        *out = writer;
    else
        rp_cluster_writer_abandon(writer);
    return status;
}

enum rp_status cluster_sample_write(const struct cluster_sample *sample, const char *path,
                                    struct rp_error *error)
{
    struct rp_cluster_writer *writer;
    const enum rp_status status = cluster_sample_fill(sample, path, &writer, error);

    return status == RP_OK ? rp_cluster_writer_close(writer, error) : status;
}

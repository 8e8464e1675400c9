/* summary.c: makes the tables of statistics, and the values by context, from the tally.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/summary.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/merge/statistics.h"
#include "format/schema.h"

#define BATCH_ROWS   ((size_t)1 << 19)
#define SPOOL_BYTES  ((size_t)2 << 20)
#define MOST_COLUMNS 40u

/* All that a row of any of these tables may tell, under the names of the columns. */
struct facts {
    uint32_t context, function, node, rank, group;
    uint16_t metric, class;
    uint64_t start_ns, end_ns;
    RP_STATISTIC_COLUMNS(RP_ROW_FIELD)
};

static const struct fact {
    const char *name;
    size_t offset;
} facts[] = {
#define FACT(field)                                       {#field, offsetof(struct facts, field)},
#define STATISTIC_FACT(field, ctype, type, unit, meaning) FACT(field)
    FACT(context) FACT(function) FACT(node) FACT(rank) FACT(group) FACT(metric) FACT(class)
        FACT(start_ns) FACT(end_ns) RP_STATISTIC_COLUMNS(STATISTIC_FACT)
#undef STATISTIC_FACT
#undef FACT
};

static const enum rp_cluster_table tables[RP_SUBJECT_KINDS] = {
#define TABLE(kind, table) [RP_SUBJECT_##kind] = RP_CLUSTER_TABLE_##table,
    RP_SUBJECT_LIST(TABLE)
#undef TABLE
};

/* How the rows of a kind are made. */
struct form {
    const struct rp_schema_table *schema;
    const struct fact *facts[MOST_COLUMNS]; /* of its columns */
    bool is_brief;
};

struct summary {
    const struct rp_summary_settings *settings;
    struct form forms[RP_SUBJECT_KINDS];
    struct rp_spool rows[RP_SUBJECT_KINDS];
    struct rp_rows values; /* of /values_by_context: one batch */
    char *row;             /* room for one of any table */
};

/* ---- one cell ---- */

/* Kinds that have stretches count by them last. */
static bool has_stretches(enum rp_subject_kind kind)
{
    return kind == RP_SUBJECT_TIME || kind == RP_SUBJECT_NODE_TIME ||
           kind == RP_SUBJECT_RANK_TIME || kind == RP_SUBJECT_CLASS_TIME;
}

/* What the number of the subject means: only those columns are asked for that its table has. */
static void place_subject(const struct rp_subjects *subjects, enum rp_subject_kind kind,
                          uint64_t subject, struct facts *out)
{
    const uint64_t stretches = has_stretches(kind) ? subjects->stretches.count : 1;
    const uint64_t number = subject - subjects->first[kind];
    const uint32_t major = (uint32_t)(number / stretches);
    const uint64_t stretch = number % stretches;

    out->context = out->function = out->node = major;
    out->class = (uint16_t)major;
    out->rank = major * subjects->group_ranks;
    out->group = rp_subject_ranks(subjects, kind, subject);
    out->start_ns = rp_stretch_start(&subjects->stretches, stretch);
    out->end_ns = rp_stretch_start(&subjects->stretches, stretch + 1);
}

static void put_facts(const struct form *form, const struct facts *from, char *row)
{
    memset(row, 0, form->schema->row_bytes);
    for (size_t i = 0; i < form->schema->column_count; i++) {
        const struct rp_schema_column *const column = &form->schema->columns[i];

        memcpy(row + column->offset, (const char *)from + form->facts[i]->offset,
               rp_schema_type_bytes(column->type));
    }
}

static void take_statistics(const struct summary *it, const struct rp_tally_cell *cell,
                            enum rp_subject_kind kind, struct facts *out)
{
    const struct rp_subjects *const subjects = it->settings->subjects;
    struct rp_statistics found;

    if (it->forms[kind].is_brief)
        rp_statistics_brief(&found, cell->values, cell->count);
    else
        rp_statistics_of(&found, cell->values, cell->spare, cell->count,
                         rp_subject_ranks(subjects, kind, cell->subject));
    found.max_rank = it->settings->ranks[found.max_rank];
#define TAKE(field, ctype, type, unit, meaning) out->field = found.field;
    RP_STATISTIC_COLUMNS(TAKE)
#undef TAKE
}

static enum rp_status add_values(struct summary *it, const struct rp_tally_cell *cell)
{
    void *rows = NULL;

    if (rp_rows_extend(&it->values, cell->count, &rows) != RP_OK)
        return RP_E_NOMEM;
    for (size_t i = 0; i < cell->count; i++)
        ((struct rp_cluster_context_value *)rows)[i] =
            (struct rp_cluster_context_value){.context = (uint32_t)cell->subject,
                                              .metric = (uint16_t)cell->metric,
                                              .rank = (uint32_t)cell->values[i].key,
                                              .value = cell->values[i].value};
    return RP_OK;
}

static enum rp_status take_cell(struct summary *it, const struct rp_tally_cell *cell)
{
    const enum rp_subject_kind kind = rp_subject_kind_of(it->settings->subjects, cell->subject);
    struct facts found = {.metric = (uint16_t)cell->metric};
    enum rp_status status = kind == RP_SUBJECT_CONTEXT ? add_values(it, cell) : RP_OK;

    if (status != RP_OK)
        return status;
    place_subject(it->settings->subjects, kind, cell->subject, &found);
    take_statistics(it, cell, kind, &found);
    put_facts(&it->forms[kind], &found, it->row);
    return rp_spool_add(&it->rows[kind], it->row, 1);
}

/* ---- tables ---- */

static enum rp_status next_values(void *context, const void **rows, size_t *count)
{
    struct summary *const it = context;
    struct rp_tally_cell cell;
    enum rp_status status = RP_OK;

    it->values.count = 0;
    while (status == RP_OK && it->values.count < BATCH_ROWS &&
           rp_tally_next(it->settings->tally, &cell, &status))
        status = take_cell(it, &cell);
    *rows = it->values.rows;
    *count = it->values.count;
    return status;
}

/* A table whose rows were put aside. */
struct aside {
    struct rp_spool *spool;
    uint64_t next;
    struct rp_rows batch;
};

static enum rp_status next_rows(void *context, const void **rows, size_t *count)
{
    struct aside *const aside = context;
    const uint64_t left = aside->spool->count - aside->next;
    const size_t some = left < BATCH_ROWS / 8 ? (size_t)left : BATCH_ROWS / 8;
    enum rp_status status = RP_OK;
    void *place = NULL;

    aside->batch.count = 0;
    status = rp_rows_extend(&aside->batch, some, &place);
    if (status == RP_OK && some > 0)
        status = rp_spool_read(aside->spool, aside->next, some, place);
    aside->next += some;
    *rows = aside->batch.rows;
    *count = some;
    return status;
}

static enum rp_status write_rows(struct rp_spool *spool, const struct rp_pouring *pouring,
                                 struct rp_team *team, enum rp_cluster_table table,
                                 struct rp_error *error)
{
    struct aside aside = {.spool = spool, .batch.row_bytes = spool->row_bytes};
    const struct rp_source source = {.next = next_rows, .context = &aside, .count = spool->count};
    const enum rp_status status = rp_pour(pouring, team, table, &source, error);

    rp_rows_release(&aside.batch);
    return status;
}

static const struct fact *fact_named(const char *name)
{
    const struct fact *fact = facts;

    while (strcmp(fact->name, name) != 0)
        fact++;
    return fact;
}

static void init_form(struct form *form, enum rp_cluster_table table)
{
    form->schema = rp_schema_table(RP_FILE_CLUSTER, table);
    form->is_brief = true;
    for (size_t i = 0; i < form->schema->column_count; i++) {
        const char *const name = form->schema->columns[i].name;

        form->facts[i] = fact_named(name);
        form->is_brief = form->is_brief && strcmp(name, "q50") != 0;
    }
}

static enum rp_status init(struct summary *it, const struct rp_summary_settings *settings,
                           struct rp_spill *spill)
{
    size_t widest = 0;

    *it = (struct summary){.settings = settings,
                           .values.row_bytes = sizeof(struct rp_cluster_context_value)};
    for (size_t i = 0; i < RP_SUBJECT_KINDS; i++) {
        const size_t bytes = rp_schema_table(RP_FILE_CLUSTER, tables[i])->row_bytes;

        init_form(&it->forms[i], tables[i]);
        rp_spool_init(&it->rows[i], spill, bytes, SPOOL_BYTES);
        widest = bytes > widest ? bytes : widest;
    }
    it->row = malloc(widest);
    return it->row ? RP_OK : RP_E_NOMEM;
}

static void release(struct summary *it)
{
    for (size_t i = 0; i < RP_SUBJECT_KINDS; i++)
        rp_spool_release(&it->rows[i]);
    rp_rows_release(&it->values);
    free(it->row);
}

enum rp_status rp_summary_write(const struct rp_summary_settings *settings,
                                const struct rp_pouring *pouring, struct rp_team *team,
                                struct rp_error *error)
{
    struct summary it;
    const struct rp_source source = {
        .next = next_values, .context = &it, .count = settings->context_values};
    enum rp_status status = rp_team_agree(team, init(&it, settings, pouring->spill), error);

    if (status == RP_OK)
        status = rp_pour(pouring, team, RP_CLUSTER_TABLE_context_value, &source, error);
    for (size_t i = 0; status == RP_OK && i < RP_SUBJECT_KINDS; i++)
        status = write_rows(&it.rows[i], pouring, team, tables[i], error);
    release(&it);
    return status;
}

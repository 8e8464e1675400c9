/* rank_tally.c: tells the tally what a rank has of each subject.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/rank_tally.h"

#include <stdlib.h>

#include "common/mpi_class.h"

/* Sums by place, and which places are not zero: clearing costs what was added. */
struct sums {
    uint64_t *values;
    struct rp_rows touched; /* of uint32_t */
};

struct rp_rank_tally {
    struct rp_tally *tally;
    const struct rp_subjects *subjects;
    const struct rp_context_link *links;
    uint32_t *outermost;
    struct sums self;      /* [function][metric] */
    struct sums inclusive; /* the same */
    struct sums all;       /* [metric] */
    struct sums times;     /* [stretch][metric], or [class][stretch] */
};

static bool init_sums(struct sums *sums, uint64_t count)
{
    *sums = (struct sums){.values = calloc(count + 1, sizeof(uint64_t)),
                          .touched.row_bytes = sizeof(uint32_t)};
    return sums->values != NULL;
}

static void release_sums(struct sums *sums)
{
    free(sums->values);
    rp_rows_release(&sums->touched);
}

static enum rp_status add_to(struct sums *sums, uint64_t place, uint64_t value)
{
    const uint32_t number = (uint32_t)place;
    const bool is_new = sums->values[place] == 0 && value > 0;

    sums->values[place] += value;
    return is_new ? rp_rows_add(&sums->touched, &number) : RP_OK;
}

/* ---- life ---- */

static uint64_t count_of(const struct rp_subjects *subjects, enum rp_subject_kind kind)
{
    return subjects->first[kind + 1] - subjects->first[kind];
}

enum rp_status rp_rank_tally_new(struct rp_rank_tally **out, struct rp_tally *tally,
                                 const struct rp_subjects *subjects,
                                 const struct rp_context_link *links)
{
    struct rp_rank_tally *const it = calloc(1, sizeof(*it));
    const uint64_t contexts = count_of(subjects, RP_SUBJECT_CONTEXT);
    const uint64_t functions = count_of(subjects, RP_SUBJECT_FUNCTION);
    const uint64_t per_stretch =
        subjects->metrics > RP_MPI_CLASS_COUNT ? subjects->metrics : RP_MPI_CLASS_COUNT;
    enum rp_status status = RP_E_NOMEM;

    if (!it)
        return RP_E_NOMEM;
    it->tally = tally;
    it->subjects = subjects;
    it->links = links;
    it->outermost = calloc(contexts + 1, sizeof(*it->outermost));
    if (it->outermost && init_sums(&it->self, functions * subjects->metrics) &&
        init_sums(&it->inclusive, functions * subjects->metrics) &&
        init_sums(&it->all, subjects->metrics) &&
        init_sums(&it->times, subjects->stretches.count * per_stretch))
        status = rp_outermost_of(links, contexts, functions, it->outermost);
    if (status == RP_OK)
        *out = it;
    else
        rp_rank_tally_free(it);
    return status;
}

void rp_rank_tally_free(struct rp_rank_tally *it)
{
    if (!it)
        return;
    release_sums(&it->self);
    release_sums(&it->inclusive);
    release_sums(&it->all);
    release_sums(&it->times);
    free(it->outermost);
    free(it);
}

/* ---- telling ---- */

/* Kinds of subjects that get the same sums, each under a number that follows from the rank. */
struct target {
    enum rp_subject_kind kind;
    uint64_t base; /* of its subject numbers */
};

/* Tells all sums, [subject][metric], to all targets, and clears them. */
static enum rp_status tell(struct rp_rank_tally *it, struct sums *sums, uint32_t rank,
                           const struct target *targets, size_t count)
{
    const uint32_t *const touched = sums->touched.rows;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sums->touched.count; i++) {
        const uint32_t place = touched[i];
        struct rp_tally_value value = {
            .value = sums->values[place], .metric = place % it->subjects->metrics, .rank = rank};

        for (size_t target = 0; status == RP_OK && value.value > 0 && target < count; target++) {
            value.subject = rp_subject(it->subjects, targets[target].kind,
                                       targets[target].base + place / it->subjects->metrics);
            status = rp_tally_add(it->tally, &value);
        }
        sums->values[place] = 0;
    }
    sums->touched.count = 0;
    return status;
}

/* ---- values ---- */

static enum rp_status add_inclusive(struct rp_rank_tally *it, const struct rp_cluster_value *row)
{
    uint32_t at = it->outermost[row->context];
    enum rp_status status = RP_OK;

    while (status == RP_OK && at != RP_NO_ROW) {
        status = add_to(&it->inclusive,
                        (uint64_t)it->links[at].function * it->subjects->metrics + row->metric,
                        row->value);
        at = at == 0 ? RP_NO_ROW : it->outermost[it->links[at].parent];
    }
    return status;
}

static enum rp_status add_value(struct rp_rank_tally *it, const struct rp_cluster_value *row)
{
    const uint32_t function = it->links[row->context].function;
    const struct rp_tally_value value = {
        .subject = rp_subject(it->subjects, RP_SUBJECT_CONTEXT, row->context),
        .value = row->value,
        .metric = row->metric,
        .rank = row->rank,
    };
    enum rp_status status = rp_tally_add(it->tally, &value);

    if (status == RP_OK && function != RP_NO_ROW)
        status =
            add_to(&it->self, (uint64_t)function * it->subjects->metrics + row->metric, row->value);
    if (status == RP_OK)
        status = add_to(&it->all, row->metric, row->value);
    return status == RP_OK ? add_inclusive(it, row) : status;
}

enum rp_status rp_rank_tally_values(struct rp_rank_tally *it, const void *rows, size_t count)
{
    const struct rp_cluster_value *const values = rows;
    const uint32_t rank = values[0].rank;
    const struct target function = {RP_SUBJECT_FUNCTION, 0};
    const struct target inclusive = {RP_SUBJECT_INCLUSIVE, 0};
    const struct target all[] = {{RP_SUBJECT_JOB, 0},
                                 {RP_SUBJECT_NODE, it->subjects->rank_nodes[rank]}};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < count; i++)
        status = add_value(it, &values[i]);
    if (status == RP_OK)
        status = tell(it, &it->self, rank, &function, 1);
    if (status == RP_OK)
        status = tell(it, &it->inclusive, rank, &inclusive, 1);
    return status == RP_OK ? tell(it, &it->all, rank, all, 2) : status;
}

/* ---- times ---- */

/* What lies between the start of a row's time and a moment within it. */
static uint64_t part_until(const struct rp_cluster_series *row, uint64_t ns)
{
    const uint64_t length = row->end_ns - row->start_ns;

    if (ns >= row->end_ns || length == 0)
        return row->value;
    return (uint64_t)((unsigned __int128)row->value * (ns - row->start_ns) / length);
}

/* Gives each stretch its part of the row; the parts add up to the whole. */
static enum rp_status divide(struct rp_rank_tally *it, const struct rp_cluster_series *row,
                             uint64_t first_place, uint64_t step)
{
    const struct rp_stretches *const stretches = &it->subjects->stretches;
    const uint32_t last =
        rp_stretch_of(stretches, row->end_ns > row->start_ns ? row->end_ns - 1 : row->start_ns);
    uint64_t given = 0;
    enum rp_status status = RP_OK;

    for (uint32_t i = rp_stretch_of(stretches, row->start_ns); status == RP_OK && i <= last; i++) {
        const uint64_t until =
            i == last ? row->value : part_until(row, rp_stretch_start(stretches, i + 1));

        status = add_to(&it->times, first_place + i * step, until - given);
        given = until;
    }
    return status;
}

enum rp_status rp_rank_tally_series(struct rp_rank_tally *it, const void *rows, size_t count)
{
    const struct rp_subjects *const subjects = it->subjects;
    const struct rp_cluster_series *const series = rows;
    const uint32_t rank = series[0].rank;
    const uint64_t stretches = subjects->stretches.count;
    const struct target targets[] = {
        {RP_SUBJECT_TIME, 0},
        {RP_SUBJECT_NODE_TIME, subjects->rank_nodes[rank] * stretches},
        {RP_SUBJECT_RANK_TIME, rank / subjects->group_ranks * stretches},
    };
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < count; i++)
        status = divide(it, &series[i], series[i].metric, subjects->metrics);
    return status == RP_OK ? tell(it, &it->times, rank, targets, 3) : status;
}

/* Classes have one value, which stands as the first metric. */
static enum rp_status tell_classes(struct rp_rank_tally *it, uint32_t rank)
{
    const uint64_t stretches = it->subjects->stretches.count;
    uint64_t sums[RP_MPI_CLASS_COUNT] = {0};
    enum rp_status status = RP_OK;

    for (uint64_t place = 0; status == RP_OK && place < RP_MPI_CLASS_COUNT * stretches; place++) {
        const struct rp_tally_value value = {
            .subject = rp_subject(it->subjects, RP_SUBJECT_CLASS_TIME, place),
            .value = it->times.values[place],
            .rank = rank};

        sums[place / stretches] += value.value;
        if (value.value > 0)
            status = rp_tally_add(it->tally, &value);
        it->times.values[place] = 0;
    }
    it->times.touched.count = 0;
    for (uint64_t class = 0; status == RP_OK && class < RP_MPI_CLASS_COUNT; class ++) {
        const struct rp_tally_value value = {.subject =
                                                 rp_subject(it->subjects, RP_SUBJECT_CLASS, class),
                                             .value = sums[class],
                                             .rank = rank};

        if (value.value > 0)
            status = rp_tally_add(it->tally, &value);
    }
    return status;
}

enum rp_status rp_rank_tally_mpi_times(struct rp_rank_tally *it, const void *rows, size_t count)
{
    const struct rp_cluster_mpi_time *const times = rows;
    const uint64_t stretches = it->subjects->stretches.count;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < count; i++) {
        const struct rp_cluster_series row = {
            .start_ns = times[i].start_ns, .end_ns = times[i].end_ns, .value = times[i].time_ns};

        status = divide(it, &row, times[i].class * stretches, 1);
    }
    return status == RP_OK ? tell_classes(it, times[0].rank) : status;
}

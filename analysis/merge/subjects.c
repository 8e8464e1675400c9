/* subjects.c: everything that statistics are made of, in one row of numbers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/subjects.h"

#include "common/mpi_class.h"

static void divide_time(struct rp_stretches *out, const struct rp_cluster_session *session)
{
    const uint64_t slice_ns = session->slice_ns > 0 ? session->slice_ns : 1;
    const uint64_t run_ns =
        session->end_ns > session->start_ns ? session->end_ns - session->start_ns : 1;
    const uint64_t slices = (run_ns - 1) / slice_ns + 1;
    const uint64_t slices_each = (slices - 1) / RP_MOST_STRETCHES + 1;

    out->start_ns = session->start_ns;
    out->length_ns = slices_each * slice_ns;
    out->count = (uint32_t)((run_ns - 1) / out->length_ns + 1);
}

void rp_subjects_init(struct rp_subjects *out, const struct rp_subject_counts *counts,
                      const struct rp_cluster_session *session)
{
    const uint64_t group_ranks = counts->ranks > 0 ? (counts->ranks - 1) / RP_MOST_GROUPS + 1 : 1;
    const uint64_t groups = (counts->ranks + group_ranks - 1) / group_ranks;

    divide_time(&out->stretches, session);
    const uint64_t stretches = out->stretches.count;
    const uint64_t sizes[RP_SUBJECT_KINDS] = {
        [RP_SUBJECT_CONTEXT] = counts->contexts,
        [RP_SUBJECT_FUNCTION] = counts->functions,
        [RP_SUBJECT_INCLUSIVE] = counts->functions,
        [RP_SUBJECT_JOB] = 1,
        [RP_SUBJECT_NODE] = counts->nodes,
        [RP_SUBJECT_TIME] = stretches,
        [RP_SUBJECT_NODE_TIME] = counts->nodes * stretches,
        [RP_SUBJECT_RANK_TIME] = groups * stretches,
        [RP_SUBJECT_CLASS] = RP_MPI_CLASS_COUNT,
        [RP_SUBJECT_CLASS_TIME] = RP_MPI_CLASS_COUNT * stretches,
    };

    out->metrics = (uint32_t)(counts->metrics > 0 ? counts->metrics : 1);
    out->ranks = (uint32_t)counts->ranks;
    out->group_ranks = (uint32_t)group_ranks;
    out->first[0] = 0;
    for (size_t i = 0; i < RP_SUBJECT_KINDS; i++)
        out->first[i + 1] = out->first[i] + sizes[i];
}

enum rp_subject_kind rp_subject_kind_of(const struct rp_subjects *subjects, uint64_t subject)
{
    size_t kind = 0;

    while (subject >= subjects->first[kind + 1])
        kind++;
    return (enum rp_subject_kind)kind;
}

static uint32_t group_size(const struct rp_subjects *subjects, uint64_t group)
{
    const uint64_t first = group * subjects->group_ranks;
    const uint64_t left = subjects->ranks - first;

    return left < subjects->group_ranks ? (uint32_t)left : subjects->group_ranks;
}

uint32_t rp_subject_ranks(const struct rp_subjects *subjects, enum rp_subject_kind kind,
                          uint64_t subject)
{
    const uint64_t number = subject - subjects->first[kind];

    switch (kind) {
    case RP_SUBJECT_NODE:
        return subjects->node_ranks[number];
    case RP_SUBJECT_NODE_TIME:
        return subjects->node_ranks[number / subjects->stretches.count];
    case RP_SUBJECT_RANK_TIME:
        return group_size(subjects, number / subjects->stretches.count);
    default:
        return subjects->ranks;
    }
}

uint32_t rp_stretch_of(const struct rp_stretches *stretches, uint64_t ns)
{
    const uint64_t since = ns > stretches->start_ns ? ns - stretches->start_ns : 0;
    const uint64_t stretch = since / stretches->length_ns;

    return stretch < stretches->count ? (uint32_t)stretch : stretches->count - 1;
}

uint64_t rp_stretch_start(const struct rp_stretches *stretches, uint64_t stretch)
{
    return stretches->start_ns + stretch * stretches->length_ns;
}

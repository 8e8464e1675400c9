/* gpu_union.c: what ranks that share a GPU did there together: busy, and idle by whose fault.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Where a rank was alone, its own sums hold. Where several ranks used the GPU, their spans are laid
 * over each other: it was idle where none of them was busy, and the rank that was busy next, with
 * what it says of the time before, is who ended that.
 */
#include "analysis/input/gpu_union.h"

#include <stdlib.h>

#include "analysis/team/rows_sum.h"
#include "common/gpu_kind.h"

/* The spans of one GPU, busy ones and others, each in the order of their starts. */
struct spans {
    struct rp_gpu_letter *busy, *idle;
    size_t busy_count, idle_count;
};

static bool is_idle(const struct rp_gpu_letter *letter)
{
    return letter->class >= RP_GPU_IDLE_HOST && letter->class <= RP_GPU_IDLE_END;
}

static int order(uint64_t left, uint64_t right)
{
    return left == right ? 0 : left < right ? -1 : 1;
}

static int compare_starts(const void *a, const void *b)
{
    const struct rp_gpu_letter *left = a;
    const struct rp_gpu_letter *right = b;
    const int starts = order(left->start_ns, right->start_ns);
    const int ranks = order(left->rank, right->rank);

    return starts ? starts : ranks ? ranks : order(left->end_ns, right->end_ns);
}

static enum rp_status find_spans(const struct rp_gpu_letter *letters, size_t count,
                                 struct spans *out)
{
    *out = (struct spans){.busy = calloc(count + 1, sizeof(*out->busy)),
                          .idle = calloc(count + 1, sizeof(*out->idle))};
    if (!out->busy || !out->idle)
        return RP_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        if (letters[i].is_span && letters[i].class == RP_GPU_BUSY)
            out->busy[out->busy_count++] = letters[i];
        else if (letters[i].is_span && is_idle(&letters[i]))
            out->idle[out->idle_count++] = letters[i];
    }
    qsort(out->busy, out->busy_count, sizeof(*out->busy), compare_starts);
    qsort(out->idle, out->idle_count, sizeof(*out->idle), compare_starts);
    return RP_OK;
}

/* ---- idle ---- */

static enum rp_status add_idle(struct rp_rows *rows, const struct rp_gpu_letter *letter,
                               uint64_t count, uint64_t time_ns)
{
    const struct rp_cluster_gpu_idle row = {.gpu = letter->gpu,
                                            .class = letter->class,
                                            .rank = letter->rank,
                                            .context = letter->context,
                                            .count = count,
                                            .time_ns = time_ns};

    return time_ns > 0 ? rp_rows_add(rows, &row) : RP_OK;
}

static uint64_t common_ns(const struct rp_gpu_letter *letter, uint64_t start_ns, uint64_t end_ns)
{
    const uint64_t from_ns = letter->start_ns > start_ns ? letter->start_ns : start_ns;
    const uint64_t to_ns = letter->end_ns < end_ns ? letter->end_ns : end_ns;

    return to_ns > from_ns ? to_ns - from_ns : 0;
}

/* Idle spans never overlap a busy one of their rank: the rank that is busy next has the cause. */
static enum rp_status blame(struct rp_rows *rows, const struct spans *spans, size_t *first,
                            uint64_t start_ns, const struct rp_gpu_letter *next)
{
    enum rp_status status = RP_OK;

    /* Those that ended before everything that is still to come. */
    while (*first < spans->idle_count && spans->idle[*first].end_ns <= start_ns)
        ++*first;
    for (size_t i = *first; status == RP_OK && i < spans->idle_count; i++) {
        const struct rp_gpu_letter *const span = &spans->idle[i];

        if (span->start_ns >= next->start_ns)
            break;
        if (span->rank == next->rank)
            status = add_idle(rows, span, span->count, common_ns(span, start_ns, next->start_ns));
    }
    return status;
}

/* What lies between two busy spans is idle, and what lies before the first. */
static enum rp_status lay_over(const struct spans *spans, struct rp_rows *rows, uint64_t *busy_ns)
{
    enum rp_status status = RP_OK;
    uint64_t end_ns = 0;
    size_t first = 0;

    *busy_ns = 0;
    for (size_t i = 0; status == RP_OK && i < spans->busy_count; i++) {
        const struct rp_gpu_letter *const span = &spans->busy[i];

        if (span->start_ns > end_ns) {
            status = blame(rows, spans, &first, end_ns, span);
            end_ns = span->start_ns;
        }
        if (span->end_ns > end_ns) {
            *busy_ns += span->end_ns - end_ns;
            end_ns = span->end_ns;
        }
    }
    return status;
}

/* The union of all spans: while at least one rank used the GPU. */
static uint64_t length_of_all(const struct spans *spans)
{
    uint64_t length_ns = 0;
    uint64_t end_ns = 0;
    size_t busy = 0;
    size_t idle = 0;

    while (busy < spans->busy_count || idle < spans->idle_count) {
        const bool takes_busy =
            idle == spans->idle_count ||
            (busy < spans->busy_count && spans->busy[busy].start_ns < spans->idle[idle].start_ns);
        const struct rp_gpu_letter *const span =
            takes_busy ? &spans->busy[busy++] : &spans->idle[idle++];
        const uint64_t start_ns = span->start_ns > end_ns ? span->start_ns : end_ns;

        if (span->end_ns > start_ns) {
            length_ns += span->end_ns - start_ns;
            end_ns = span->end_ns;
        }
    }
    return length_ns;
}

/* ---- sums ---- */

static int compare_idle(const void *a, const void *b, void *context)
{
    const struct rp_cluster_gpu_idle *left = a;
    const struct rp_cluster_gpu_idle *right = b;
    const int classes = order(left->class, right->class);
    const int ranks = order(left->rank, right->rank);

    (void)context;
    return classes ? classes : ranks ? ranks : order(left->context, right->context);
}

static void add_rows(void *into, const void *from)
{
    struct rp_cluster_gpu_idle *const sum = into;

    sum->count += ((const struct rp_cluster_gpu_idle *)from)->count;
    sum->time_ns += ((const struct rp_cluster_gpu_idle *)from)->time_ns;
}

static uint64_t sum_of(const struct rp_rows *rows)
{
    uint64_t sum_ns = 0;

    for (size_t i = 0; i < rows->count; i++)
        sum_ns += ((const struct rp_cluster_gpu_idle *)rows->rows)[i].time_ns;
    return sum_ns;
}

/* Those that belong together follow each other: sums, and then the spans of the same. */
static int compare_letters(const void *a, const void *b)
{
    const struct rp_gpu_letter *left = a;
    const struct rp_gpu_letter *right = b;
    const uint64_t lefts[] = {left->class,   left->rank,     left->context,
                              left->is_span, left->start_ns, left->end_ns};
    const uint64_t rights[] = {right->class,   right->rank,     right->context,
                               right->is_span, right->start_ns, right->end_ns};
    int ordered = 0;

    for (size_t i = 0; ordered == 0 && i < sizeof(lefts) / sizeof(lefts[0]); i++)
        ordered = order(lefts[i], rights[i]);
    return ordered;
}

static bool belong_together(const struct rp_gpu_letter *left, const struct rp_gpu_letter *right)
{
    return left->class == right->class && left->rank == right->rank &&
           left->context == right->context;
}

/* Sums less spans: the time in which the rank was alone. */
struct alone {
    uint64_t observed_ns, busy_ns, spans_ns;
};

static enum rp_status add_alone(const struct rp_gpu_letter *letters, size_t count,
                                struct alone *alone, struct rp_rows *rows)
{
    uint64_t sum_ns = 0;
    uint64_t times = 0;
    uint64_t told_ns = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t length_ns = letters[i].end_ns - letters[i].start_ns;

        sum_ns += letters[i].is_span ? 0 : length_ns;
        times += letters[i].is_span ? 0 : letters[i].count;
        told_ns += letters[i].is_span ? length_ns : 0;
    }
    alone->spans_ns += told_ns;
    sum_ns = sum_ns > told_ns ? sum_ns - told_ns : 0;
    if (letters->class == RP_GPU_OBSERVED)
        alone->observed_ns += sum_ns;
    if (letters->class == RP_GPU_BUSY)
        alone->busy_ns += sum_ns;
    return is_idle(letters) ? add_idle(rows, letters, times, sum_ns) : RP_OK;
}

static enum rp_status add_all_alone(struct rp_gpu_letter *letters, size_t count,
                                    struct alone *alone, struct rp_rows *rows)
{
    enum rp_status status = RP_OK;
    size_t first = 0;

    *alone = (struct alone){0};
    qsort(letters, count, sizeof(*letters), compare_letters);
    for (size_t i = 1; status == RP_OK && i <= count; i++) {
        if (i < count && belong_together(&letters[first], &letters[i]))
            continue;
        status = add_alone(letters + first, i - first, alone, rows);
        first = i;
    }
    return status;
}

/* Idle time that no rank explains: nothing was launched by any of them after it. */
static enum rp_status add_rest(const struct rp_cluster_gpu *row, const struct rp_gpu_letter *letter,
                               struct rp_rows *rows)
{
    const uint64_t idle_ns = row->observed_ns - row->busy_ns;
    const uint64_t blamed_ns = sum_of(rows);
    struct rp_gpu_letter rest = *letter;

    rest.class = RP_GPU_IDLE_END;
    rest.context = 0;
    return idle_ns > blamed_ns ? add_idle(rows, &rest, 1, idle_ns - blamed_ns) : RP_OK;
}

enum rp_status rp_gpu_union_make(struct rp_gpu_letter *letters, size_t count,
                                 struct rp_cluster_gpu *row, struct rp_rows *idle)
{
    static const struct rp_summing summing = {compare_idle, add_rows, NULL};
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_gpu_idle)};
    struct spans spans = {0};
    struct alone alone;
    uint64_t busy_ns = 0;
    enum rp_status status;

    if (count == 0)
        return RP_OK;
    status = add_all_alone(letters, count, &alone, &rows);
    if (status == RP_OK)
        status = find_spans(letters, count, &spans);
    if (status == RP_OK)
        status = lay_over(&spans, &rows, &busy_ns);
    if (status == RP_OK) {
        const uint64_t observed_ns = alone.observed_ns - alone.spans_ns + length_of_all(&spans);

        row->busy_ns = alone.busy_ns + busy_ns;
        row->observed_ns = observed_ns > row->busy_ns ? observed_ns : row->busy_ns;
        status = add_rest(row, letters, &rows);
    }
    rp_rows_sum(&rows, &summing);
    for (size_t i = 0; status == RP_OK && i < rows.count; i++)
        status = rp_rows_add(idle, (struct rp_cluster_gpu_idle *)rows.rows + i);
    free(spans.busy);
    free(spans.idle);
    rp_rows_release(&rows);
    return status;
}

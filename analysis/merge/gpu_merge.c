/* gpu_merge.c: makes the rows of the job's GPUs, and joins what ranks that share one tell of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/gpu_merge.h"

#include <stdlib.h>

#include "analysis/input/gpu_union.h"
#include "analysis/merge/gpu_boxes.h"

/* ---- sensors ---- */

/* They are numbered in the order of the ranks: those of the members before come first. */
static enum rp_status number_sensors(struct rp_team *team, const struct rp_share *share,
                                     struct rp_catalog *catalog)
{
    const uint64_t own = share->by_rank[RP_CLUSTER_TABLE_sensor].count;
    uint64_t before = 0;

    team->calls->sum_before(team, &own, &before, 1);
    catalog->sensor_numbers = calloc(own + 1, sizeof(*catalog->sensor_numbers));
    if (!catalog->sensor_numbers)
        return RP_E_NOMEM;
    for (uint64_t i = 0; i < own; i++)
        catalog->sensor_numbers[i] = (uint32_t)(before + i);
    return RP_OK;
}

/* ---- GPUs ---- */

static int compare_gpus(const void *a, const void *b)
{
    const uint32_t left = ((const struct rp_gpu_letter *)a)->gpu;
    const uint32_t right = ((const struct rp_gpu_letter *)b)->gpu;

    return left == right ? 0 : left < right ? -1 : 1;
}

static struct rp_cluster_gpu row_of(const struct rp_share_gpu *gpu)
{
    return (struct rp_cluster_gpu){
        .uuid = gpu->uuid,
        .name = gpu->name,
        .bus = gpu->bus,
        .node = gpu->node,
        .memory_bytes = gpu->memory_bytes,
        .processors = gpu->processors,
        .capability = gpu->capability,
        .clock_khz = gpu->clock_khz,
        .ranks = gpu->ranks,
    };
}

static enum rp_status add_idle(struct rp_share *share, const struct rp_rows *idle)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < idle->count; i++)
        status = rp_share_add(share, RP_CLUSTER_TABLE_gpu_idle,
                              (struct rp_cluster_gpu_idle *)idle->rows + i);
    return status;
}

/* The rows of the GPUs [first, end), of which there are `count` letters. */
static enum rp_status make_rows(struct rp_share *share, const struct rp_catalog *catalog,
                                uint64_t first, uint64_t end, struct rp_gpu_letter *letters,
                                size_t count)
{
    struct rp_rows idle = {.row_bytes = sizeof(struct rp_cluster_gpu_idle)};
    enum rp_status status = RP_OK;
    size_t next = 0;

    qsort(letters, count, sizeof(*letters), compare_gpus);
    for (uint64_t gpu = first; status == RP_OK && gpu < end; gpu++) {
        struct rp_cluster_gpu row = row_of((const struct rp_share_gpu *)catalog->gpus.rows + gpu);
        size_t own = 0;

        while (next + own < count && letters[next + own].gpu == gpu)
            own++;
        status = rp_gpu_union_make(letters + next, own, &row, &idle);
        if (status == RP_OK)
            status = rp_share_add(share, RP_CLUSTER_TABLE_gpu, &row);
        next += own;
    }
    if (status == RP_OK)
        status = add_idle(share, &idle);
    rp_rows_release(&idle);
    return status;
}

static enum rp_status open_box(struct rp_share *share, const struct rp_catalog *catalog,
                               struct rp_gpu_boxes *boxes, unsigned box)
{
    struct rp_spool *const spool = &boxes->letters[box];
    const size_t count = (size_t)spool->count;
    struct rp_gpu_letter *const letters = calloc(count + 1, sizeof(*letters));
    enum rp_status status = letters ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK && count > 0)
        status = rp_spool_read(spool, 0, count, letters);
    if (status == RP_OK)
        status = make_rows(share, catalog, rp_gpu_boxes_first(boxes, box),
                           rp_gpu_boxes_first(boxes, box + 1), letters, count);
    rp_spool_release(spool);
    free(letters);
    return status;
}

static enum rp_status join_gpus(struct rp_team *team, struct rp_share *share,
                                const struct rp_catalog *catalog, struct rp_error *error)
{
    struct rp_gpu_boxes boxes = {0};
    enum rp_status status = rp_gpu_boxes_fill(&boxes, team, share, catalog, error);

    for (unsigned i = 0; status == RP_OK && i < RP_GPU_BOXES; i++)
        status = open_box(share, catalog, &boxes, i);
    rp_gpu_boxes_release(&boxes);
    return rp_team_agree(team, status, error);
}

enum rp_status rp_gpu_merge(struct rp_team *team, struct rp_share *share,
                            struct rp_catalog *catalog, struct rp_error *error)
{
    const enum rp_status status = rp_team_agree(team, number_sensors(team, share, catalog), error);

    return status == RP_OK ? join_gpus(team, share, catalog, error) : status;
}

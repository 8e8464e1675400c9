/* rank_sensors.c: reads the sensors of a rank file into a share.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Readings name the rows of the share's table of sensors, until these are numbered for all.
 */
#include "analysis/input/rank_sensors.h"

#include <stdlib.h>

/* ---- sensors ---- */

static enum rp_status add_sensor(struct rp_share *share, const struct rp_rank_file *file,
                                 const struct rp_rank_sensor *it, struct rp_cluster_sensor *row)
{
    const struct {
        uint32_t from;
        uint32_t *to;
    } texts[] = {{it->name, &row->name},
                 {it->unit, &row->unit},
                 {it->source, &row->source},
                 {it->reason, &row->reason}};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(texts) / sizeof(texts[0]); i++)
        status =
            rp_text_pool_add(&share->texts, rp_rank_file_text(file, texts[i].from), texts[i].to);
    return status == RP_OK ? rp_share_add(share, RP_CLUSTER_TABLE_sensor, row) : status;
}

static enum rp_status add_sensors(struct rp_share *share, const struct rp_rank_file *file,
                                  uint32_t rank, const uint32_t *gpus, uint32_t *numbers)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->sensor_count; i++) {
        const struct rp_rank_sensor *it = &file->sensors[i];
        struct rp_cluster_sensor row = {.rank = rank, .state = it->state, .gpu = RP_NO_ROW};

        numbers[i] = (uint32_t)share->by_rank[RP_CLUSTER_TABLE_sensor].count;
        if (it->gpu < file->gpu_count)
            row.gpu = gpus[it->gpu];
        if (it->state != 0)
            status = add_sensor(share, file, it, &row);
    }
    return status;
}

/* ---- readings ---- */

/* Of two sensors in the order of these; of one, in the order of time. */
static int compare_readings(const void *a, const void *b, void *none)
{
    const struct rp_cluster_reading *const left = a;
    const struct rp_cluster_reading *const right = b;

    (void)none;
    if (left->sensor != right->sensor)
        return left->sensor < right->sensor ? -1 : 1;
    return left->start_ns == right->start_ns ? 0 : left->start_ns < right->start_ns ? -1 : 1;
}

static void add_reading(void *into, const void *from)
{
    struct rp_cluster_reading *const sum = into;
    const struct rp_cluster_reading *const row = from;

    sum->count += row->count;
    sum->sum += row->sum;
    sum->min = row->min < sum->min ? row->min : sum->min;
    sum->max = row->max > sum->max ? row->max : sum->max;
}

static enum rp_status add_readings(struct rp_share *share, const struct rp_rank_file *file,
                                   uint32_t rank, const uint32_t *numbers)
{
    static const struct rp_summing summing = {compare_readings, add_reading, NULL};
    const uint64_t start_ns = file->session.start_realtime_ns;
    struct rp_rows rows = {.row_bytes = sizeof(struct rp_cluster_reading)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < file->reading_count; i++) {
        const struct rp_rank_reading *it = &file->readings[i];
        const struct rp_rank_slice *const slice = &file->slices[it->slice];
        const struct rp_cluster_reading row = {.rank = rank,
                                               .sensor = it->count ? numbers[it->sensor] : 0,
                                               .start_ns = start_ns + slice->start_ns,
                                               .end_ns = start_ns + slice->end_ns,
                                               .count = it->count,
                                               .sum = it->sum,
                                               .min = it->min,
                                               .max = it->max};

        if (it->count != 0)
            status = rp_rows_add(&rows, &row);
    }
    if (status == RP_OK)
        status = rp_share_add_sums(share, RP_CLUSTER_TABLE_reading, &rows, &summing);
    rp_rows_release(&rows);
    return status;
}

enum rp_status rp_rank_sensors_read(struct rp_share *share, const struct rp_rank_file *file,
                                    uint32_t rank, const uint32_t *gpus)
{
    uint32_t *numbers = calloc(file->sensor_count + 1, sizeof(*numbers));
    enum rp_status status = numbers ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK)
        status = add_sensors(share, file, rank, gpus, numbers);
    if (status == RP_OK)
        status = add_readings(share, file, rank, numbers);
    free(numbers);
    return status;
}

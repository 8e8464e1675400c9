/* gpu_sensors.c: what was read of the sensors of a GPU, as rows of the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/gpu/gpu_sensors.h"

enum { SENSOR_READ = 1, SENSOR_REFUSED = 2 };

static enum rp_status add_row(const struct rp_gpu_sensor_kind *kind, uint32_t gpu,
                              const char *reason, struct rp_rank_writer *writer, uint32_t *number)
{
    struct rp_rank_sensor row = {.gpu = gpu, .state = *reason ? SENSOR_REFUSED : SENSOR_READ};
    const struct {
        const char *text;
        uint32_t *offset;
    } texts[] = {{kind->name, &row.name},
                 {kind->unit, &row.unit},
                 {kind->source, &row.source},
                 {reason, &row.reason}};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < sizeof(texts) / sizeof(texts[0]); i++)
        status = rp_rank_writer_string(writer, texts[i].text, texts[i].offset);
    return status == RP_OK ? rp_rank_writer_add_sensor(writer, &row, number) : status;
}

/* All of them at once: the GPU is not known, or there is no NVML. */
static enum rp_status tell_loss(struct rp_gpu_sensors *sensors, uint32_t gpu, const char *reason,
                                struct rp_rank_writer *writer)
{
    static const struct rp_gpu_sensor_kind all = {.name = "all", .unit = "", .source = "nvml"};
    uint32_t unused;

    if (sensors->loss_told)
        return RP_OK;
    sensors->loss_told = true;
    return add_row(&all, gpu, reason, writer, &unused);
}

/* A sensor that was refused at first and is read later has two rows. */
static enum rp_status write_one(struct rp_gpu_sensors *sensors, unsigned number, uint32_t gpu,
                                const struct rp_gpu_reading *reading, struct rp_rank_writer *writer)
{
    const uint16_t state = reading->count > 0     ? SENSOR_READ
                           : reading->was_refused ? SENSOR_REFUSED
                                                  : 0;
    struct rp_rank_reading row = {
        .count = reading->count, .sum = reading->sum, .min = reading->min, .max = reading->max};
    enum rp_status status = RP_OK;

    if (state == SENSOR_READ ? sensors->states[number] != SENSOR_READ
                             : state != 0 && sensors->states[number] == 0) {
        status =
            add_row(&rp_gpu_sensor_kinds[number], gpu,
                    state == SENSOR_REFUSED ? reading->reason : "", writer, &sensors->rows[number]);
        sensors->states[number] = state;
    }
    row.sensor = sensors->rows[number];
    return status == RP_OK && row.count > 0 ? rp_rank_writer_add_reading(writer, &row) : status;
}

enum rp_status rp_gpu_sensors_write(struct rp_gpu_sensors *sensors, uint32_t gpu,
                                    const struct rp_gpu_readings *readings,
                                    struct rp_rank_writer *writer)
{
    enum rp_status status = RP_OK;

    if (readings->is_lost)
        return tell_loss(sensors, gpu, readings->reason, writer);
    for (unsigned i = 0; status == RP_OK && i < RP_GPU_SENSORS; i++)
        status = write_one(sensors, i, gpu, &readings->sensors[i], writer);
    return status;
}

/* gpu_meter.c: reads the sensors of GPUs once a second, in a thread of its own.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The lock guards what was read and what is to be read. It is never held while NVML is asked.
 */
#include "collector/gpu/gpu_meter.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"

#define PATIENCE_S 1
#define UUID_BYTES 48u

/* Of the thread alone. */
struct watched {
    bool is_open;
    struct rp_gpu_probe probe;
    double last[RP_GPU_SENSORS]; /* of counters */
    bool has_last[RP_GPU_SENSORS];
};

struct rp_gpu_meter {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stop;
    bool is_new; /* there is a GPU that was not read so far */
    struct rp_nvml nvml;
    struct {
        char uuid[UUID_BYTES];
        bool is_watched;
        struct rp_gpu_readings readings;
    } gpus[RP_GPU_METER_GPUS];
    struct watched watched[RP_GPU_METER_GPUS];
};

/* ---- what was read ---- */

static void add(struct rp_gpu_reading *reading, double value)
{
    reading->min = reading->count == 0 || value < reading->min ? value : reading->min;
    reading->max = reading->count == 0 || value > reading->max ? value : reading->max;
    reading->sum += value;
    reading->count++;
    reading->was_refused = false;
}

/* Of a counter the growth: the first value only says where it stands. False: nothing to tell. */
static bool find_growth(struct watched *watched, unsigned sensor, double *value)
{
    const double now = *value;
    const bool is_known = watched->has_last[sensor] && now >= watched->last[sensor];

    *value = is_known ? now - watched->last[sensor] : 0;
    watched->last[sensor] = now;
    watched->has_last[sensor] = true;
    return is_known;
}

static void take_value(struct rp_gpu_meter *meter, uint32_t number, unsigned sensor,
                       const struct rp_gpu_value *found)
{
    struct rp_gpu_reading *const reading = &meter->gpus[number].readings.sensors[sensor];
    double value = found->value * rp_gpu_sensor_kinds[sensor].scale;

    if (found->result != RP_NVML_OK) {
        reading->was_refused = reading->count == 0;
        snprintf(reading->reason, sizeof(reading->reason), "%s (%d)",
                 rp_nvml_text(&meter->nvml, found->result), found->result);
        return;
    }
    if (found->is_first || (rp_gpu_sensor_kinds[sensor].grows &&
                            !find_growth(&meter->watched[number], sensor, &value)))
        return;
    add(reading, value);
}

static void tell_lost(struct rp_gpu_meter *meter, uint32_t number, const char *reason)
{
    struct rp_gpu_readings *const readings = &meter->gpus[number].readings;

    pthread_mutex_lock(&meter->lock);
    readings->is_lost = true;
    snprintf(readings->reason, sizeof(readings->reason), "%s", reason);
    pthread_mutex_unlock(&meter->lock);
}

/* ---- the thread ---- */

static bool is_watched(struct rp_gpu_meter *meter, uint32_t number, char *uuid)
{
    bool wanted;

    pthread_mutex_lock(&meter->lock);
    wanted = meter->gpus[number].is_watched;
    memcpy(uuid, meter->gpus[number].uuid, UUID_BYTES);
    pthread_mutex_unlock(&meter->lock);
    return wanted;
}

static bool open_probe(struct rp_gpu_meter *meter, uint32_t number, const char *uuid)
{
    struct watched *const watched = &meter->watched[number];
    char reason[RP_GPU_METER_REASON];
    rp_nvml_result result;

    if (watched->is_open)
        return true;
    result = rp_gpu_probe_open(&watched->probe, &meter->nvml, uuid);
    watched->is_open = result == RP_NVML_OK;
    snprintf(reason, sizeof(reason), "NVML does not know %s: %s (%d)", uuid,
             rp_nvml_text(&meter->nvml, result), result);
    if (!watched->is_open)
        tell_lost(meter, number, reason);
    return watched->is_open;
}

static void read_gpu(struct rp_gpu_meter *meter, uint32_t number)
{
    struct rp_gpu_value values[RP_GPU_SENSORS];
    char uuid[UUID_BYTES];

    if (!is_watched(meter, number, uuid) || !open_probe(meter, number, uuid))
        return;
    rp_gpu_probe_read(&meter->watched[number].probe, values);
    pthread_mutex_lock(&meter->lock);
    for (unsigned i = 0; i < RP_GPU_SENSORS; i++)
        take_value(meter, number, i, &values[i]);
    pthread_mutex_unlock(&meter->lock);
}

/* Until there is a new GPU, or the next whole second: the same for all meters of a node. True: the
 * thread is to end. */
static bool wait_for_next(struct rp_gpu_meter *meter)
{
    const uint64_t second = rp_clock_monotonic() / RP_NS_PER_SECOND;
    const struct timespec until = rp_clock_timespec((second + 1) * RP_NS_PER_SECOND);
    bool stop;

    pthread_mutex_lock(&meter->lock);
    while (!meter->stop && !meter->is_new &&
           pthread_cond_clockwait(&meter->changed, &meter->lock, CLOCK_MONOTONIC, &until) == 0)
        continue;
    stop = meter->stop;
    meter->is_new = false;
    pthread_mutex_unlock(&meter->lock);
    return stop;
}

static void read_all(struct rp_gpu_meter *meter)
{
    for (uint32_t i = 0; i < RP_GPU_METER_GPUS; i++)
        read_gpu(meter, i);
}

static void *run(void *argument)
{
    struct rp_gpu_meter *const meter = argument;
    char reason[RP_GPU_METER_REASON];

    if (!rp_nvml_open(&meter->nvml, reason, sizeof(reason))) {
        for (uint32_t i = 0; i < RP_GPU_METER_GPUS; i++)
            tell_lost(meter, i, reason);
        return NULL;
    }
    do
        read_all(meter);
    while (!wait_for_next(meter));
    for (uint32_t i = 0; i < RP_GPU_METER_GPUS; i++)
        if (meter->watched[i].is_open)
            rp_gpu_probe_close(&meter->watched[i].probe);
    rp_nvml_close(&meter->nvml);
    return NULL;
}

/* ---- for the collector ---- */

enum rp_status rp_gpu_meter_start(struct rp_gpu_meter **out)
{
    struct rp_gpu_meter *const meter = calloc(1, sizeof(*meter));

    if (!meter)
        return RP_E_NOMEM;
    pthread_mutex_init(&meter->lock, NULL);
    pthread_cond_init(&meter->changed, NULL);
    if (pthread_create(&meter->thread, NULL, run, meter) != 0) {
        free(meter);
        return RP_E_NOMEM;
    }
    *out = meter;
    return RP_OK;
}

void rp_gpu_meter_stop(struct rp_gpu_meter *meter)
{
    struct timespec until;

    if (!meter)
        return;
    pthread_mutex_lock(&meter->lock);
    meter->stop = true;
    pthread_cond_signal(&meter->changed);
    pthread_mutex_unlock(&meter->lock);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PATIENCE_S;
    if (pthread_clockjoin_np(meter->thread, NULL, CLOCK_MONOTONIC, &until) != 0)
        return; /* it hangs, and uses the meter still */
    pthread_mutex_destroy(&meter->lock);
    pthread_cond_destroy(&meter->changed);
    free(meter);
}

void rp_gpu_meter_watch(struct rp_gpu_meter *meter, uint32_t number, const char *uuid, bool watch)
{
    pthread_mutex_lock(&meter->lock);
    meter->is_new = meter->is_new || (watch && !meter->gpus[number].is_watched);
    if (meter->is_new)
        pthread_cond_signal(&meter->changed);
    snprintf(meter->gpus[number].uuid, UUID_BYTES, "%s", uuid);
    meter->gpus[number].is_watched = watch;
    pthread_mutex_unlock(&meter->lock);
}

void rp_gpu_meter_take(struct rp_gpu_meter *meter, uint32_t number, struct rp_gpu_readings *out)
{
    struct rp_gpu_readings *const readings = &meter->gpus[number].readings;

    pthread_mutex_lock(&meter->lock);
    *out = *readings;
    for (unsigned i = 0; i < RP_GPU_SENSORS; i++) {
        readings->sensors[i].count = 0;
        readings->sensors[i].sum = 0;
    }
    pthread_mutex_unlock(&meter->lock);
}

/* nvml.c: a libnvidia-ml that tells the same of every GPU, and refuses what it is told to.
 * SPDX-License-Identifier: Apache-2.0
 *
 * It has exactly the functions of collector/gpu/nvml_calls.def. RANKPROF_DOUBLE_NVML holds flags,
 * "name=number,...":
 *   init     what nvmlInit_v2() returns
 *   handle   what nvmlDeviceGetHandleByUUID() returns
 *   mig      1: the UUIDs are those of instances
 *   fields   what each field returns
 *   gpm      what nvmlGpmQueryDeviceSupport() returns
 *   slowed   bits: why the clocks are lowered
 *   hang     seconds that asking for fields takes
 * Counters grow by as much with every call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/gpu/nvml_abi.h"

#define NEEDED(name, arguments)                                                                    \
    __attribute__((visibility("default"))) rp_nvml_result name arguments;
#define WANTED(name, arguments) NEEDED(name, arguments)
#include "collector/gpu/nvml_calls.def"
#undef NEEDED
#undef WANTED
__attribute__((visibility("default"))) const char *nvmlErrorString(rp_nvml_result result);

#define ENERGY_STEP 175000u  /* mJ */
#define PCIE_STEP   1000000u /* bytes */

struct rp_nvml_device_s {
    uint64_t calls;
};
static struct rp_nvml_device_s the_device;

struct rp_nvml_sample_s {
    int is_taken;
};

static long flag(const char *name)
{
    const size_t length = strlen(name);
    const char *at = getenv("RANKPROF_DOUBLE_NVML");

    for (; at && *at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return strtol(at + length + 1, NULL, 0);
    return 0;
}

const char *nvmlErrorString(rp_nvml_result result)
{
    switch (result) {
    case RP_NVML_NOT_SUPPORTED:
        return "Not Supported";
    case RP_NVML_NO_PERMISSION:
        return "Insufficient Permissions";
    case 15:
        return "GPU is lost";
    default:
        return "Unknown Error";
    }
}

rp_nvml_result nvmlInit_v2(void)
{
    return (rp_nvml_result)flag("init");
}

rp_nvml_result nvmlShutdown(void)
{
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetHandleByUUID(const char *uuid, rp_nvml_device *device)
{
    const char *const wanted = flag("mig") ? "MIG-" : "GPU-";

    if (flag("handle"))
        return (rp_nvml_result)flag("handle");
    if (strncmp(uuid, wanted, 4) != 0 || strlen(uuid) != strlen("GPU-") + 36)
        return 6; /* not found */
    *device = &the_device;
    return RP_NVML_OK;
}

/* ---- readings ---- */

static void tell_field(struct rp_nvml_field *field, uint64_t calls)
{
    field->result = (int32_t)flag("fields");
    field->type = RP_NVML_ULONGLONG;
    switch (field->id) {
    case RP_NVML_POWER:
        field->type = RP_NVML_UINT;
        field->value.u32 = 350000;
        break;
    case RP_NVML_ENERGY:
        field->value.u64 = calls * ENERGY_STEP;
        break;
    case RP_NVML_PCIE_SENT:
    case RP_NVML_PCIE_RECEIVED:
        field->value.u64 = calls * PCIE_STEP;
        break;
    case RP_NVML_ECC_CORRECTED:
    case RP_NVML_ECC_UNCORRECTED:
        field->value.u64 = 2;
        break;
    default:
        field->result = RP_NVML_NOT_SUPPORTED;
    }
}

rp_nvml_result nvmlDeviceGetFieldValues(rp_nvml_device device, int count,
                                        struct rp_nvml_field *fields)
{
    if (flag("hang"))
        sleep((unsigned)flag("hang"));
    device->calls++;
    for (int i = 0; i < count; i++)
        tell_field(&fields[i], device->calls);
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetPowerUsage(rp_nvml_device device, uint32_t *milliwatts)
{
    (void)device;
    *milliwatts = 340000;
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetClockInfo(rp_nvml_device device, int clock, uint32_t *mhz)
{
    (void)device;
    *mhz = clock == RP_NVML_CLOCK_SM ? 1980 : 3201;
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetTemperature(rp_nvml_device device, int sensor, uint32_t *celsius)
{
    (void)device;
    *celsius = 60;
    return sensor == 0 ? RP_NVML_OK : RP_NVML_NOT_SUPPORTED;
}

rp_nvml_result nvmlDeviceGetUtilizationRates(rp_nvml_device device,
                                             struct rp_nvml_utilization *utilization)
{
    (void)device;
    *utilization = (struct rp_nvml_utilization){90, 40};
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetMemoryInfo(rp_nvml_device device, struct rp_nvml_memory *memory)
{
    (void)device;
    *memory = (struct rp_nvml_memory){UINT64_C(80) << 30, UINT64_C(60) << 30, UINT64_C(20) << 30};
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetCurrentClocksEventReasons(rp_nvml_device device, uint64_t *reasons)
{
    (void)device;
    *reasons = (uint64_t)flag("slowed");
    return RP_NVML_OK;
}

rp_nvml_result nvmlDeviceGetCurrentClocksThrottleReasons(rp_nvml_device device, uint64_t *reasons)
{
    return nvmlDeviceGetCurrentClocksEventReasons(device, reasons);
}

/* ---- GPM ---- */

rp_nvml_result nvmlGpmQueryDeviceSupport(rp_nvml_device device, struct rp_nvml_gpm_support *support)
{
    (void)device;
    support->is_supported = support->version == 1;
    return (rp_nvml_result)flag("gpm");
}

rp_nvml_result nvmlGpmSampleAlloc(rp_nvml_sample *sample)
{
    *sample = calloc(1, sizeof(**sample));
    return *sample ? RP_NVML_OK : 20;
}

rp_nvml_result nvmlGpmSampleFree(rp_nvml_sample sample)
{
    free(sample);
    return RP_NVML_OK;
}

rp_nvml_result nvmlGpmSampleGet(rp_nvml_device device, rp_nvml_sample sample)
{
    (void)device;
    sample->is_taken = 1;
    return RP_NVML_OK;
}

/* One of them is refused, as on GPUs without such units. */
rp_nvml_result nvmlGpmMetricsGet(struct rp_nvml_metrics *metrics)
{
    if (metrics->version != 1 || !metrics->before->is_taken || !metrics->after->is_taken)
        return 2;
    for (uint32_t i = 0; i < metrics->count; i++) {
        metrics->metrics[i].value = 7.5 * metrics->metrics[i].id;
        metrics->metrics[i].result =
            metrics->metrics[i].id == RP_NVML_GPM_INTEGER ? RP_NVML_NOT_SUPPORTED : RP_NVML_OK;
    }
    return RP_NVML_OK;
}

/* device.c: tells of the GPUs that the process uses.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of devices are the process's own (CUDA_VISIBLE_DEVICES): what is the same on all ranks is
 * the UUID, of the GPU or of its instance (MIG).
 */
#include "gpu/device.h"

#include <dlfcn.h>
#include <string.h>

#include "common/clock.h"
#include "gpu/name.h"

/* CUdevice_attribute */
#define CLOCK_RATE       13
#define PROCESSORS       16
#define CAPABILITY_MAJOR 75
#define CAPABILITY_MINOR 76

struct rp_cuda {
#define CUDA_CALL(name, arguments) int(*name) arguments;
#include "gpu/cuda_calls.def"
#undef CUDA_CALL
};

/* The driver is there: it has loaded us. A call that it lacks stays NULL. */
static bool find_driver(struct rp_cuda *cuda)
{
    void *const handle = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    const struct {
        void **place;
        const char *name;
    } calls[] = {
#define CUDA_CALL(name, arguments) {(void **)&cuda->name, #name},
#include "gpu/cuda_calls.def"
#undef CUDA_CALL
    };

    for (size_t i = 0; handle && i < sizeof(calls) / sizeof(calls[0]); i++)
        *calls[i].place = dlsym(handle, calls[i].name);
    return handle != NULL;
}

int rp_device_driver(void)
{
    struct rp_cuda cuda = {0};
    int version = 0;

    if (!find_driver(&cuda) || !cuda.cuDriverGetVersion || cuda.cuDriverGetVersion(&version) != 0)
        return 0;
    return version;
}

static uint32_t attribute_of(const struct rp_cuda *cuda, int attribute, int device)
{
    int value = 0;

    if (!cuda->cuDeviceGetAttribute || cuda->cuDeviceGetAttribute(&value, attribute, device) != 0 ||
        value < 0)
        return 0;
    return (uint32_t)value;
}

static void describe(struct rp_trace *trace, struct rp_gpu_device *row, int device)
{
    struct rp_cuda cuda = {0};
    char text[128] = "";
    size_t bytes = 0;

    if (!find_driver(&cuda))
        return;
    if (cuda.cuDeviceGetName && cuda.cuDeviceGetName(text, sizeof(text), device) == 0)
        row->name = rp_name(trace, text);
    if (cuda.cuDeviceGetPCIBusId && cuda.cuDeviceGetPCIBusId(text, sizeof(text), device) == 0)
        row->bus = rp_name(trace, text);
    if (cuda.cuDeviceGetUuid_v2)
        cuda.cuDeviceGetUuid_v2(row->uuid, device);
    if (cuda.cuDeviceTotalMem_v2 && cuda.cuDeviceTotalMem_v2(&bytes, device) == 0)
        row->memory_bytes = bytes;
    row->processors = attribute_of(&cuda, PROCESSORS, device);
    row->clock_khz = attribute_of(&cuda, CLOCK_RATE, device);
    row->capability = 10 * attribute_of(&cuda, CAPABILITY_MAJOR, device) +
                      attribute_of(&cuda, CAPABILITY_MINOR, device);
}

static void raise_count(struct rp_gpu_area *area, uint32_t count)
{
    uint32_t known = atomic_load_explicit(&area->device_count, memory_order_relaxed);

    while (known < count &&
           !atomic_compare_exchange_weak_explicit(&area->device_count, &known, count,
                                                  memory_order_relaxed, memory_order_relaxed))
        continue;
}

/* One thread describes; others go on, and the row is read once it is ready. */
void rp_device_meet(struct rp_trace *trace, uint32_t device)
{
    static _Atomic uint32_t met; /* a bit a device */
    const uint32_t bit = UINT32_C(1) << (device % RP_GPU_DEVICES);
    struct rp_gpu_device *const row = &trace->area->devices[device % RP_GPU_DEVICES];

    if ((atomic_load_explicit(&met, memory_order_relaxed) & bit) != 0 ||
        (atomic_fetch_or_explicit(&met, bit, memory_order_relaxed) & bit) != 0)
        return;
    row->first_ns = rp_clock_monotonic();
    describe(trace, row, (int)device);
    atomic_store_explicit(&row->ready, 1, memory_order_release);
    raise_count(trace->area, device % RP_GPU_DEVICES + 1);
}

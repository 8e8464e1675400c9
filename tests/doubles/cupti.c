/* cupti.c: a libcupti that tells of the model's GPUs: versions, subscription, callbacks, kinds.
 * SPDX-License-Identifier: Apache-2.0
 *
 * It has exactly the functions of gpu/cupti_calls.def.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/doubles/cupti_double.h"

#define NEEDED(name, arguments)                                                                    \
    __attribute__((visibility("default"))) rp_cupti_result name arguments;
#define WANTED(name, arguments) NEEDED(name, arguments)
#include "gpu/cupti_calls.def"
#undef NEEDED
#undef WANTED

#define KINDS 64u
#define CALLS 1024u

static rp_cupti_callback *callback;
static void *callback_user;
static _Atomic bool kinds[KINDS];
static _Atomic bool calls[4][CALLS];

static const char *flags;

static void read_flags(void)
{
    flags = getenv("RANKPROF_DOUBLE_CUPTI");
}

long double_flag(const char *name, long usual)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const size_t length = strlen(name);
    const char *at;

    pthread_once(&once, read_flags);
    for (at = flags; at && *at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return strtol(at + length + 1, NULL, 0);
    return usual;
}

/* ---- what the driver does ---- */

static void on_call(int site, uint32_t number, const char *function, uint32_t correlation)
{
    const struct rp_cupti_call data = {
        .site = site, .function = function, .correlation = correlation};

    const bool is_timed = site == RP_CUPTI_ENTER && double_flag("time_calls", 0);
    const uint64_t start_ns = is_timed ? double_clock_ns() : 0;

    if (callback && number < CALLS && calls[RP_CUPTI_DRIVER][number]) {
        callback(callback_user, RP_CUPTI_DRIVER, number, &data);
        if (is_timed)
            double_timing_add(double_clock_ns() - start_ns);
    }
}

static void on_operation(const struct model_operation *operation)
{
    if (kinds[double_kind_of(operation)])
        double_buffers_add(operation);
}

static void on_context(bool created, cuda_context context)
{
    const uint32_t number = created ? RP_CUPTI_CONTEXT_CREATED : RP_CUPTI_CONTEXT_DESTROY_STARTING;
    const struct rp_cupti_resource_data data = {.context = context};

    if (callback && calls[RP_CUPTI_RESOURCE][number])
        callback(callback_user, RP_CUPTI_RESOURCE, number, &data);
}

static bool wants_nodes(void)
{
    return !kinds[RP_CUPTI_KIND_GRAPH];
}

static void hook(void)
{
    static const struct model_hooks hooks = {on_call, on_operation, on_context, wants_nodes};
    void *const driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    void (*set)(const struct model_hooks *) = NULL;

    if (driver)
        *(void **)&set = dlsym(driver, "model_hook");
    if (set)
        set(&hooks);
}

/* ---- versions and texts ---- */

rp_cupti_result cuptiGetVersion(uint32_t *version)
{
    *version = (uint32_t)double_flag("version", 130001);
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiGetResultString(rp_cupti_result result, const char **text)
{
    static const struct {
        rp_cupti_result result;
        const char *text;
    } texts[] = {{0, "CUPTI_SUCCESS"},
                 {RP_CUPTI_MULTIPLE_SUBSCRIBERS, "CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED"},
                 {35, "CUPTI_ERROR_INSUFFICIENT_PRIVILEGES"},
                 {999, "CUPTI_ERROR_UNKNOWN"}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i].result == result)
            *text = texts[i].text;
    return *text ? RP_CUPTI_OK : 1;
}

/* ---- callbacks ---- */

rp_cupti_result cuptiSubscribe(rp_cupti_subscriber *out, rp_cupti_callback *wanted, void *user)
{
    const rp_cupti_result refusal = (rp_cupti_result)double_flag("subscribe", 0);

    if (refusal == RP_CUPTI_OK && callback)
        return RP_CUPTI_MULTIPLE_SUBSCRIBERS;
    if (refusal != RP_CUPTI_OK)
        return refusal;
    callback = wanted;
    callback_user = user;
    *out = &callback;
    hook();
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiSubscribe_v2(rp_cupti_subscriber *out, rp_cupti_callback *wanted, void *user,
                                  struct rp_cupti_subscription *subscription)
{
    const rp_cupti_result result = cuptiSubscribe(out, wanted, user);

    if (subscription->bytes != sizeof(*subscription))
        return 1;
    if (result == RP_CUPTI_MULTIPLE_SUBSCRIBERS)
        snprintf(subscription->present, subscription->present_bytes, "CUPTI for another tool");
    return result;
}

rp_cupti_result cuptiUnsubscribe(rp_cupti_subscriber subscriber)
{
    (void)subscriber;
    callback = NULL;
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiEnableCallback(uint32_t enable, rp_cupti_subscriber subscriber, int domain,
                                    uint32_t call)
{
    const rp_cupti_result refusal = (rp_cupti_result)double_flag("enable_callback", 0);

    (void)subscriber;
    if (refusal != RP_CUPTI_OK)
        return refusal;
    if (domain < 1 || domain > 3 || call >= CALLS)
        return 1;
    calls[domain][call] = enable != 0;
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiGetCallbackName(int domain, uint32_t call, const char **name)
{
    (void)domain;
    (void)call;
    *name = NULL;
    return 1;
}

rp_cupti_result cuptiGetDeviceId(void *context, uint32_t *device)
{
    void *const driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    int (*device_of)(cuda_context) = NULL;

    if (driver)
        *(void **)&device_of = dlsym(driver, "model_device_of");
    if (!device_of)
        return RP_CUPTI_NOT_INITIALIZED;
    *device = (uint32_t)device_of(context);
    return RP_CUPTI_OK;
}

/* ---- activities ---- */

rp_cupti_result cuptiActivityEnable(int kind)
{
    char flag[32];

    if (kind <= 0 || kind >= (int)KINDS)
        return RP_CUPTI_INVALID_KIND;
    snprintf(flag, sizeof(flag), "enable_%d", kind);
    if (double_flag(flag, 0) != RP_CUPTI_OK)
        return (rp_cupti_result)double_flag(flag, 0);
    kinds[kind] = true;
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiActivityDisable(int kind)
{
    if (kind <= 0 || kind >= (int)KINDS)
        return RP_CUPTI_INVALID_KIND;
    kinds[kind] = false;
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiActivityRegisterCallbacks(rp_cupti_request *request,
                                               rp_cupti_complete *complete)
{
    const struct double_client client = {request, complete};

    double_buffers_client(&client);
    return RP_CUPTI_OK;
}

/* The model's clock is the one that it is asked for: nothing is to be converted. */
rp_cupti_result cuptiActivityRegisterTimestampCallback(rp_cupti_clock *clock)
{
    return clock ? RP_CUPTI_OK : 1;
}

/* As CUPTI declares it. NOLINTNEXTLINE(readability-non-const-parameter) */
rp_cupti_result cuptiActivitySetAttribute(int attribute, size_t *bytes, void *value)
{
    (void)attribute;
    return bytes && value ? RP_CUPTI_OK : 1;
}

rp_cupti_result cuptiActivityFlushPeriod(uint32_t milliseconds)
{
    double_buffers_period(milliseconds);
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiActivityFlushAll(uint32_t flags)
{
    if (flags == RP_CUPTI_FLUSH_FORCED && double_flag("flush_hang", 0) > 0)
        sleep((unsigned)double_flag("flush_hang", 0));
    double_buffers_flush(flags == RP_CUPTI_FLUSH_FORCED);
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiActivityGetNumDroppedRecords(void *context, uint32_t stream, size_t *dropped)
{
    (void)context;
    (void)stream;
    *dropped = double_buffers_dropped();
    return RP_CUPTI_OK;
}

rp_cupti_result cuptiActivityGetNextRecord(uint8_t *buffer, size_t valid,
                                           struct rp_cupti_record **record)
{
    uint8_t *next = buffer;

    if (*record) {
        const size_t bytes = double_record_bytes((*record)->kind);

        if (bytes == 0)
            return RP_CUPTI_INVALID_KIND;
        next = (uint8_t *)*record + bytes;
    }
    if (next + sizeof(**record) > buffer + valid)
        return RP_CUPTI_MAX_LIMIT;
    *record = (struct rp_cupti_record *)(void *)next;
    return double_record_bytes((*record)->kind) ? RP_CUPTI_OK : RP_CUPTI_INVALID_KIND;
}

/* test_cupti_abi.c: our declarations of CUPTI are those of NVIDIA's headers, and of its library.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Compiled where the headers are found; the library is asked where it can be loaded, for it answers
 * some things without a driver.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <cupti.h>

#include "gpu/cupti_abi.h"

#define SAME(own, theirs, own_field, field)                                                        \
    _Static_assert(offsetof(struct own, own_field) == offsetof(theirs, field),                     \
                   #own "." #own_field " lies elsewhere")

SAME(rp_cupti_call, CUpti_CallbackData, site, callbackSite);
SAME(rp_cupti_call, CUpti_CallbackData, function, functionName);
SAME(rp_cupti_call, CUpti_CallbackData, symbol, symbolName);
SAME(rp_cupti_call, CUpti_CallbackData, context, context);
SAME(rp_cupti_call, CUpti_CallbackData, data, correlationData);
SAME(rp_cupti_call, CUpti_CallbackData, correlation, correlationId);
SAME(rp_cupti_resource_data, CUpti_ResourceData, context, context);
SAME(rp_cupti_resource_data, CUpti_ResourceData, descriptor, resourceDescriptor);
SAME(rp_cupti_module, CUpti_ModuleResourceData, bytes, cubinSize);
SAME(rp_cupti_module, CUpti_ModuleResourceData, cubin, pCubin);

/* Every version of a record that CUDA 12.0 and later may write. */
#define KERNEL(theirs)                                                                             \
    SAME(rp_cupti_kernel, theirs, start, start);                                                   \
    SAME(rp_cupti_kernel, theirs, end, end);                                                       \
    SAME(rp_cupti_kernel, theirs, device, deviceId);                                               \
    SAME(rp_cupti_kernel, theirs, context, contextId);                                             \
    SAME(rp_cupti_kernel, theirs, stream, streamId);                                               \
    SAME(rp_cupti_kernel, theirs, correlation, correlationId);                                     \
    SAME(rp_cupti_kernel, theirs, name, name);                                                     \
    SAME(rp_cupti_kernel, theirs, graph_node, graphNodeId);                                        \
    SAME(rp_cupti_kernel, theirs, graph, graphId);                                                 \
    _Static_assert(sizeof(theirs) >= sizeof(struct rp_cupti_kernel), "we read beyond its end")
KERNEL(CUpti_ActivityKernel8);
KERNEL(CUpti_ActivityKernel9);
KERNEL(CUpti_ActivityKernel10);

#define COPY(own, theirs)                                                                          \
    SAME(own, theirs, copy_kind, copyKind);                                                        \
    SAME(own, theirs, source_kind, srcKind);                                                       \
    SAME(own, theirs, target_kind, dstKind);                                                       \
    SAME(own, theirs, bytes, bytes);                                                               \
    SAME(own, theirs, start, start);                                                               \
    SAME(own, theirs, end, end);                                                                   \
    SAME(own, theirs, device, deviceId);                                                           \
    SAME(own, theirs, stream, streamId);                                                           \
    SAME(own, theirs, correlation, correlationId);                                                 \
    _Static_assert(sizeof(theirs) >= sizeof(struct own), "we read beyond its end")
COPY(rp_cupti_copy, CUpti_ActivityMemcpy5);
COPY(rp_cupti_copy, CUpti_ActivityMemcpy6);
COPY(rp_cupti_peer_copy, CUpti_ActivityMemcpyPtoP4);
SAME(rp_cupti_peer_copy, CUpti_ActivityMemcpyPtoP4, source_device, srcDeviceId);
SAME(rp_cupti_peer_copy, CUpti_ActivityMemcpyPtoP4, target_device, dstDeviceId);

#define MEMSET(theirs)                                                                             \
    SAME(rp_cupti_memset, theirs, bytes, bytes);                                                   \
    SAME(rp_cupti_memset, theirs, start, start);                                                   \
    SAME(rp_cupti_memset, theirs, end, end);                                                       \
    SAME(rp_cupti_memset, theirs, device, deviceId);                                               \
    SAME(rp_cupti_memset, theirs, stream, streamId);                                               \
    SAME(rp_cupti_memset, theirs, correlation, correlationId)
MEMSET(CUpti_ActivityMemset4);

#define GRAPH(theirs)                                                                              \
    SAME(rp_cupti_graph, theirs, correlation, correlationId);                                      \
    SAME(rp_cupti_graph, theirs, start, start);                                                    \
    SAME(rp_cupti_graph, theirs, end, end);                                                        \
    SAME(rp_cupti_graph, theirs, device, deviceId);                                                \
    SAME(rp_cupti_graph, theirs, graph, graphId);                                                  \
    SAME(rp_cupti_graph, theirs, stream, streamId)
GRAPH(CUpti_ActivityGraphTrace);
GRAPH(CUpti_ActivityGraphTrace2);

SAME(rp_cupti_overhead, CUpti_ActivityOverhead2, overhead, overheadKind);
SAME(rp_cupti_overhead, CUpti_ActivityOverhead2, start, start);
SAME(rp_cupti_overhead, CUpti_ActivityOverhead2, end, end);
SAME(rp_cupti_overhead, CUpti_ActivityOverhead3, data, overheadData);
_Static_assert(sizeof(struct rp_cupti_overhead) == sizeof(CUpti_ActivityOverhead3), "its whole");

#define EQUAL(own, theirs) _Static_assert((int)(own) == (int)(theirs), #own)
EQUAL(RP_CUPTI_KIND_KERNEL, CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL);
EQUAL(RP_CUPTI_KIND_COPY, CUPTI_ACTIVITY_KIND_MEMCPY);
EQUAL(RP_CUPTI_KIND_PEER_COPY, CUPTI_ACTIVITY_KIND_MEMCPY2);
EQUAL(RP_CUPTI_KIND_MEMSET, CUPTI_ACTIVITY_KIND_MEMSET);
EQUAL(RP_CUPTI_KIND_GRAPH, CUPTI_ACTIVITY_KIND_GRAPH_TRACE);
EQUAL(RP_CUPTI_KIND_OVERHEAD, CUPTI_ACTIVITY_KIND_OVERHEAD);
EQUAL(RP_CUPTI_DRIVER, CUPTI_CB_DOMAIN_DRIVER_API);
EQUAL(RP_CUPTI_RESOURCE, CUPTI_CB_DOMAIN_RESOURCE);
EQUAL(RP_CUPTI_CONTEXT_CREATED, CUPTI_CBID_RESOURCE_CONTEXT_CREATED);
EQUAL(RP_CUPTI_CONTEXT_DESTROY_STARTING, CUPTI_CBID_RESOURCE_CONTEXT_DESTROY_STARTING);
EQUAL(RP_CUPTI_MODULE_LOADED, CUPTI_CBID_RESOURCE_MODULE_LOADED);
EQUAL(RP_CUPTI_DEVICE_BUFFER_POOL_LIMIT, CUPTI_ACTIVITY_ATTR_DEVICE_BUFFER_POOL_LIMIT);
EQUAL(RP_CUPTI_ZEROED_OUT_BUFFER, CUPTI_ACTIVITY_ATTR_ZEROED_OUT_ACTIVITY_BUFFER);
EQUAL(RP_CUPTI_PER_THREAD_BUFFER, CUPTI_ACTIVITY_ATTR_PER_THREAD_ACTIVITY_BUFFER);
EQUAL(RP_CUPTI_FLUSH_FORCED, CUPTI_ACTIVITY_FLAG_FLUSH_FORCED);
EQUAL(RP_CUPTI_MAX_LIMIT, CUPTI_ERROR_MAX_LIMIT_REACHED);
EQUAL(RP_CUPTI_MULTIPLE_SUBSCRIBERS, CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED);
EQUAL(RP_CUPTI_COPY_TO_DEVICE, CUPTI_ACTIVITY_MEMCPY_KIND_HTOD);
EQUAL(RP_CUPTI_COPY_TO_HOST, CUPTI_ACTIVITY_MEMCPY_KIND_DTOH);
EQUAL(RP_CUPTI_COPY_DEVICE_TO_DEVICE, CUPTI_ACTIVITY_MEMCPY_KIND_DTOD);
EQUAL(RP_CUPTI_COPY_PEER_TO_PEER, CUPTI_ACTIVITY_MEMCPY_KIND_PTOP);
EQUAL(RP_CUPTI_PAGEABLE, CUPTI_ACTIVITY_MEMORY_KIND_PAGEABLE);
EQUAL(RP_CUPTI_PINNED, CUPTI_ACTIVITY_MEMORY_KIND_PINNED);
EQUAL(RP_CUPTI_MANAGED, CUPTI_ACTIVITY_MEMORY_KIND_MANAGED);
_Static_assert(sizeof(struct rp_cupti_subscription) == sizeof(CUpti_SubscriberParams), "its whole");

/* ---- the library ---- */

static void *library;

static int load(void **state)
{
    (void)state;
    library = dlopen(RP_TEST_CUPTI, RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        print_message("no library: %s\n", dlerror());
    return 0;
}

static void *function(const char *name)
{
    void *const found = library ? dlsym(library, name) : NULL;

    if (!found)
        skip();
    return found;
}

static void every_call_has_the_number_that_the_library_knows(void **state)
{
    static const struct {
        uint32_t number;
        const char *name;
    } calls[] = {
#define DRIVER_CALL(number, name, how) {number, #name},
#include "gpu/driver_calls.def"
#undef DRIVER_CALL
    };
    int (*name_of)(int, uint32_t, const char **) = NULL;

    (void)state;
    *(void **)&name_of = function("cuptiGetCallbackName");
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        const char *name = NULL;

        assert_int_equal(name_of(RP_CUPTI_DRIVER, calls[i].number, &name), 0);
        assert_string_equal(name, calls[i].name);
    }
}

static void the_library_steps_over_records_of_the_size_that_we_expect(void **state)
{
    static const struct {
        int kind;
        size_t bytes;
    } records[] = {
        {RP_CUPTI_KIND_KERNEL, sizeof(CUpti_ActivityKernel10)},
        {RP_CUPTI_KIND_COPY, sizeof(CUpti_ActivityMemcpy6)},
        {RP_CUPTI_KIND_PEER_COPY, sizeof(CUpti_ActivityMemcpyPtoP4)},
        {RP_CUPTI_KIND_MEMSET, sizeof(CUpti_ActivityMemset4)},
        {RP_CUPTI_KIND_GRAPH, sizeof(CUpti_ActivityGraphTrace2)},
        {RP_CUPTI_KIND_OVERHEAD, sizeof(CUpti_ActivityOverhead3)},
    };
    static uint64_t buffer[1024];
    int (*next)(uint8_t *, size_t, struct rp_cupti_record **) = NULL;

    (void)state;
    *(void **)&next = function("cuptiActivityGetNextRecord");
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        uint8_t *const bytes = (uint8_t *)buffer;
        struct rp_cupti_record *record = NULL;

        memset(buffer, 0, sizeof(buffer));
        ((struct rp_cupti_record *)(void *)bytes)->kind = records[i].kind;
        ((struct rp_cupti_record *)(void *)(bytes + records[i].bytes))->kind = records[i].kind;
        assert_int_equal(next(bytes, 2 * records[i].bytes, &record), RP_CUPTI_OK);
        assert_ptr_equal(record, bytes);
        assert_int_equal(next(bytes, 2 * records[i].bytes, &record), RP_CUPTI_OK);
        assert_ptr_equal(record, bytes + records[i].bytes);
        assert_int_equal(next(bytes, 2 * records[i].bytes, &record), RP_CUPTI_MAX_LIMIT);
    }
}

static void the_library_has_every_function_that_we_need(void **state)
{
    static const char *const names[] = {
#define NEEDED(name, arguments) #name,
#define WANTED(name, arguments)
#include "gpu/cupti_calls.def"
#undef NEEDED
#undef WANTED
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_non_null(function(names[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_every_function_that_we_need),
        cmocka_unit_test(every_call_has_the_number_that_the_library_knows),
        cmocka_unit_test(the_library_steps_over_records_of_the_size_that_we_expect),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}

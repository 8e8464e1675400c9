/* test_module.c: the registry of mapped objects, with every finder.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <cmocka.h>

#include "collector/agent/modules/module_registry.h"
#include "collector/agent/modules/module_symbol.h"

static const struct rp_module_finder *const finders[] = {
    &rp_module_finder_glibc,
    &rp_module_finder_snapshot,
};
enum { FINDERS = sizeof finders / sizeof finders[0] };

/* The hook's view of the registry: how often each id was announced. */
static unsigned announced[RP_MODULES_MAX];

static void announce(const struct rp_module *module, void *argument)
{
    assert_ptr_equal(argument, announced);
    announced[module->id]++;
}

static struct rp_modules *make(size_t finder)
{
    struct rp_modules *modules = NULL;
    memset(announced, 0, sizeof announced);
    if (!finders[finder]->is_available()) {
        print_message("%s is not available here\n", finders[finder]->name);
        skip();
    }
    assert_int_equal(rp_modules_init_with(&modules, finders[finder], announce, announced), RP_OK);
    return modules;
}

static uintptr_t address_of(void *handle, const char *name)
{
    return (uintptr_t)dlsym(handle, name);
}

static const struct rp_module *open_and_find(struct rp_modules *modules, const char *path,
                                             void **handle)
{
    *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (*handle == NULL)
        fail_msg("%s", dlerror());
    rp_modules_loaded(modules);
    const struct rp_module *module = rp_module_find(modules, address_of(*handle, "sample_symbol"));
    assert_non_null(module);
    return module;
}

static void close_and_tell(struct rp_modules *modules, void *handle)
{
    rp_modules_unloaded(modules);
    assert_int_equal(dlclose(handle), 0);
    rp_modules_unloaded(modules);
}

static void knows_program_library_loader_and_vdso(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        struct rp_modules *modules = make(i);
        const uintptr_t vdso = getauxval(AT_SYSINFO_EHDR);
        const struct rp_module *own = rp_module_find(modules, (uintptr_t)&announce);
        const struct rp_module *libc = rp_module_find(modules, (uintptr_t)&gnu_get_libc_version);
        assert_string_equal(own->path, "");
        assert_non_null(strstr(libc->path, "libc.so"));
        assert_int_equal(libc->build_id_bytes, 20);
        assert_in_range((uintptr_t)&gnu_get_libc_version, libc->text_low, libc->text_high);
        assert_non_null(rp_module_find(modules, getauxval(AT_BASE)));
        if (vdso != 0)
            assert_ptr_equal(rp_module_find(modules, vdso + 64), rp_modules_vdso(modules, vdso));
        assert_null(rp_module_find(modules, 4096));
        assert_null(rp_module_find(modules, (uintptr_t)&modules));
    }
}

static void looking_up_makes_no_second_entry(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        struct rp_modules *modules = make(i);
        const uint32_t count = rp_module_count(modules);
        for (uint32_t id = 0; id < count; id++) {
            const struct rp_module *module = rp_module_at(modules, id);
            assert_ptr_equal(rp_module_find(modules, module->text_low), module);
            assert_ptr_equal(rp_module_find(modules, module->low), module);
        }
        rp_modules_unloaded(modules);
        for (uint32_t id = 0; id < count; id++)
            assert_non_null(rp_module_find(modules, rp_module_at(modules, id)->text_low));
        assert_int_equal(rp_module_count(modules), count);
    }
}

static void the_hook_hears_of_each_entry_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        void *handle;
        struct rp_modules *modules = make(i);
        const uint32_t count = rp_module_count(modules);
        const struct rp_module *module = open_and_find(modules, RP_TEST_LIBRARY_ONE, &handle);
        assert_int_equal(module->id, count);
        for (uint32_t id = 0; id <= count; id++)
            assert_int_equal(announced[id], 1);
        close_and_tell(modules, handle);
    }
}

static void a_module_that_comes_back_keeps_its_entry(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        void *handle;
        struct rp_modules *modules = make(i);
        const struct rp_module *first = open_and_find(modules, RP_TEST_LIBRARY_ONE, &handle);
        close_and_tell(modules, handle);
        assert_null(rp_module_find(modules, first->text_low));
        const struct rp_module *again = open_and_find(modules, RP_TEST_LIBRARY_ONE, &handle);
        if (again->low == first->low)
            assert_ptr_equal(again, first);
        close_and_tell(modules, handle);
    }
}

/* The two libraries differ in nothing but a constant: no build-id tells them apart, either. */
static void another_module_at_the_same_place_gets_its_own_entry(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        void *handle;
        struct rp_modules *modules = make(i);
        const struct rp_module *one = open_and_find(modules, RP_TEST_LIBRARY_ONE, &handle);
        close_and_tell(modules, handle);
        const struct rp_module *two = open_and_find(modules, RP_TEST_LIBRARY_TWO, &handle);
        print_message("same place: %d\n", one->low == two->low);
        assert_int_not_equal(one->id, two->id);
        assert_non_null(strstr(two->path, "two"));
        close_and_tell(modules, handle);
        const struct rp_module *back = open_and_find(modules, RP_TEST_LIBRARY_ONE, &handle);
        if (back->low == one->low)
            assert_ptr_equal(back, one);
        close_and_tell(modules, handle);
    }
}

static void a_full_registry_refuses_and_counts(void **state)
{
    static const ElfW(Phdr) load = {.p_type = PT_LOAD, .p_flags = PF_R, .p_memsz = 4096};
    (void)state;
    struct rp_modules *modules = make(0);
    const uint32_t already = rp_module_count(modules);
    for (uint32_t i = already; i < RP_MODULES_MAX + 5; i++) {
        const struct rp_elf_image image = {&load, 1, (uintptr_t)(i + 1) << 32, "invented"};
        assert_int_equal(rp_modules_add(modules, &image) != NULL, i < RP_MODULES_MAX);
    }
    assert_int_equal(rp_module_count(modules), RP_MODULES_MAX);
    assert_int_equal(rp_modules_refused(modules), 5);
    assert_non_null(rp_module_find(modules, (uintptr_t)&gnu_get_libc_version));
}

enum { THREADS = 3, ROUNDS = 200 };

static _Atomic(bool) is_over;

static void *look_up_without_end(void *argument)
{
    struct rp_modules *modules = argument;
    while (!is_over) {
        const struct rp_module *libc = rp_module_find(modules, (uintptr_t)&gnu_get_libc_version);
        if (libc == NULL || strstr(libc->path, "libc.so") == NULL)
            return argument; /* anything but NULL is a failure */
    }
    return NULL;
}

static void look_ups_go_on_while_modules_come_and_go(void **state)
{
    (void)state;
    for (size_t i = 0; i < FINDERS; i++) {
        struct rp_modules *modules = make(i);
        pthread_t threads[THREADS];
        is_over = false;
        for (size_t t = 0; t < THREADS; t++)
            assert_int_equal(pthread_create(&threads[t], NULL, look_up_without_end, modules), 0);
        for (int round = 0; round < ROUNDS; round++) {
            void *handle;
            open_and_find(modules, round % 2 ? RP_TEST_LIBRARY_ONE : RP_TEST_LIBRARY_TWO, &handle);
            close_and_tell(modules, handle);
        }
        is_over = true;
        for (size_t t = 0; t < THREADS; t++) {
            void *result;
            assert_int_equal(pthread_join(threads[t], &result), 0);
            assert_null(result);
        }
    }
}

static void exported_names_are_found_where_the_loader_finds_them(void **state)
{
    static const char *const exported[] = {"malloc", "qsort", "stdout", "pthread_create",
                                           "environ"};
    static const char *const others[] = {"", "mallo", "malloc2", "_PyRuntime", "sample_symbol"};
    struct rp_modules *modules = make(0);
    void *const library = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD); /* no sanitizer's */
    const struct rp_module *libc;

    (void)state;
    assert_non_null(library);
    libc = rp_module_find(modules, (uintptr_t)dlsym(library, "qsort"));
    for (size_t i = 0; i < sizeof exported / sizeof exported[0]; i++)
        assert_int_equal(rp_module_symbol(libc, exported[i]),
                         (uintptr_t)dlsym(library, exported[i]));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(rp_module_symbol(libc, others[i]), 0);
    dlclose(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_program_library_loader_and_vdso),
        cmocka_unit_test(looking_up_makes_no_second_entry),
        cmocka_unit_test(the_hook_hears_of_each_entry_once),
        cmocka_unit_test(a_module_that_comes_back_keeps_its_entry),
        cmocka_unit_test(another_module_at_the_same_place_gets_its_own_entry),
        cmocka_unit_test(a_full_registry_refuses_and_counts),
        cmocka_unit_test(exported_names_are_found_where_the_loader_finds_them),
        cmocka_unit_test(look_ups_go_on_while_modules_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

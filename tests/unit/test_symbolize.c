/* test_symbolize.c: addresses get the names and lines of the code that stands there, or none.
 * SPDX-License-Identifier: Apache-2.0
 *
 * CMake defines SAMPLE, SAMPLE_STRIPPED, SAMPLE_CXX and SAMPLE_FORTRAN: paths of the libraries.
 */
#include <dlfcn.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/symbols/demangle.h"
#include "analysis/symbols/elf_file.h"
#include "analysis/symbols/function_table.h"
#include "analysis/symbols/symbolize.h"
#include "tests/unit/symbol_library.h"

static void names_and_lines_are_those_of_the_source(void **state)
{
    struct library library = symbol_load(SAMPLE);
    struct symbol_place places[SYMBOL_PLACES];
    struct rp_symbolizer *symbolizer = NULL;

    (void)state;
    symbol_fill(&library, places);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE, library.build_id), RP_OK);
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_DEBUG);
    for (unsigned i = 0; i < SYMBOL_INLINED; i++) {
        const struct rp_symbol symbol = symbol_find(symbolizer, &library, places[i].address);

        assert_string_equal(symbol.name, places[i].function);
        assert_string_equal(symbol.linkage, places[i].function);
        assert_true(symbol.resolved);
        assert_int_equal(symbol.line, places[i].line);
        assert_non_null(strstr(symbol.file, "tests/unit/symbol_sample.c"));
        assert_int_equal(symbol.function_line, places[i].function_line);
    }
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}

static void a_stripped_library_names_what_it_exports(void **state)
{
    struct library library = symbol_load(SAMPLE_STRIPPED);
    struct symbol_place places[SYMBOL_PLACES];
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;

    (void)state;
    symbol_fill(&library, places);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE_STRIPPED, library.build_id), RP_OK);
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_DYNAMIC);
    symbol = symbol_find(symbolizer, &library, places[1].address);
    assert_string_equal(symbol.name, "symbol_sample_exported");
    assert_int_equal(symbol.line, 0);
    assert_string_equal(symbol.file, "");
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}

/* Two places of one function without a name are in the same one; two functions are not. */
static void a_function_without_a_symbol_is_known_by_its_start(void **state)
{
    struct library library = symbol_load(SAMPLE_STRIPPED);
    struct symbol_place places[SYMBOL_PLACES];
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;
    uint64_t start = 0;
    char name[128];

    (void)state;
    symbol_fill(&library, places);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE_STRIPPED, library.build_id), RP_OK);
    symbol = symbol_find(symbolizer, &library, places[0].address);
    assert_false(symbol.resolved);
    start = symbol.start;
    snprintf(name, sizeof(name), "%s!0x%llx", strrchr(SAMPLE_STRIPPED, '/') + 1,
             (unsigned long long)start);
    assert_string_equal(symbol.name, name);
    symbol = symbol_find(symbolizer, &library, (const char *)places[0].address - 1);
    assert_string_equal(symbol.name, name);
    symbol = symbol_find(symbolizer, &library, places[2].address);
    assert_string_not_equal(symbol.name, name);
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}

static void a_file_of_another_build_is_not_used(void **state)
{
    struct library library = symbol_load(SAMPLE);
    struct symbol_place places[SYMBOL_PLACES];
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;

    (void)state;
    symbol_fill(&library, places);
    library.build_id[0] = library.build_id[0] == '0' ? '1' : '0';
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE, library.build_id), RP_OK);
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_OTHER_FILE);
    symbol = symbol_find(symbolizer, &library, places[1].address);
    assert_false(symbol.resolved);
    assert_null(strstr(symbol.name, "exported"));
    rp_symbolizer_close(symbolizer);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE, ""), RP_OK);
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_OTHER_FILE);
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}

static void a_missing_file_is_a_state(void **state)
{
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;

    (void)state;
    assert_int_equal(rp_symbolizer_open(&symbolizer, "/no/such/lib.so", "aa"), RP_OK);
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_NO_FILE);
    assert_int_equal(rp_symbolizer_find(symbolizer, 0x1234, &symbol), RP_OK);
    assert_string_equal(symbol.name, "[lib.so]");
    assert_false(symbol.resolved);
    rp_symbolizer_close(symbolizer);
}

static void the_vdso_is_named_as_such(void **state)
{
    static const char *const names[] = {"[vdso]", "linux-vdso.so.1", "linux-gate.so.1"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct rp_symbolizer *symbolizer = NULL;
        struct rp_symbol symbol;

        assert_int_equal(rp_symbolizer_open(&symbolizer, names[i], "aa"), RP_OK);
        assert_int_equal(rp_symbolizer_find(symbolizer, 0x1234, &symbol), RP_OK);
        assert_string_equal(symbol.name, "[vdso]");
        rp_symbolizer_close(symbolizer);
    }
}

static void a_call_stub_is_named_after_its_function(void **state)
{
    struct rp_rows functions = {.row_bytes = sizeof(struct rp_function)};
    const struct rp_function *stub = NULL;
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_elf_file file;
    struct rp_symbol symbol;
    char build_id[128];

    (void)state;
    symbol_build_id(SAMPLE, build_id);
    assert_int_equal(rp_elf_open(&file, SAMPLE, build_id), RP_ELF_OPEN);
    assert_int_equal(rp_functions_add_stubs(&functions, file.elf), RP_OK);
#ifndef __x86_64__
    skip();
#endif
    for (size_t i = 0; i < functions.count && !stub; i++) {
        if (strcmp(((struct rp_function *)functions.rows)[i].name, "qsort") == 0)
            stub = (struct rp_function *)functions.rows + i;
    }
    if (!stub) {
        fail_msg("the sample has no stub for qsort");
        return;
    }
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE, build_id), RP_OK);
    assert_int_equal(rp_symbolizer_find(symbolizer, stub->start + 4, &symbol), RP_OK);
    assert_string_equal(symbol.name, "qsort@plt");
    rp_symbolizer_close(symbolizer);
    rp_rows_release(&functions);
    rp_elf_close(&file);
}

#ifdef SAMPLE_CXX
static void a_template_is_named_with_its_arguments(void **state)
{
    struct library library = symbol_load(SAMPLE_CXX);
    struct rp_symbolizer *symbolizer = NULL;
    const void *(*where)(void) = NULL;
    struct rp_symbol symbol;

    (void)state;
    *(void **)&where = dlsym(library.handle, "symbol_sample_template");
    assert_non_null(where);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE_CXX, library.build_id), RP_OK);
    symbol = symbol_find(symbolizer, &library, where());
    assert_string_equal(symbol.name, "double sample::twice<double>(double)");
    assert_string_equal(symbol.linkage, "_ZN6sample5twiceIdEET_S1_");
    assert_int_equal(symbol.function_line, 5);
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}
#endif

#ifdef SAMPLE_FORTRAN
static void a_fortran_procedure_is_named_with_its_module(void **state)
{
    struct library library = symbol_load(SAMPLE_FORTRAN);
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_symbol symbol;

    (void)state;
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE_FORTRAN, library.build_id), RP_OK);
    symbol = symbol_find(symbolizer, &library, dlsym(library.handle, "__shapes_MOD_area"));
    assert_string_equal(symbol.name, "shapes::area");
    assert_int_equal(symbol.function_line, 5);
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}
#endif

static void separate_debug_files_are_found_by_build_id(void **state)
{
    char root[] = "/tmp/rankprof-debug-test-XXXXXX";
    char command[1024];
    char build_id[128];
    struct rp_elf_file file;

    (void)state;
    symbol_build_id(SAMPLE, build_id);
    assert_non_null(mkdtemp(root));
    assert_int_equal(rp_elf_open_debug(&file, root, build_id), RP_ELF_NO_FILE);
    snprintf(command, sizeof(command),
             "mkdir -p '%s/.build-id/%.2s' && cp '%s' '%s/.build-id/%.2s/%s.debug'", root, build_id,
             SAMPLE, root, build_id, build_id + 2);
    assert_int_equal(system(command), 0);
    assert_int_equal(rp_elf_open_debug(&file, root, build_id), RP_ELF_OPEN);
    rp_elf_close(&file);
    snprintf(command, sizeof(command), "cp /bin/sh '%s/.build-id/%.2s/%s.debug'", root, build_id,
             build_id + 2);
    assert_int_equal(system(command), 0);
    assert_int_equal(rp_elf_open_debug(&file, root, build_id), RP_ELF_OTHER_BUILD);
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    assert_int_equal(system(command), 0);
}

static void names_are_made_for_people(void **state)
{
    static const char *const names[][2] = {
        {"main", "main"},
        {"_ZNSt6vectorIiSaIiEE9push_backERKi",
         "std::vector<int, std::allocator<int> >::push_back(int const&)"},
        {"__solver_MOD_step", "solver::step"},
        {"__solver_MOD_", "__solver_MOD_"},
        {"__MOD_", "__MOD_"},
        {"memcpy@@GLIBC_2.14", "memcpy"},
        {"_Z", "_Z"},
        {"dgemm_", "dgemm_"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *name = rp_demangle(names[i][0]);

        assert_string_equal(name, names[i][1]);
        free(name);
    }
}

static void of_nested_and_doubled_symbols_the_best_is_taken(void **state)
{
    struct rp_function rows[] = {
        {.start = 100, .end = 200, .name = "outer"},
        {.start = 120, .end = 130, .name = "inner"},
        {.start = 100, .end = 200, .name = "weak", .rank = 3},
        {.start = 300, .end = 300, .name = "without_size", .rank = 4},
        {.start = 400, .end = 410, .name = "__last"},
        {.start = 400, .end = 410, .name = "last"},
    };
    static const struct {
        uint64_t address;
        const char *name;
    } truth[] = {{99, NULL},  {100, "outer"},        {125, "inner"}, {130, "outer"},
                 {200, NULL}, {399, "without_size"}, {400, "last"},  {410, NULL}};
    struct rp_rows functions = {
        .rows = rows, .row_bytes = sizeof(rows[0]), .count = sizeof(rows) / sizeof(rows[0])};

    (void)state;
    rp_functions_sort(&functions);
    for (size_t i = 0; i < sizeof(truth) / sizeof(truth[0]); i++) {
        const struct rp_function *found = rp_functions_find(&functions, truth[i].address);

        assert_int_equal(!found, !truth[i].name);
        if (found)
            assert_string_equal(found->name, truth[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_lines_are_those_of_the_source),
        cmocka_unit_test(a_stripped_library_names_what_it_exports),
        cmocka_unit_test(a_function_without_a_symbol_is_known_by_its_start),
        cmocka_unit_test(a_file_of_another_build_is_not_used),
        cmocka_unit_test(a_missing_file_is_a_state),
        cmocka_unit_test(the_vdso_is_named_as_such),
        cmocka_unit_test(a_call_stub_is_named_after_its_function),
#ifdef SAMPLE_CXX
        cmocka_unit_test(a_template_is_named_with_its_arguments),
#endif
#ifdef SAMPLE_FORTRAN
        cmocka_unit_test(a_fortran_procedure_is_named_with_its_module),
#endif
        cmocka_unit_test(separate_debug_files_are_found_by_build_id),
        cmocka_unit_test(names_are_made_for_people),
        cmocka_unit_test(of_nested_and_doubled_symbols_the_best_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

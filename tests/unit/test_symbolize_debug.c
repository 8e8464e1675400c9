/* test_symbolize_debug.c: what only debug information tells of an address, wherever it comes from.
 * SPDX-License-Identifier: Apache-2.0
 *
 * CMake defines SAMPLE and SAMPLE_STRIPPED, paths of the libraries.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/symbol_library.h"

static void an_inlined_function_is_known_beside_the_one_it_is_in(void **state)
{
    struct library library = symbol_load(SAMPLE);
    struct symbol_place places[SYMBOL_PLACES];
    const struct symbol_place *const place = &places[SYMBOL_INLINED];
    struct rp_symbolizer *symbolizer = NULL;
    struct rp_inlined inlined[RP_MOST_INLINED];
    struct rp_symbol symbol;
    size_t count = 0;

    (void)state;
    symbol_fill(&library, places);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE, library.build_id), RP_OK);
    symbol = symbol_find(symbolizer, &library, place->address);
    assert_string_equal(symbol.name, place->outer);
    assert_int_equal(symbol.line, place->outer_line);
    assert_int_equal(rp_symbolizer_inlined(symbolizer,
                                           (uint64_t)(uintptr_t)place->address - library.base,
                                           inlined, &count),
                     RP_OK);
    assert_int_equal(count, 1);
    assert_string_equal(inlined[0].name, place->function);
    assert_int_equal(inlined[0].line, place->line);
    assert_non_null(strstr(inlined[0].file, "tests/unit/symbol_sample.c"));
    rp_symbolizer_close(symbolizer);
    dlclose(library.handle);
}

/* Copies the library to where a server of debug information would have it. */
static void serve(const char *folder, const char *build_id)
{
    char command[1024];

    snprintf(command, sizeof(command),
             "mkdir -p '%s/buildid/%s' && cp '" SAMPLE "' '%s/buildid/%s/debuginfo'", folder,
             build_id, folder, build_id);
    assert_int_equal(system(command), 0);
}

static void debug_information_comes_from_the_server_that_is_named(void **state)
{
    struct library library = symbol_load(SAMPLE_STRIPPED);
    char folder[] = "/tmp/rankprof-debuginfod-XXXXXX";
    struct symbol_place places[SYMBOL_PLACES];
    struct rp_symbolizer *symbolizer = NULL;
    char text[256];

    (void)state;
    if (!dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL))
        skip();
    symbol_fill(&library, places);
    assert_non_null(mkdtemp(folder));
    serve(folder, library.build_id);
    snprintf(text, sizeof(text), "file://%s", folder);
    setenv("DEBUGINFOD_URLS", text, 1);
    snprintf(text, sizeof(text), "%s/cache", folder);
    setenv("DEBUGINFOD_CACHE_PATH", text, 1);
    assert_int_equal(rp_symbolizer_open(&symbolizer, SAMPLE_STRIPPED, library.build_id), RP_OK);
    unsetenv("DEBUGINFOD_URLS");
    unsetenv("DEBUGINFOD_CACHE_PATH");
    assert_int_equal(rp_symbolizer_state(symbolizer), RP_SYMBOLS_DEBUG);
    assert_string_equal(symbol_find(symbolizer, &library, places[0].address).name,
                        places[0].function);
    assert_int_equal(symbol_find(symbolizer, &library, places[0].address).line, places[0].line);
    rp_symbolizer_close(symbolizer);
    snprintf(text, sizeof(text), "rm -r '%s'", folder);
    assert_int_equal(system(text), 0);
    dlclose(library.handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_inlined_function_is_known_beside_the_one_it_is_in),
        cmocka_unit_test(debug_information_comes_from_the_server_that_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* symbol_library.h: a library whose code has known names and lines, in memory and on disk.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_SYMBOL_LIBRARY_H
#define RANKPROF_TESTS_UNIT_SYMBOL_LIBRARY_H

#include <stdint.h>

#include "analysis/symbols/symbolize.h"
#include "tests/unit/symbol_sample.h"

struct library {
    void *handle; /* to be closed with dlclose() */
    uint64_t base;
    char build_id[128];
};

/* What fails ends the test. */
void symbol_build_id(const char *path, char *text);
struct library symbol_load(const char *path);
void symbol_fill(const struct library *library, struct symbol_place *places);
struct rp_symbol symbol_find(struct rp_symbolizer *symbolizer, const struct library *library,
                             const void *address);

#endif

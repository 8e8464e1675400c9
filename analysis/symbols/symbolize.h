/* symbolize.h: names the functions and source lines of one module.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_SYMBOLIZE_H
#define RANKPROF_ANALYSIS_SYMBOLS_SYMBOLIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "format/cluster_tables.h"

/* The texts are the symbolizer's: valid until its next call. */
struct rp_symbol {
    const char *name;          /* for people */
    const char *linkage;       /* in the symbol table; "" without a symbol */
    uint64_t start;            /* where the function begins; tells it from others of its name */
    bool resolved;             /* a symbol was found */
    const char *function_file; /* of its first line; "" when not known */
    uint32_t function_line;
    const char *file; /* of the address itself, or where what is inlined there is called */
    uint32_t line;
};

/* A function that the compiler put into another one. */
struct rp_inlined {
    const char *name; /* for linkers, or else as in the source */
    const char *file; /* where it is at the address, or calls the next one; "" when not known */
    uint32_t line;
};

#define RP_MOST_INLINED 64u

struct rp_symbolizer;

/*
 * Never fails but for lack of memory: a file that is missing or of another build is a state. The
 * file at `path` is used only when its build-id is `build_id` (hexadecimal, or empty for none);
 * debug information is also looked for in /usr/lib/debug by build-id.
 */
enum rp_status rp_symbolizer_open(struct rp_symbolizer **out, const char *path,
                                  const char *build_id);
void rp_symbolizer_close(struct rp_symbolizer *symbolizer); /* NULL is allowed */

enum rp_module_symbols rp_symbolizer_state(const struct rp_symbolizer *symbolizer);

/* What stands at an ELF virtual address. */
enum rp_status rp_symbolizer_find(struct rp_symbolizer *symbolizer, uint64_t address,
                                  struct rp_symbol *out);

/*
 * The functions that are inlined at an address, from the outermost on; at most RP_MOST_INLINED of
 * the inner ones are stored. The texts stay the symbolizer's until it is closed.
 */
enum rp_status rp_symbolizer_inlined(struct rp_symbolizer *symbolizer, uint64_t address,
                                     struct rp_inlined *out, size_t *count);

#endif

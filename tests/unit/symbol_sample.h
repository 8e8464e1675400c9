/* symbol_sample.h: places in the code of a library whose names and lines are known.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_SYMBOL_SAMPLE_H
#define RANKPROF_TESTS_UNIT_SYMBOL_SAMPLE_H

/* A call in the library: its address in memory, and what is to be found there. */
struct symbol_place {
    const void *address; /* inside the call instruction */
    const char *function;
    int line;          /* of the call */
    int function_line; /* of the function's first line */
    const char *outer; /* function that this one was put into; NULL: it is one of its own */
    int outer_line;    /* where that one calls it */
};

enum { SYMBOL_INLINED = 3, SYMBOL_PLACES = 4 }; /* the last one is inlined */

/* "symbol_sample_fill" in the library: fills SYMBOL_PLACES places. */
typedef void symbol_sample_fill_function(struct symbol_place *places);

#endif

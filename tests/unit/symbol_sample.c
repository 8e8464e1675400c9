/* symbol_sample.c: functions with known names and lines, for the test of the symbolizer.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/symbol_sample.h"

#include <stdlib.h>

#define KEPT    __attribute__((noinline, noclone))
#define VISIBLE __attribute__((visibility("default")))

void symbol_sample_fill(struct symbol_place *places);
int symbol_sample_exported(struct symbol_place *place, int number);

/* The place that this is called from. */
KEPT static void here(struct symbol_place *place, int line)
{
    place->address = (const char *)__builtin_extract_return_addr(__builtin_return_address(0)) - 1;
    place->line = line;
}

static volatile int sink;

KEPT static int hidden(struct symbol_place *place, int number)
{
    place->function = "hidden";
    place->function_line = __LINE__ - 3;
    here(place, __LINE__);
    sink = number;
    return number * 3;
}

KEPT VISIBLE int symbol_sample_exported(struct symbol_place *place, int number)
{
    place->function = "symbol_sample_exported";
    place->function_line = __LINE__ - 3;
    sink = number;
    here(place, __LINE__);
    sink = number + 1;
    return number;
}

static int compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

KEPT static int sorts(struct symbol_place *place, int number)
{
    int numbers[] = {number, 3, 2, 1};

    place->function = "sorts";
    place->function_line = __LINE__ - 5;
    qsort(numbers, 4, sizeof(numbers[0]), compare);
    here(place, __LINE__);
    return numbers[number & 3];
}

__attribute__((always_inline)) static inline int inlined(struct symbol_place *place, int number)
{
    place->function = "inlined";
    here(place, __LINE__);
    sink = number + 2;
    return number * 5;
}

KEPT static int inlines(struct symbol_place *place, int number)
{
    place->outer = "inlines";
    place->outer_line = __LINE__ + 1;
    number += inlined(place, number);
    sink = number;
    return number;
}

KEPT VISIBLE void symbol_sample_fill(struct symbol_place *places)
{
    sink = hidden(&places[0], sink);
    sink += symbol_sample_exported(&places[1], sink);
    sink += sorts(&places[2], sink);
    sink += inlines(&places[SYMBOL_INLINED], sink);
}

/* unwind_samples.h: code whose stacks are hard to walk, for the tests of the unwinder.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_UNWIND_SAMPLES_H
#define RANKPROF_TESTS_UNIT_UNWIND_SAMPLES_H

#include <stddef.h>

/* Each runs some code and returns; `value` only keeps the compiler from computing it ahead. */
void sample_recursion(int value);
void sample_dynamic_stack(int value);
void sample_realigned_stack(int value);
void sample_sort_callbacks(int value);
void sample_lazy_binding(int value);
void sample_vdso(int value);
void sample_formatting(int value);
void sample_allocation(int value);

/* Assembler without call frame information: with a frame pointer, and a leaf without. */
void sample_no_cfi(void (*callee)(int), int value);
void sample_no_cfi_leaf(void);

/* Machine code of a function that does nothing, to be put wherever a test wants it. */
extern const unsigned char sample_leaf_code[];
extern const size_t sample_leaf_code_bytes;

#endif

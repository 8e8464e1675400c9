/* empty_handler.h: a signal handler that does nothing, as often as samples are taken.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_BENCH_EMPTY_HANDLER_H
#define RANKPROF_TESTS_BENCH_EMPTY_HANDLER_H

#include <stdbool.h>

/*
 * The calling thread is interrupted so often a second of its CPU time, by what rankprof uses at
 * that rate: a timer up to the kernel's tick, and above it the task clock of perf_event, if it may.
 */
bool empty_handler_start(int rate);

#endif

/* off_cpu.h: how long the threads of a process did not run, in each slice.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A metric off_cpu_time, of a context of its own: the wall time of threads less their CPU time.
 */
#ifndef RANKPROF_COLLECTOR_READER_OFF_CPU_H
#define RANKPROF_COLLECTOR_READER_OFF_CPU_H

#include "collector/reader/thread_reader.h"

/*
 * Adds what came since the last call to the thread that was just read from `now`, a copy of its
 * slot. What the kernel does not tell is left out: the last slice of a process that was killed.
 */
enum rp_status rp_off_cpu_drain(struct rp_thread_reader *thread,
                                const struct rp_segment_thread *now,
                                const struct rp_thread_source *source);

#endif

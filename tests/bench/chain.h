/* chain.h: a stack that changes as those of programs do: functions of many kinds, called at random.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_BENCH_CHAIN_H
#define RANKPROF_TESTS_BENCH_CHAIN_H

/*
 * Calls `visit` so many times on a stack of about `depth` frames above the caller's. Between two
 * visits a few frames are left and others entered: on average some 4 of them. The same each time.
 */
void chain_run(int depth, long visits, void (*visit)(void));

#endif

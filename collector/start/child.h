/* child.h: makes the collector a process of its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_CHILD_H
#define RANKPROF_COLLECTOR_START_CHILD_H

#include "collector/collector.h"
#include "common/error.h"

/*
 * Forks the collector twice, so that it is no child of the application: a program that waits for
 * all its children must not find one more. Returns in the calling process only.
 */
enum rp_status rp_child_start(const struct rp_collector_start *start, struct rp_error *error);

/*
 * Leaves the rank's cores for all that the job may use, and raises the limit of descriptors. After
 * the identity was read, which tells the application's bounds.
 */
void rp_child_leave_bounds(void);

/* Stops holding stderr, so that who waits for its end (mpirun, srun, a pipe) goes on. */
void rp_child_release_stderr(void);

#endif

/* interrupt.h: removes an unfinished cluster file when its writing is interrupted.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_MERGE_INTERRUPT_H
#define RANKPROF_ANALYSIS_MERGE_INTERRUPT_H

/*
 * From here on SIGINT, SIGTERM and SIGHUP remove the part that this process writes of `path`, and
 * then do what they did before. NULL: nothing is removed. One guard at a time.
 */
void rp_interrupt_guard(const char *path);
void rp_interrupt_release(void);

#endif

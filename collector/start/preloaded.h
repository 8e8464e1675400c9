/* preloaded.h: keeps libraries that the user preloads out of our own processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_START_PRELOADED_H
#define RANKPROF_COLLECTOR_START_PRELOADED_H

/*
 * Executes this program anew, with `words` as its arguments, when libraries of LD_PRELOAD or
 * LD_AUDIT are in it; returns when there are none, or no more, with the environment as the user
 * gave it. Such a library may hold descriptors that the collector closes (libunwind, within
 * tcmalloc), write a log of what is not the application (Darshan), or take its memory.
 */
void rp_preloaded_leave(char *const *words);

#endif

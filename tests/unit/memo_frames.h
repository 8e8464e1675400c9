/* memo_frames.h: code that stacks made by hand name as their frames; none of it is ever run.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_UNIT_MEMO_FRAMES_H
#define RANKPROF_TESTS_UNIT_MEMO_FRAMES_H

/* Words on the stack from sp on, where the labelled instruction is next. */
extern const char memo_leaf[];     /* return address */
extern const char memo_keeper[];   /* anything, return address; keeps the frame pointer */
extern const char memo_saver[];    /* caller's frame pointer, return address */
extern const char memo_framed[];   /* anything; fp tells: caller's frame pointer, return address */
extern const char memo_register[]; /* its CFA is told by rbx: no ordinary frame */
extern const char memo_root[];     /* has no caller */

#endif

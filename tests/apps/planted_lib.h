/* planted_lib.h: what the program `planted` works in.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PLANTED_LIB_H
#define PLANTED_LIB_H

/* Uses so much CPU time of the calling thread; never 0. */
long planted_work(double seconds);

#endif

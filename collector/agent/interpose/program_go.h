/* program_go.h: tells whether the program has Go's run time, which handles every signal itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_PROGRAM_GO_H
#define RANKPROF_AGENT_PROGRAM_GO_H

#include <stdbool.h>

/* Go's linker leaves a note in each program. */
bool rp_program_is_go(void);

#endif

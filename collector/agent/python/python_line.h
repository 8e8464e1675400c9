/* python_line.h: the source line of an instruction, from the location table of a code object.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_LINE_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_LINE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The line of instruction number `unit` in the table (co_linetable), which begins at `first_line`
 * (co_firstlineno); -1 is the place before the first one. 0: the instruction has no line of its
 * own, or the table makes no sense. Async-signal-safe; reads inside the table only.
 */
uint32_t rp_python_line(const uint8_t *table, size_t bytes, uint32_t first_line, int64_t unit);

#endif

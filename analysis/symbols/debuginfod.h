/* debuginfod.h: debug information from the servers that $DEBUGINFOD_URLS names.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_DEBUGINFOD_H
#define RANKPROF_ANALYSIS_SYMBOLS_DEBUGINFOD_H

/*
 * A descriptor of the file with the debug information of a build (build-id in hexadecimal), or -1:
 * no server is named, or none has it, or libdebuginfod is not installed. May take as long as
 * $DEBUGINFOD_TIMEOUT. What was fetched stays in that library's own cache.
 */
int rp_debuginfod_fetch(const char *build_id);

#endif

/* own_path.h: where the other parts of rankprof are, seen from the program that runs.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_OWN_PATH_H
#define RANKPROF_COMMON_OWN_PATH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes "<directory of this program>/<relative>" to path[bytes]. False when /proc/self/exe cannot
 * be read or the path is too long.
 */
bool rp_own_path(const char *relative, char *path, size_t bytes);

#endif

/* code_map.h: the map that a program writes of the code that it makes at run time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The perf map, as Linux's perf, V8, .NET, Python and others agree on it: /tmp/perf-PID.map, a line
 * "START SIZE NAME" for each function, in hexadecimal, appended as the program goes. Code may move
 * and its place be used again: the last line that holds an address is the one that counts.
 */
#ifndef RANKPROF_COLLECTOR_READER_CODE_MAP_H
#define RANKPROF_COLLECTOR_READER_CODE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/status.h"

struct rp_code_map;

struct rp_code_function {
    uint64_t start, bytes;
    const char *name; /* the map's */
};

/* The map of a process; `path` is copied. It need not be there yet. */
enum rp_status rp_code_map_new(struct rp_code_map **out, const char *path);
void rp_code_map_free(struct rp_code_map *map); /* NULL is allowed */

const char *rp_code_map_path(const struct rp_code_map *map);

/*
 * Reads what was appended since the last call, from a file that is `owner`'s or root's and no link:
 * the folder is everybody's. False when there is nothing new. Lines that make no sense, and what is
 * beyond a size that no program writes, are left out.
 */
bool rp_code_map_read(struct rp_code_map *map, uid_t owner);

/* The function that holds the address, by the last line that does; false: none. */
bool rp_code_map_find(struct rp_code_map *map, uint64_t address, struct rp_code_function *out);

#endif

/* name_pattern.h: names of which one may stand for all that begin like it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_NAME_PATTERN_H
#define RANKPROF_COMMON_NAME_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* Is it the name, of so many bytes; or, where `pattern` ends with *, does the name begin so? */
bool rp_name_fits(const char *pattern, const char *name, size_t bytes);

/* Does it fit any of the `count` patterns? */
bool rp_name_fits_any(const char *const *patterns, size_t count, const char *name, size_t bytes);

#endif

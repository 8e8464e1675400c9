/* synthetic_image.h: makes the rank files of other ranks from that of one, which is much faster.
 * SPDX-License-Identifier: Apache-2.0
 *
 * All ranks have the same datasets: to make these takes most of the time that a file takes. So the
 * file of one rank is kept in memory, and what differs is written into a copy.
 */
#ifndef RANKPROF_TESTS_TOOLS_SYNTHETIC_IMAGE_H
#define RANKPROF_TESTS_TOOLS_SYNTHETIC_IMAGE_H

#include "common/error.h"
#include "tests/tools/synthetic_rows.h"

/* Zeroed: none. */
struct synthetic_image {
    void *bytes;
    size_t count;
};
enum rp_status synthetic_image_load(struct synthetic_image *image, const char *path,
                                    struct rp_error *error);
void synthetic_image_release(struct synthetic_image *image);

enum rp_status synthetic_image_write(const struct synthetic_image *image,
                                     const struct synthetic_rows *rows, const char *path,
                                     struct rp_error *error);

#endif

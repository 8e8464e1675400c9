/* gzip_stream.h: writes to a file what gzip can read, without keeping it in memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_EXPORT_GZIP_STREAM_H
#define RANKPROF_ANALYSIS_EXPORT_GZIP_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <zlib.h>

struct rp_gzip_stream {
    z_stream stream;
    FILE *out; /* not owned */
    bool failed;
};

/* The same input makes the same bytes: no time is in them. */
bool rp_gzip_stream_open(struct rp_gzip_stream *gzip, FILE *out);
void rp_gzip_stream_write(struct rp_gzip_stream *gzip, const void *bytes, size_t count);

/* False when something could not be compressed; what the file takes is told by ferror(out). */
bool rp_gzip_stream_close(struct rp_gzip_stream *gzip);

#endif

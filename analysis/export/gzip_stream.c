/* gzip_stream.c: writes to a file what gzip can read, without keeping it in memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/gzip_stream.h"

#define GZIP        (16 + MAX_WBITS) /* zlib: with the header of gzip */
#define BLOCK_BYTES 65536u

static void pump(struct rp_gzip_stream *gzip, int flush)
{
    unsigned char block[BLOCK_BYTES];

    do {
        gzip->stream.next_out = block;
        gzip->stream.avail_out = sizeof(block);
        if (deflate(&gzip->stream, flush) == Z_STREAM_ERROR)
            gzip->failed = true;
        fwrite(block, 1, sizeof(block) - gzip->stream.avail_out, gzip->out);
    } while (gzip->stream.avail_out == 0 && !gzip->failed);
}

bool rp_gzip_stream_open(struct rp_gzip_stream *gzip, FILE *out)
{
    *gzip = (struct rp_gzip_stream){.out = out};
    return deflateInit2(&gzip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, 8,
                        Z_DEFAULT_STRATEGY) == Z_OK;
}

void rp_gzip_stream_write(struct rp_gzip_stream *gzip, const void *bytes, size_t count)
{
    gzip->stream.next_in = (Bytef *)(uintptr_t)bytes; /* zlib does not write there */
    gzip->stream.avail_in = (uInt)count;
    pump(gzip, Z_NO_FLUSH);
}

bool rp_gzip_stream_close(struct rp_gzip_stream *gzip)
{
    gzip->stream.avail_in = 0;
    pump(gzip, Z_FINISH);
    deflateEnd(&gzip->stream);
    return !gzip->failed;
}

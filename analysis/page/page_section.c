/* page_section.c: how data and names get into the page: deflated base64, and escaped text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <zlib.h>

#include "analysis/page/page.h"
#include "analysis/report/terminal.h"

#define RAW_WINDOW (-MAX_WBITS) /* deflate without a header, "deflate-raw" in the browser */

/* The deflated bytes, to be freed; NULL when memory is short. */
static unsigned char *deflated(const struct rp_page_bytes *bytes, size_t *count)
{
    z_stream stream = {0};
    unsigned char *out = NULL;

    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, RAW_WINDOW, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return NULL;
    *count = deflateBound(&stream, bytes->count);
    out = malloc(*count + 1);
    stream.next_in = bytes->bytes;
    stream.avail_in = (uInt)bytes->count;
    stream.next_out = out;
    stream.avail_out = (uInt)*count;
    if (out && deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        free(out);
        out = NULL;
    }
    *count = stream.total_out;
    deflateEnd(&stream);
    return out;
}

/* RFC 4648. */
void rp_page_base64(FILE *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < count; i += 3) {
        const size_t left = count - i;
        const unsigned second = left > 1 ? bytes[i + 1] : 0;
        const unsigned third = left > 2 ? bytes[i + 2] : 0;
        const unsigned group = (unsigned)bytes[i] << 16 | second << 8 | third;
        const char text[4] = {digits[group >> 18], digits[group >> 12 & 63],
                              left > 1 ? digits[group >> 6 & 63] : '=',
                              left > 2 ? digits[group & 63] : '='};

        fwrite(text, sizeof(text), 1, out);
    }
}

enum rp_status rp_page_section(struct rp_page *page, const char *name, struct rp_page_bytes *bytes)
{
    size_t count = 0;
    unsigned char *packed = bytes->failed ? NULL : deflated(bytes, &count);

    if (packed) {
        fprintf(page->out, "<script type=\"application/octet-stream\" id=\"section-%s\">", name);
        rp_page_base64(page->out, packed, count);
        fputs("</script>\n", page->out);
    }
    free(packed);
    rp_page_bytes_release(bytes);
    return packed ? RP_OK : RP_E_NOMEM;
}

void rp_page_text(FILE *out, const char *text)
{
    char *safe = rp_text_safe(text, true);

    for (const char *at = safe; at && *at; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*at, out);
        }
    }
    free(safe);
}

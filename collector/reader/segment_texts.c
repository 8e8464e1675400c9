/* segment_texts.c: a copy of the texts of a segment, which only grow.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/segment_texts.h"

#include <stdlib.h>

#include "collector/reader/segment_copy.h"

void rp_segment_texts_read(struct rp_segment_texts *texts, int segment,
                           const struct rp_segment_header *layout, uint32_t used)
{
    const uint32_t have = texts->bytes;
    char *wider;

    if (used > layout->string_capacity)
        used = layout->string_capacity;
    if (used <= have)
        return;
    wider = realloc(texts->texts, (size_t)used + 1);
    if (!wider)
        return;
    texts->texts = wider;
    if (!rp_segment_fetch(segment, wider + have, layout->strings_offset + have, used - have))
        used = have;
    wider[used] = '\0';
    texts->bytes = used;
}

const char *rp_segment_texts_at(const struct rp_segment_texts *texts, uint32_t offset)
{
    return offset < texts->bytes ? texts->texts + offset : "";
}

void rp_segment_texts_release(struct rp_segment_texts *texts)
{
    free(texts->texts);
    *texts = (struct rp_segment_texts){0};
}

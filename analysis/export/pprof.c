/* pprof.c: writes the samples of profiles in the format of pprof.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/pprof.h"

#include <inttypes.h>
#include <stdlib.h>

#include "analysis/export/pprof.pb-c.h"

void rp_pprof_put(struct rp_pprof *pprof, const ProtobufCMessage *message)
{
    const size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = pprof->status == RP_OK ? malloc(bytes + 1) : NULL;

    if (packed) {
        protobuf_c_message_pack(message, packed);
        rp_gzip_stream_write(&pprof->gzip, packed, bytes);
    } else if (pprof->status == RP_OK) {
        pprof->status = RP_E_NOMEM;
    }
    free(packed);
}

int64_t rp_pprof_text(struct rp_pprof *pprof, const char *text)
{
    char *safe = rp_text_safe(text, true);
    uint32_t number = 0;

    if (!safe || rp_text_pool_add(&pprof->texts, safe, &number) != RP_OK)
        pprof->status = RP_E_NOMEM;
    free(safe);
    return number;
}

static size_t longest_path(const struct rp_profile *profile)
{
    size_t longest = 0;
    uint32_t *depth = calloc(profile->context_count + 1, sizeof(*depth));

    for (size_t i = 1; depth && i < profile->context_count; i++) {
        depth[i] = depth[profile->contexts[i].parent] + 1;
        longest = depth[i] > longest ? depth[i] : longest;
    }
    free(depth);
    return longest;
}

void rp_pprof_open(struct rp_pprof *pprof, const struct rp_export *export,
                   const struct rp_export_part *part, FILE *out)
{
    const struct rp_profile *profile = part->set.profiles[0];

    *pprof = (struct rp_pprof){
        .export = export,
        .location_of = calloc(profile->context_count + 1, sizeof(uint32_t)),
        .path = calloc(longest_path(profile) + 1, sizeof(uint64_t)),
    };
    if (!pprof->location_of || !pprof->path || !rp_gzip_stream_open(&pprof->gzip, out))
        pprof->status = RP_E_NOMEM;
    if (pprof->status == RP_OK)
        pprof->status = rp_text_pool_init(&pprof->texts);
    if (pprof->status == RP_OK)
        rp_pprof_write_tables(pprof, part);
}

/* ---- samples ---- */

/* Locations of the context and its callers, the innermost first. */
static size_t fill_path(struct rp_pprof *pprof, const struct rp_profile *profile, uint32_t context)
{
    size_t count = 0;

    for (uint32_t at = context; at != 0; at = profile->contexts[at].parent)
        pprof->path[count++] = 1 + (uint64_t)pprof->location_of[at];
    return count;
}

static bool fill_values(const struct rp_export_part *part, uint32_t context, int64_t *values)
{
    bool any = false;

    for (size_t i = 0; i < part->set.count; i++) {
        values[i] = (int64_t)part->set.profiles[i]->contexts[context].self;
        any = any || values[i] > 0;
    }
    return any;
}

static void put_sample(struct rp_pprof *pprof, const struct rp_export_part *part, uint32_t context,
                       int64_t *values)
{
    Perftools__Profiles__Label rank = PERFTOOLS__PROFILES__LABEL__INIT;
    Perftools__Profiles__Label node = PERFTOOLS__PROFILES__LABEL__INIT;
    Perftools__Profiles__Label *labels[] = {&rank, &node};
    Perftools__Profiles__Sample sample = PERFTOOLS__PROFILES__SAMPLE__INIT;
    Perftools__Profiles__Sample *samples[] = {&sample};
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;
    char number[16];

    sample.n_location_id = fill_path(pprof, part->set.profiles[0], context);
    sample.location_id = pprof->path;
    sample.n_value = part->set.count;
    sample.value = values;
    if (part->rank) {
        snprintf(number, sizeof(number), "%" PRIu32, part->rank->row->rank);
        rank.key = rp_pprof_text(pprof, "rank");
        rank.str = rp_pprof_text(pprof, number); /* as a number 0 would be none */
        node.key = rp_pprof_text(pprof, "node");
        node.str = rp_pprof_text(pprof, part->rank->node);
        sample.n_label = 2;
        sample.label = labels;
    }
    message.n_sample = 1;
    message.sample = samples;
    rp_pprof_put(pprof, &message.base);
}

void rp_pprof_add(struct rp_pprof *pprof, const struct rp_export_part *part)
{
    int64_t *values = calloc(part->set.count + 1, sizeof(*values));

    if (!values)
        pprof->status = RP_E_NOMEM;
    for (uint32_t i = 1; pprof->status == RP_OK && i < part->set.profiles[0]->context_count; i++) {
        if (fill_values(part, i, values))
            put_sample(pprof, part, i, values);
    }
    free(values);
}

/* ---- the end ---- */

static void put_strings(struct rp_pprof *pprof)
{
    Perftools__Profiles__Profile message = PERFTOOLS__PROFILES__PROFILE__INIT;
    char **texts = calloc(pprof->texts.places.count + 1, sizeof(*texts));

    for (uint32_t i = 0; texts && i < pprof->texts.places.count; i++)
        texts[i] = (char *)(uintptr_t)rp_text_pool_at(&pprof->texts, i); /* only read */
    message.n_string_table = pprof->texts.places.count;
    message.string_table = texts;
    if (texts)
        rp_pprof_put(pprof, &message.base);
    else
        pprof->status = RP_E_NOMEM;
    free(texts);
}

enum rp_status rp_pprof_close(struct rp_pprof *pprof)
{
    if (pprof->status == RP_OK)
        put_strings(pprof);
    if (pprof->gzip.out && !rp_gzip_stream_close(&pprof->gzip) && pprof->status == RP_OK)
        pprof->status = RP_E_NOMEM;
    rp_text_pool_release(&pprof->texts);
    rp_key_table_release(&pprof->locations);
    free(pprof->location_of);
    free(pprof->path);
    return pprof->status;
}

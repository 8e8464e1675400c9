/* gpu_boxes.c: brings what ranks tell of each GPU to the member that the GPU belongs to.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/gpu_boxes.h"

#include <stdlib.h>

#include "analysis/input/gpu_union.h"

#define BATCH     ((size_t)1 << 16) /* letters sent at a time */
#define BOX_BYTES ((size_t)1 << 20) /* of a box in memory, while they are filled */

uint64_t rp_gpu_boxes_first(const struct rp_gpu_boxes *boxes, unsigned box)
{
    return boxes->first + rp_share_first(boxes->end - boxes->first, RP_GPU_BOXES, box);
}

/* ---- sending ---- */

struct gpus {
    uint64_t total;
    unsigned members;
};

static uint32_t owner(const void *row, const void *context)
{
    const struct gpus *const gpus = context;

    return rp_share_owner(gpus->total, gpus->members, ((const struct rp_gpu_letter *)row)->gpu);
}

static void number(struct rp_gpu_letter *letters, size_t count, const struct rp_catalog *catalog)
{
    for (size_t i = 0; i < count; i++) {
        letters[i].gpu = catalog->gpu_numbers[letters[i].gpu];
        letters[i].context = catalog->context_numbers[letters[i].context];
        if (catalog->rank_numbers)
            letters[i].rank = catalog->rank_numbers[letters[i].rank];
    }
}

static enum rp_status put_into_boxes(struct rp_gpu_boxes *boxes, const struct rp_mail *mail)
{
    const struct rp_gpu_letter *const letters = mail->rows;
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < mail->count; i++) {
        const uint32_t box =
            rp_share_owner(boxes->end - boxes->first, RP_GPU_BOXES, letters[i].gpu - boxes->first);

        status = rp_spool_add(&boxes->letters[box], &letters[i], 1);
    }
    return status;
}

/* Those of the share from `next` on: as many as one batch holds. */
static enum rp_status send_batch(struct rp_gpu_boxes *boxes, struct rp_team *team,
                                 const struct rp_spool *letters, uint64_t next,
                                 const struct rp_catalog *catalog, struct rp_error *error)
{
    const struct gpus gpus = {catalog->gpus.count, (unsigned)team->parallel.processes};
    const uint64_t left = letters->count > next ? letters->count - next : 0;
    const size_t count = left < BATCH ? (size_t)left : BATCH;
    struct rp_gpu_letter *const rows = calloc(count + 1, sizeof(*rows));
    const struct rp_letters batch = {
        .rows = rows, .row_bytes = sizeof(*rows), .count = count, .owner = owner, .context = &gpus};
    struct rp_mail mail = {0};
    enum rp_status status = rows ? RP_OK : RP_E_NOMEM;

    if (status == RP_OK && count > 0)
        status = rp_spool_read(letters, next, count, rows);
    if (status == RP_OK)
        number(rows, count, catalog);
    status = rp_mail_send(&mail, team, &batch, status, error);
    if (status == RP_OK)
        status = rp_team_agree(team, put_into_boxes(boxes, &mail), error);
    rp_mail_release(&mail);
    free(rows);
    return status;
}

/* ---- all ---- */

enum rp_status rp_gpu_boxes_fill(struct rp_gpu_boxes *out, struct rp_team *team,
                                 struct rp_share *share, const struct rp_catalog *catalog,
                                 struct rp_error *error)
{
    const unsigned self = (unsigned)team->parallel.process;
    const unsigned members = (unsigned)team->parallel.processes;
    uint64_t most = share->gpu_letters.count;
    enum rp_status status = RP_OK;

    out->first = rp_share_first(catalog->gpus.count, members, self);
    out->end = rp_share_first(catalog->gpus.count, members, self + 1);
    for (size_t i = 0; i < RP_GPU_BOXES; i++)
        rp_spool_init(&out->letters[i], &share->spill, sizeof(struct rp_gpu_letter), BOX_BYTES);
    team->calls->max(team, &most, 1);
    for (uint64_t next = 0; status == RP_OK && next < most; next += BATCH)
        status = send_batch(out, team, &share->gpu_letters, next, catalog, error);
    rp_spool_release(&share->gpu_letters);
    return status;
}

void rp_gpu_boxes_release(struct rp_gpu_boxes *boxes)
{
    for (size_t i = 0; i < RP_GPU_BOXES; i++)
        rp_spool_release(&boxes->letters[i]);
}

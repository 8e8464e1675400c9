/* remarks.c: brings the remarks of all processes into one order.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/remarks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/team/text_gather.h"

#define MOST_NAMED   3
#define MOST_LETTERS 200 /* of a remark */

enum rp_status rp_share_remark(struct rp_share *share, const char *path, bool left_out,
                               const char *text)
{
    struct rp_cluster_remark row = {.left_out = left_out};
    enum rp_status status = rp_text_pool_add(&share->texts, path, &row.path);

    if (status == RP_OK)
        status = rp_text_pool_add(&share->texts, text, &row.text);
    return status == RP_OK ? rp_share_add(share, RP_CLUSTER_TABLE_remark, &row) : status;
}

static int compare_remarks(const void *a, const void *b, void *texts)
{
    const struct rp_cluster_remark *left = a;
    const struct rp_cluster_remark *right = b;
    const int paths =
        strcmp(rp_text_pool_at(texts, left->path), rp_text_pool_at(texts, right->path));

    return paths ? paths
                 : strcmp(rp_text_pool_at(texts, left->text), rp_text_pool_at(texts, right->text));
}

enum rp_status rp_remarks_sort(struct rp_team *team, struct rp_share *share, struct rp_error *error)
{
    static const size_t offsets[] = {offsetof(struct rp_cluster_remark, path),
                                     offsetof(struct rp_cluster_remark, text)};
    const struct rp_text_columns columns = {offsets, 2};
    struct rp_rows *own = &share->tables[RP_CLUSTER_TABLE_remark];
    struct rp_rows all = {.row_bytes = own->row_bytes};
    const enum rp_status status = rp_text_gather(team, &columns, &share->texts, own, &all, error);

    if (status != RP_OK || team->parallel.process != 0)
        all.count = 0;
    if (all.count > 0)
        qsort_r(all.rows, all.count, all.row_bytes, compare_remarks, &share->texts);
    for (size_t i = 0; i < all.count; i++) {
        rp_text_pool_use(&share->texts, ((struct rp_cluster_remark *)all.rows)[i].path);
        rp_text_pool_use(&share->texts, ((struct rp_cluster_remark *)all.rows)[i].text);
    }
    rp_rows_release(own);
    *own = all;
    return status;
}

void rp_remarks_name(const struct rp_share *share, char *text, size_t bytes)
{
    const struct rp_rows *table = &share->tables[RP_CLUSTER_TABLE_remark];
    const struct rp_cluster_remark *rows = table->rows;
    size_t used = 0;
    size_t i = 0;

    text[0] = '\0';
    for (; i < table->count && i < MOST_NAMED && used < bytes / 2; i++) {
        const char *path = rp_text_pool_at(&share->texts, rows[i].path);
        const int length =
            snprintf(text + used, bytes - used, "%s%s%s%.*s", i > 0 ? "; " : "", path,
                     *path ? ": " : "", MOST_LETTERS, rp_text_pool_at(&share->texts, rows[i].text));

        used = (size_t)length < bytes - used ? used + (size_t)length : bytes - 1;
    }
    if (i < table->count)
        snprintf(text + used, bytes - used, " (%zu more)", table->count - i);
}

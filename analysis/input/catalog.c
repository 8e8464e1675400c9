/* catalog.c: the modules, metrics, names and nodes of the job, known whole to every process.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/team/text_gather.h"

#define MOST_METRICS UINT16_MAX

/* A kind of thing that ranks have in common; each row begins with its key. */
struct kind {
    const size_t *texts;
    size_t text_count;
    void (*add)(void *into, const void *from); /* `from` is of higher ranks */
    int (*compare)(const void *left, const void *right, void *texts);
};

/* ---- modules ---- */

static void add_module(void *into, const void *from)
{
    ((struct rp_share_module *)into)->ranks += ((const struct rp_share_module *)from)->ranks;
}

static int compare_modules(const void *a, const void *b, void *texts)
{
    const struct rp_share_module *left = a;
    const struct rp_share_module *right = b;
    const int paths =
        strcmp(rp_text_pool_at(texts, left->path), rp_text_pool_at(texts, right->path));

    return paths ? paths : rp_key_compare(&left->key, &right->key);
}

static const size_t module_texts[] = {offsetof(struct rp_share_module, path),
                                      offsetof(struct rp_share_module, build_id)};
static const struct kind modules = {module_texts, 2, add_module, compare_modules};

/* ---- metrics ---- */

static void add_metric(void *into, const void *from)
{
    struct rp_share_metric *low = into;
    const struct rp_share_metric *high = from;

    if (low->counted_ranks == 0 && high->counted_ranks > 0) {
        low->unit = high->unit;
        low->source = high->source;
    }
    low->refusal = low->refusal ? low->refusal : high->refusal;
    low->remark = low->remark ? low->remark : high->remark;
    low->position = low->position < high->position ? low->position : high->position;
    low->counted_ranks += high->counted_ranks;
    low->refused_ranks += high->refused_ranks;
    low->dead_ranks += high->dead_ranks;
    low->multiplexed_ranks += high->multiplexed_ranks;
}

static int compare_metrics(const void *a, const void *b, void *texts)
{
    const struct rp_share_metric *left = a;
    const struct rp_share_metric *right = b;

    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    return strcmp(rp_text_pool_at(texts, left->name), rp_text_pool_at(texts, right->name));
}

static const size_t metric_texts[] = {
    offsetof(struct rp_share_metric, name), offsetof(struct rp_share_metric, unit),
    offsetof(struct rp_share_metric, source), offsetof(struct rp_share_metric, refusal),
    offsetof(struct rp_share_metric, remark)};
static const struct kind metrics = {metric_texts, 5, add_metric, compare_metrics};

/* ---- names, of contexts and of nodes ---- */

static void add_nothing(void *into, const void *from)
{
    (void)into;
    (void)from;
}

static int compare_names(const void *a, const void *b, void *texts)
{
    const struct rp_share_name *left = a;
    const struct rp_share_name *right = b;
    const int names =
        strcmp(rp_text_pool_at(texts, left->text), rp_text_pool_at(texts, right->text));
    const int files =
        strcmp(rp_text_pool_at(texts, left->file), rp_text_pool_at(texts, right->file));

    if (names || files)
        return names ? names : files;
    return left->line == right->line ? 0 : left->line < right->line ? -1 : 1;
}

static const size_t name_texts[] = {offsetof(struct rp_share_name, text),
                                    offsetof(struct rp_share_name, file)};
static const struct kind names = {name_texts, 2, add_nothing, compare_names};

/* ---- GPUs ---- */

static void add_gpu(void *into, const void *from)
{
    ((struct rp_share_gpu *)into)->ranks += ((const struct rp_share_gpu *)from)->ranks;
}

static int compare_gpus(const void *a, const void *b, void *texts)
{
    const struct rp_share_gpu *left = a;
    const struct rp_share_gpu *right = b;
    const int nodes =
        strcmp(rp_text_pool_at(texts, left->node), rp_text_pool_at(texts, right->node));
    const int buses = strcmp(rp_text_pool_at(texts, left->bus), rp_text_pool_at(texts, right->bus));

    return nodes ? nodes : buses ? buses : rp_key_compare(&left->key, &right->key);
}

static const size_t gpu_texts[] = {
    offsetof(struct rp_share_gpu, uuid), offsetof(struct rp_share_gpu, name),
    offsetof(struct rp_share_gpu, bus), offsetof(struct rp_share_gpu, node)};
static const struct kind gpus = {gpu_texts, 4, add_gpu, compare_gpus};

/* ---- all ---- */

static enum rp_status combine(const struct kind *kind, const struct rp_rows *gathered,
                              struct rp_text_pool *texts, struct rp_rows *all)
{
    struct rp_key_table keys = {0};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < gathered->count; i++) {
        const void *row = (const char *)gathered->rows + i * gathered->row_bytes;
        uint32_t number = 0;

        status = rp_key_table_number(&keys, row, &number);
        if (status == RP_OK && number == all->count)
            status = rp_rows_add(all, row);
        else if (status == RP_OK)
            kind->add((char *)all->rows + number * all->row_bytes, row);
    }
    rp_key_table_release(&keys);
    if (status == RP_OK && all->count > 0)
        qsort_r(all->rows, all->count, all->row_bytes, kind->compare, texts);
    return status;
}

/* Stores where each of `own` stands in `all`. */
static enum rp_status number(const struct rp_rows *own, const struct rp_rows *all, uint32_t **out)
{
    struct rp_key_table keys = {0};
    uint32_t *numbers = calloc(own->count + 1, sizeof(*numbers));
    enum rp_status status = numbers ? RP_OK : RP_E_NOMEM;
    uint32_t none = 0;

    for (size_t i = 0; status == RP_OK && i < all->count; i++)
        status =
            rp_key_table_number(&keys, (void *)((char *)all->rows + i * all->row_bytes), &none);
    for (size_t i = 0; status == RP_OK && i < own->count; i++)
        status = rp_key_table_number(&keys, (void *)((char *)own->rows + i * own->row_bytes),
                                     &numbers[i]);
    rp_key_table_release(&keys);
    *out = numbers;
    return status;
}

static enum rp_status make(const struct kind *kind, struct rp_team *team, struct rp_share *share,
                           const struct rp_rows *own, struct rp_rows *all, struct rp_error *error)
{
    const struct rp_text_columns columns = {kind->texts, kind->text_count};
    struct rp_rows gathered = {.row_bytes = own->row_bytes};
    enum rp_status status = rp_text_gather(team, &columns, &share->texts, own, &gathered, error);

    all->row_bytes = own->row_bytes;
    if (status == RP_OK)
        status = rp_team_agree(team, combine(kind, &gathered, &share->texts, all), error);
    rp_rows_release(&gathered);
    return status;
}

/* ---- rows ---- */

static enum rp_status put_nodes(const struct rp_catalog *catalog, const struct rp_team *team,
                                struct rp_share *share)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && team->parallel.process == 0 && i < catalog->nodes.count;
         i++) {
        const struct rp_cluster_node row = {
            .name = ((const struct rp_share_name *)catalog->nodes.rows)[i].text};

        status = rp_share_add(share, RP_CLUSTER_TABLE_node, &row);
    }
    return status;
}

static enum rp_status put_metrics(const struct rp_catalog *catalog, const struct rp_team *team,
                                  struct rp_share *share)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && team->parallel.process == 0 && i < catalog->metrics.count;
         i++) {
        const struct rp_share_metric *it = (struct rp_share_metric *)catalog->metrics.rows + i;
        const struct rp_cluster_metric row = {
            .name = it->name,
            .unit = it->unit,
            .source = it->source,
            .counted_ranks = it->counted_ranks,
            .refused_ranks = it->refused_ranks,
            .dead_ranks = it->dead_ranks,
            .multiplexed_ranks = it->multiplexed_ranks,
            .reason = it->refusal ? it->refusal : it->remark,
        };

        status = rp_share_add(share, RP_CLUSTER_TABLE_metric, &row);
    }
    return status;
}

enum rp_status rp_catalog_add_modules(const struct rp_catalog *catalog, const struct rp_team *team,
                                      struct rp_share *share)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && team->parallel.process == 0 && i < catalog->modules.count;
         i++) {
        const struct rp_share_module *it = (struct rp_share_module *)catalog->modules.rows + i;
        const struct rp_cluster_module row = {.path = it->path,
                                              .build_id = it->build_id,
                                              .symbols = catalog->symbols[i],
                                              .ranks = it->ranks};

        status = rp_share_add(share, RP_CLUSTER_TABLE_module, &row);
    }
    return status;
}

static enum rp_status finish(struct rp_catalog *catalog, const struct rp_team *team,
                             struct rp_share *share, struct rp_error *error)
{
    enum rp_status status = number(&share->modules, &catalog->modules, &catalog->module_numbers);

    if (status == RP_OK)
        status = number(&share->metrics, &catalog->metrics, &catalog->metric_numbers);
    if (status == RP_OK)
        status = number(&share->nodes, &catalog->nodes, &catalog->node_numbers);
    if (status == RP_OK)
        status = number(&share->gpus, &catalog->gpus, &catalog->gpu_numbers);
    if (status == RP_OK && catalog->metrics.count > MOST_METRICS)
        return rp_error_set(error, RP_E_FULL, "cannot merge: %zu different metrics do not fit",
                            catalog->metrics.count);
    catalog->symbols = calloc(catalog->modules.count + 1, sizeof(*catalog->symbols));
    if (status != RP_OK || !catalog->symbols)
        return RP_E_NOMEM;
    status = put_metrics(catalog, team, share);
    return status == RP_OK ? put_nodes(catalog, team, share) : status;
}

static enum rp_status gather_nodes(struct rp_catalog *out, struct rp_team *team,
                                   const struct rp_share *share, struct rp_error *error)
{
    const uint32_t *const nodes = share->rank_nodes.rows;
    struct rp_rows own = {.row_bytes = sizeof(uint32_t)};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < share->rank_nodes.count; i++)
        status = rp_rows_add(&own, &out->node_numbers[nodes[i]]);
    status = rp_team_gather(team, &own, &out->rank_nodes, status, error);
    rp_rows_release(&own);
    return status;
}

enum rp_status rp_catalog_make(struct rp_catalog *out, struct rp_team *team, struct rp_share *share,
                               struct rp_error *error)
{
    enum rp_status status = RP_OK;

    *out = (struct rp_catalog){.rank_nodes.row_bytes = sizeof(uint32_t)};
    status = make(&modules, team, share, &share->modules, &out->modules, error);
    if (status == RP_OK)
        status = make(&metrics, team, share, &share->metrics, &out->metrics, error);
    if (status == RP_OK)
        status = make(&names, team, share, &share->nodes, &out->nodes, error);
    if (status == RP_OK)
        status = make(&gpus, team, share, &share->gpus, &out->gpus, error);
    if (status == RP_OK)
        status = rp_team_agree(team, finish(out, team, share, error), error);
    return status == RP_OK ? gather_nodes(out, team, share, error) : status;
}

enum rp_status rp_catalog_add_names(struct rp_catalog *catalog, struct rp_team *team,
                                    struct rp_share *share, struct rp_error *error)
{
    const enum rp_status status = make(&names, team, share, &share->names, &catalog->names, error);

    return status == RP_OK
               ? rp_team_agree(team, number(&share->names, &catalog->names, &catalog->name_numbers),
                               error)
               : status;
}

void rp_catalog_release(struct rp_catalog *catalog)
{
    rp_rows_release(&catalog->modules);
    rp_rows_release(&catalog->metrics);
    rp_rows_release(&catalog->names);
    rp_rows_release(&catalog->nodes);
    rp_rows_release(&catalog->gpus);
    rp_rows_release(&catalog->rank_nodes);
    free(catalog->name_numbers);
    free(catalog->node_numbers);
    free(catalog->gpu_numbers);
    free(catalog->sensor_numbers);
    free(catalog->context_numbers);
    free(catalog->module_numbers);
    free(catalog->metric_numbers);
    free(catalog->symbols);
    *catalog = (struct rp_catalog){0};
}

/* report_json_mpi.c: what JSON tells of MPI.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/report/report_json_mpi.h"

#include <math.h>

#include "analysis/profile/region_path.h"
#include "analysis/report/report_json.h"
#include "common/mpi_class.h"

#define PAIRS_SHOWN 100u

json_t *rp_report_json_efficiency(const struct rp_report *report)
{
    const struct rp_efficiency *const run = &report->efficiency;
    const bool by_slices = rp_efficiency_is_by_slices(report->slices, report->slice_count);
    json_t *object;

    if (run->ranks == 0)
        return json_null();
    object = json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:s}", "parallel",
                       run->parallel, "load_balance", run->load_balance, "among_nodes",
                       run->among_nodes, "in_nodes", run->in_nodes, "communication",
                       run->communication, "seconds", run->time_s, "useful_mean_seconds",
                       run->useful_mean_s, "useful_max_seconds", run->useful_max_s, "slowest_rank",
                       (json_int_t)run->slowest, "model", RP_EFFICIENCY_MODEL);
    json_object_set_new(object, "serialisation",
                        by_slices ? json_real(run->serialisation) : json_null());
    json_object_set_new(object, "transfer", by_slices ? json_real(run->transfer) : json_null());
    return object;
}

json_t *rp_report_json_efficiency_slices(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->slice_count; i++) {
        const struct rp_efficiency *const it = &report->slices[i];

        if (it->ranks > 0)
            json_array_append_new(
                array, json_pack("{s:f, s:f, s:f, s:f, s:f, s:I}", "start_seconds", it->start_s,
                                 "end_seconds", it->end_s, "parallel", it->parallel, "load_balance",
                                 it->load_balance, "communication", it->communication,
                                 "slowest_rank", (json_int_t)it->slowest));
    }
    return array;
}

json_t *rp_report_json_first_end(const struct rp_report *report)
{
    const struct rp_first_end *const first = &report->first_end;
    char end[32];

    if (!first->rank)
        return json_null();
    rp_report_end(end, sizeof(end), first->rank);
    return json_pack("{s:I, s:s, s:b, s:b, s:f, s:f}", "rank", (json_int_t)first->rank->rank,
                     "exit", end, "called_abort", first->called_abort, "shared", first->is_shared,
                     "before_seconds", first->before_s, "within_seconds", first->within_s);
}

static json_t *region_of(const struct rp_report *report, const struct rp_region_sum *region)
{
    const struct rp_efficiency *const it = &region->efficiency;
    char path[RP_REGION_PATH_BYTES];
    json_t *object;

    rp_region_path(report->file, region->context, path, sizeof(path));
    object =
        json_pack("{s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I}", "depth",
                  (json_int_t)region->depth, "ranks", (json_int_t)it->ranks, "visits",
                  (json_int_t)region->visits, "iterations", (json_int_t)region->passes, "seconds",
                  region->time_s, "longest_seconds", it->time_s, "parallel", it->parallel,
                  "load_balance", it->load_balance, "communication", it->communication,
                  "useful_mean_seconds", it->useful_mean_s, "useful_max_seconds", it->useful_max_s,
                  "slowest_rank", (json_int_t)it->slowest);
    json_object_set_new(object, "region", rp_report_json_name(path));
    return object;
}

json_t *rp_report_json_regions(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->region_count; i++)
        json_array_append_new(array, region_of(report, &report->regions[i]));
    return array;
}

static json_t *call_of(const struct rp_mpi_call_sum *call)
{
    return json_pack("{s:s, s:I, s:f, s:I, s:I, s:I, s:f, s:I}", "call", call->name, "count",
                     (json_int_t)call->calls, "seconds", (double)call->time_ns * 1e-9, "bytes",
                     (json_int_t)call->sent + (json_int_t)call->received, "sent_bytes",
                     (json_int_t)call->sent, "received_bytes", (json_int_t)call->received,
                     "max_seconds", (double)call->time_max_ns * 1e-9, "worst_rank",
                     (json_int_t)call->worst_rank);
}

json_t *rp_report_json_mpi(const struct rp_report *report)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < report->call_count; i++)
        json_array_append_new(array, call_of(&report->calls[i]));
    return array;
}

/* ---- classes ---- */

static const char *const class_names[RP_MPI_CLASS_COUNT] = {
#define CLASS_NAME(name, value, text) [value] = (text),
    RP_MPI_CLASS_LIST(CLASS_NAME)
#undef CLASS_NAME
};

json_t *rp_report_json_mpi_classes(const struct rp_report *report)
{
    const struct rp_cluster_file *const file = report->file;
    uint64_t times_ns[RP_MPI_CLASS_COUNT] = {0};
    uint64_t calls[RP_MPI_CLASS_COUNT] = {0};
    json_t *const array = json_array();
    const struct rp_cluster_mpi_time *row = NULL;
    struct rp_cluster_scan scan;

    rp_cluster_scan_begin(&scan, file, RP_CLUSTER_TABLE_mpi_time);
    while ((row = rp_cluster_scan_next(&scan)) != NULL) {
        if (!report->profile->chosen[row->rank] || row->class >= RP_MPI_CLASS_COUNT)
            continue;
        times_ns[row->class] += row->time_ns;
        calls[row->class] += row->calls;
    }
    rp_cluster_scan_end(&scan);
    for (size_t i = 1; i < RP_MPI_CLASS_COUNT; i++) {
        if (times_ns[i] > 0)
            json_array_append_new(array, json_pack("{s:s, s:f, s:I}", "class", class_names[i],
                                                   "seconds", (double)times_ns[i] * 1e-9, "calls",
                                                   (json_int_t)calls[i]));
    }
    return array;
}

/* ---- traffic ---- */

static json_t *pair_of(const struct rp_mpi_pair *pair)
{
    return json_pack("{s:I, s:o, s:I, s:I}", "from", (json_int_t)pair->from, "to",
                     pair->to == RP_PEER_OUTSIDE ? json_null() : json_integer(pair->to), "messages",
                     (json_int_t)pair->messages, "bytes", (json_int_t)pair->bytes);
}

/* The largest pairs, and what the others are together. */
static void add_pairs(json_t *object, const struct rp_mpi_peers *peers)
{
    json_t *const array = json_array();
    uint64_t messages = 0;
    uint64_t bytes = 0;

    for (size_t i = 0; i < peers->pair_count; i++) {
        if (i < PAIRS_SHOWN) {
            json_array_append_new(array, pair_of(&peers->pairs[i]));
            continue;
        }
        messages += peers->pairs[i].messages;
        bytes += peers->pairs[i].bytes;
    }
    json_object_set_new(object, "pairs", array);
    json_object_set_new(object, "pairs_rest",
                        json_pack("{s:I, s:I, s:I}", "pairs",
                                  (json_int_t)(peers->pair_count - json_array_size(array)),
                                  "messages", (json_int_t)messages, "bytes", (json_int_t)bytes));
}

/* "from_bytes" is the lower end of a class, each twice the one before. */
static json_t *sizes_of(const struct rp_mpi_peers *peers)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < RP_SIZE_CLASSES; i++) {
        const double least = i == 0 ? 0 : exp2((double)i - 1);

        if (peers->sizes[i].messages > 0)
            json_array_append_new(array, json_pack("{s:f, s:I, s:I}", "from_bytes", least,
                                                   "messages", (json_int_t)peers->sizes[i].messages,
                                                   "bytes", (json_int_t)peers->sizes[i].bytes));
    }
    return array;
}

static json_t *rows_of(const struct rp_mpi_peers *peers, enum rp_traffic_kind kind)
{
    json_t *const array = json_array();

    for (size_t i = 0; i < peers->row_count; i++) {
        const struct rp_mpi_row *const row = &peers->rows[i];
        json_t *object;

        if (row->kind != kind)
            continue;
        object = json_pack("{s:I, s:f, s:I, s:I}", "count", (json_int_t)row->calls, "seconds",
                           (double)row->time_ns * 1e-9, "sent_bytes", (json_int_t)row->sent,
                           "received_bytes", (json_int_t)row->received);
        json_object_set_new(object, "name", rp_report_json_name(row->name));
        json_object_set_new(object, "communicator", rp_report_json_name(row->communicator));
        json_array_append_new(array, object);
    }
    return array;
}

json_t *rp_report_json_mpi_traffic(const struct rp_report *report)
{
    json_t *const object = json_object();

    add_pairs(object, &report->peers);
    json_object_set_new(object, "sizes", sizes_of(&report->peers));
    json_object_set_new(object, "collectives", rows_of(&report->peers, RP_TRAFFIC_COLLECTIVE));
    json_object_set_new(object, "files", rows_of(&report->peers, RP_TRAFFIC_FILE));
    return object;
}
